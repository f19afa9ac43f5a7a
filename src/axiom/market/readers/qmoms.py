"""The sample of the `qmoms` package: vol surfaces of five US stocks in 2023, by delta."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Final

import numpy as np
import polars as pl

from axiom.core.errors import DataError, MissingDependencyError
from axiom.market.chain import Chain, years_column
from axiom.market.clock import settlement_instants
from axiom.market.readers.columns import to_date, to_float
from axiom.market.readers.conventions import refuse_american
from axiom.market.readers.layout import DailyLayout, Moment, Request, first_number
from axiom.market.readers.source import Source
from axiom.market.readers.vols import forwards_by_date, prices_from_vols

__all__ = ["HALF_SPREAD_VOL", "DeltaSurface", "sample_file"]

HALF_SPREAD_VOL: Final = 0.005
"""Half-width of the modelled bid-ask spread, in vol: half a vol point."""

_UNDISCOUNTED: Final = "Prices are not discounted: there is no curve beside the file, nor a rate."

# CRSP's permanent numbers of the securities in the sample.
_SYMBOLS: Final = {
    "12490": "IBM",
    "14541": "CVX",
    "14593": "AAPL",
    "18542": "CAT",
    "93436": "TSLA",
}


class DeltaSurface(DailyLayout):
    """Vols by delta and tenor, with strikes and forwards; bid and ask are modelled.

    Each point becomes one option, a put where its delta is negative: the bid is the price at its
    vol less `HALF_SPREAD_VOL`, the ask at its vol plus it. The forward is the file's own; the
    discount factor comes from `rate`, else from `zerocd.csv` beside the file, else it is 1, and a
    note says so. Options settle at the close, `days` after the date; they are European, for the
    vendor's vols are those of European options of the same strike and expiry.
    """

    name = "qmoms"
    description = "vol surfaces by delta (sample of the qmoms package)"
    required = frozenset({"id", "date", "k", "impl_volatility", "delta", "f", "s", "days"})
    stamp = "date"
    symbol: ClassVar[str | None] = "underlying"
    expiry = "days"
    spot = "s"

    def table(self, source: Source, request: Request) -> pl.LazyFrame:
        """Return the columns used, and a symbol for each security number."""
        name = pl.col("id").cast(pl.String).str.strip_chars().replace(_SYMBOLS)
        return source.frame(self.columns(source)).with_columns(underlying=name)

    def build(self, rows: pl.DataFrame, moment: Moment, source: Source, request: Request) -> Chain:
        """Return the chain of one stock on one day."""
        refuse_american(self.name, request)
        points = _points(rows, moment, source.name)
        points, rate_note = _with_forwards(points, moment, source, request)
        lower = pl.max_horizontal(pl.col("vol") - HALF_SPREAD_VOL, 1e-4)
        points = points.with_columns(bid=lower, ask=pl.col("vol") + HALF_SPREAD_VOL)
        quotes = points.with_columns(
            prices_from_vols(points, "bid"), prices_from_vols(points, "ask")
        )
        forwards = points.select("expiry", "forward", "discount_factor").unique("expiry")
        underlying = str(rows["underlying"][0])
        return Chain(
            underlying=underlying,
            valuation_time=moment.valuation_time,
            spot=request.spot or first_number(rows, "s", source.name),
            quotes=quotes,
            rate=request.rate,
            given_forwards=forwards,
            notes=(
                "Bid and ask are modelled: the prices at the vendor's vol less and plus "
                f"{100 * HALF_SPREAD_VOL:g} vol points.",
                *rate_note,
            ),
            source=self.source_text(source),
        )


def sample_file() -> Path:
    """Return the path of the sample; the package itself is not run.

    Raises
    ------
    MissingDependencyError
        When `qmoms` is not installed, or lacks the file.
    """
    spec = find_spec("qmoms")
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder) / "data" / "surface.csv"
        if path.exists():
            return path
    raise MissingDependencyError(
        "the sample chain needs the package qmoms: pip install 'axiom-quant[samples]'"
    )


def _points(rows: pl.DataFrame, moment: Moment, file: str) -> pl.DataFrame:
    days = to_float(rows["days"], file)
    dates = to_date(rows["date"], file)
    table = pl.DataFrame(
        {
            "days": days,
            "expiry_date": dates + pl.Series(days * 86_400e6).cast(pl.Duration("us")),
            "strike": to_float(rows["k"], file),
            "is_call": to_float(rows["delta"], file) > 0.0,
            "vol": to_float(rows["impl_volatility"], file),
            "forward": to_float(rows["f"], file),
            "spot": to_float(rows["s"], file),
        }
    ).with_columns(settlement=pl.lit("PM"))
    expiry = settlement_instants(table["expiry_date"], table["settlement"])
    return table.with_columns(expiry).with_columns(years_column(moment.valuation_time))


def _with_forwards(
    points: pl.DataFrame, moment: Moment, source: Source, request: Request
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Add discount factors, and replace the forwards where the caller gave some."""
    if request.forward is not None:
        dates = list(points["expiry_date"])
        given = forwards_by_date(dates, request.forward, source.name)
        points = points.with_columns(pl.Series("forward", given))
    rate: float | pl.Series | None = request.rate
    if rate is None:
        rate = _zero_rates(source, moment.valuation_time.date(), points["days"])
    if rate is None:
        return points.with_columns(discount_factor=pl.lit(1.0)), (_UNDISCOUNTED,)
    return points.with_columns(discount_factor=(-rate * pl.col("years")).exp()), ()


def _zero_rates(source: Source, date: dt.date, days: pl.Series) -> pl.Series | None:
    """Return the zero rates at these tenors from the curve file beside the surface, if any."""
    path = source.path.with_name("zerocd.csv")
    if not path.exists():
        return None
    curve_file = Source(path)
    if not {"date", "days", "rate"} <= curve_file.columns.keys():
        raise DataError(f"{path.name} needs the columns date, days, rate")
    curve = curve_file.frame(["date", "days", "rate"]).collect()
    curve = curve.filter(to_date(curve["date"], path.name) == date)
    if curve.is_empty():
        return None
    tenors = to_float(curve["days"], path.name).to_numpy()
    rates = to_float(curve["rate"], path.name).to_numpy() / 100.0
    order = np.argsort(tenors)
    return pl.Series("rate", np.interp(days.to_numpy(), tenors[order], rates[order]))
