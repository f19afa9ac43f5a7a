"""Deribit snapshots: bid, ask and mark vols in percent, no prices and no spot."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from axiom.core.errors import DataError
from axiom.market.chain import INSTANT, SETTLEMENT, Chain, years_column
from axiom.market.clock import SECONDS_PER_YEAR, deribit_settlement
from axiom.market.readers.columns import to_date, to_float, to_instant, to_is_call
from axiom.market.readers.conventions import refuse_american
from axiom.market.readers.layout import Layout, Moment, Request
from axiom.market.readers.source import Source
from axiom.market.readers.vols import Marks, forwards_by_date, prices_from_vols

__all__ = ["DeribitVols"]

# A vol of 999 percent is the exchange's way to say that a price has none.
_NO_VOL_PCT = 999.0


class DeribitVols(Layout):
    """Deribit surfaces: prices are made from the vols, forwards from the deltas.

    Prices are Black-76 in the quote currency, discounted with `rate` (default 0, as the exchange
    margins in the coin). `forward` replaces the forwards. Stamps are the hour in which a surface
    was taken; its vegas say at which minute (see `Marks`), which is the chain's valuation time.
    """

    name = "deribit"
    description = "Deribit snapshots, vols in percent, one row an option"
    required = frozenset(
        {"date", "instrument_name", "expiry_date", "strike", "type", "delta"}
        | {"bid_iv", "ask_iv", "mark_iv"}
    )
    optional = ("vega",)
    stamp = "date"
    symbol = "underlying"
    expiry = "expiry_date"
    zone = "UTC"

    def table(self, source: Source, request: Request) -> pl.LazyFrame:
        """Return the columns used, and the underlying that the instruments' names begin with."""
        name = pl.col("instrument_name").str.split("-").list.first()
        return source.frame(self.columns(source)).with_columns(underlying=name)

    def instants(self, stamps: pl.Series, source: Source, request: Request) -> pl.Series:
        """Return the stamps as instants."""
        return to_instant(stamps, source.name, "UTC")

    def build(self, rows: pl.DataFrame, moment: Moment, source: Source, request: Request) -> Chain:
        """Return the chain of one surface."""
        refuse_american(self.name, request)
        vols = _vols(rows, source.name)
        time, forwards, notes = _forwards(rows, vols, moment, source, request)
        quotes = vols.join(forwards, on="expiry", how="left", maintain_order="left").with_columns(
            years_column(time)
        )
        quotes = quotes.with_columns(
            prices_from_vols(quotes, "bid"), prices_from_vols(quotes, "ask")
        )
        return Chain(
            underlying=str(rows["underlying"][0]),
            valuation_time=time,
            spot=request.spot,
            quotes=quotes,
            rate=request.rate,
            given_forwards=forwards.filter(pl.col("forward").is_not_null()),
            notes=("Prices are made from the exchange's vols by Black-76.", *notes),
            source=self.source_text(source),
        )


def _vols(rows: pl.DataFrame, file: str) -> pl.DataFrame:
    """Return the options of a surface, with vols in decimals in place of prices."""
    dates = to_date(rows["expiry_date"], file)
    unique = dates.unique().drop_nulls()
    settles = pl.Series([deribit_settlement(day) for day in unique], dtype=INSTANT)
    return pl.DataFrame(
        {
            "expiry": dates.replace_strict(unique, settles, default=None, return_dtype=INSTANT),
            "expiry_date": dates,
            "strike": to_float(rows["strike"], file),
            "is_call": to_is_call(rows["type"], file),
            "bid": _vol(rows["bid_iv"], file),
            "ask": _vol(rows["ask_iv"], file),
            "mark": _vol(rows["mark_iv"], file),
        }
    ).with_columns(settlement=pl.lit("AM", dtype=SETTLEMENT))


def _vol(column: pl.Series, file: str) -> pl.Series:
    percent = to_float(column, file)
    return (percent / 100.0).set((percent <= 0.0) | (percent >= _NO_VOL_PCT), None)


def _forwards(
    rows: pl.DataFrame, vols: pl.DataFrame, moment: Moment, source: Source, request: Request
) -> tuple[dt.datetime, pl.DataFrame, tuple[str, ...]]:
    """Return the valuation time, the forwards by expiry, and what a reader has to know of them."""
    marks = _marks(rows, vols, moment, source.name)
    delay = marks.delay() or dt.timedelta(0)
    time, notes = moment.valuation_time + delay, _time_note(moment.valuation_time, delay)
    expiries = vols.select("expiry", "expiry_date").unique().sort("expiry")
    if request.forward is None:
        values = marks.forwards(delay.total_seconds() / SECONDS_PER_YEAR)
        notes = (*notes, "Forwards are implied by the exchange's deltas.")
    else:
        values = forwards_by_date(list(expiries["expiry_date"]), request.forward, source.name)
        notes = (*notes, "Forwards are given by the caller.")
    if not np.isfinite(values).any():
        raise DataError(f"{source.name}: no delta tells a forward at {time}: give forward=")
    rate = request.rate or 0.0
    table = expiries.with_columns(years_column(time), pl.Series("forward", values).fill_nan(None))
    return (
        time,
        table.select("expiry", "forward", discount_factor=(-rate * pl.col("years")).exp()),
        notes,
    )


def _marks(rows: pl.DataFrame, vols: pl.DataFrame, moment: Moment, file: str) -> Marks:
    delta = to_float(rows["delta"], file)
    years = vols.select(years_column(moment.valuation_time))["years"]
    vega = to_float(rows["vega"], file).fill_null(0.0) if "vega" in rows.columns else None
    return Marks(
        expiry=vols["expiry"].rank("dense").to_numpy().astype(np.intp) - 1,
        years=years.to_numpy(),
        strike=vols["strike"].to_numpy(),
        vol=vols["mark"].fill_null(0.0).to_numpy(),
        call_delta=(delta + (~vols["is_call"]).cast(pl.Float64)).fill_null(0.0).to_numpy(),
        vega=None if vega is None else vega.to_numpy(),
    )


def _time_note(stamp: dt.datetime, delay: dt.timedelta) -> tuple[str, ...]:
    if not delay:
        return ()
    minutes = round(abs(delay.total_seconds()) / 60.0)
    side = "after" if delay > dt.timedelta(0) else "before"
    return (
        f"The vegas say that the surface is of {stamp + delay:%H:%M} UTC, {minutes} minutes {side} "
        f"its stamp {stamp:%H:%M}; that time is used.",
    )
