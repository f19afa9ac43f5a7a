"""Minute files of the best bid and offer: a row where something changed, to be carried forward."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import polars as pl

from axiom.core.errors import DataError
from axiom.market.chain import Chain
from axiom.market.clock import NEW_YORK
from axiom.market.readers.columns import to_date, to_float, to_instant, to_is_call, to_price
from axiom.market.readers.conventions import exercise_of, settle_by_date, underlying_name
from axiom.market.readers.layout import Layout, Moment, Request, tick_of
from axiom.market.readers.source import Source, read_bytes

__all__ = ["MinuteNbbo", "spot_from_minutes"]

_KEY = ["expiry", "strike", "right"]
_SPOT_SCALE = 10_000.0
_BAR = ("open", "high", "low", "close", "size")
_SPOT_COLUMNS = ["ms", *(f"bid_{name}" for name in _BAR), *(f"ask_{name}" for name in _BAR)]


class MinuteNbbo(Layout):
    """Best bid and offer by the minute, New York time, rows only where they changed.

    Each side is carried forward on its own: a row with one side blank says that the other one
    changed (blanks are as frequent at the money as anywhere, on both sides). An option's quote time
    is that of the side set longer ago, so that rules on age see a forgotten side. The stock's
    quotes come in a file of their own, `spot_file`.
    """

    name = "nbbo"
    description = "best bid and offer by the minute, rows where it changed"
    required = frozenset({"time", "expiry", "strike", "right", "bid", "bidsz", "ask", "asksz"})
    stamp = "time"
    expiry = "expiry"
    keeps_spot_apart = True
    kind = "changes"

    def instants(self, stamps: pl.Series, source: Source, request: Request) -> pl.Series:
        """Return the minutes, New York time where they name no zone."""
        return to_instant(stamps, source.name, NEW_YORK.key)

    def rows(self, lazy: pl.LazyFrame, moment: Moment) -> pl.DataFrame:
        """Return the last known bid and ask of every option at a moment of the same day."""
        local = moment.valuation_time.astimezone(NEW_YORK)
        midnight = dt.datetime.combine(local.date(), dt.time(0))
        known = lazy.filter(pl.col("time") <= pl.lit(moment.stamp))
        if known.collect_schema()["time"].is_temporal():
            known = known.filter(pl.col("time") >= pl.lit(midnight))
        else:
            known = known.filter(pl.col("time").str.starts_with(local.date().isoformat()))
        return known.sort("time").group_by(_KEY).agg(*_last("bid"), *_last("ask")).collect()

    def listing(self, lazy: pl.LazyFrame) -> pl.DataFrame:
        """Return for each minute how many expiries and options have been quoted until then."""
        day = pl.col("time").cast(pl.String).str.head(10)
        keyed = lazy.with_columns(day=day).sort("time")
        first_of = {"n_quotes": ["day", *_KEY], "n_expiry_dates": ["day", "expiry"]}
        counted = keyed.with_columns(
            pl.struct(key).is_first_distinct().cast(pl.Int64).cum_sum().over("day").alias(name)
            for name, key in first_of.items()
        )
        return (
            counted.group_by("time")
            .agg(pl.col("n_expiry_dates", "n_quotes").max(), spot=pl.lit(None, dtype=pl.Float64))
            .collect()
        )

    def build(self, rows: pl.DataFrame, moment: Moment, source: Source, request: Request) -> Chain:
        """Return the chain at one minute."""
        file, underlying = source.name, underlying_name(source, request)
        settled, notes = settle_by_date(to_date(rows["expiry"], file), underlying, request)
        times = {side: to_instant(rows[f"{side}_time"], file, NEW_YORK.key) for side in _SIDES}
        quotes = settled.with_columns(
            to_float(rows["strike"], file),
            to_is_call(rows["right"], file).alias("is_call"),
            to_price(rows["bid"], file),
            to_price(rows["ask"], file),
            to_float(rows["bidsz"], file).alias("bid_size"),
            to_float(rows["asksz"], file).alias("ask_size"),
            quote_time=pl.min_horizontal(times["bid"], times["ask"]),
        )
        return Chain(
            underlying=underlying,
            valuation_time=moment.valuation_time,
            spot=_spot(request, moment),
            quotes=quotes,
            exercise=exercise_of(underlying, request),
            rate=request.rate,
            tick=tick_of(quotes),
            notes=notes,
            source=self.source_text(source),
        )


_SIDES = ("bid", "ask")


def spot_from_minutes(path: str | Path, valuation_time: dt.datetime) -> float:
    """Return the mid of a stock at an instant, from a file of its minute quotes.

    Parameters
    ----------
    path : str or Path
        Rows without header: milliseconds since midnight (New York), open, high, low, close and size
        of the bid, the same of the ask; prices times 10,000. Zipped or plain.
    valuation_time : datetime.datetime
        Aware instant; the last row at or before it counts.

    Returns
    -------
    float

    Raises
    ------
    DataError
        When the file cannot be read so, or has no two-sided quote at or before the instant.
    """
    file = Path(path)
    try:
        content = io.BytesIO(read_bytes(file))
        table = pl.read_csv(content, has_header=False, new_columns=_SPOT_COLUMNS)
        numbers = table.select(pl.col("ms", "bid_close", "ask_close").cast(pl.Float64))
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"{file.name} is no file of minute quotes: eleven columns of numbers without header, "
            f"milliseconds since midnight first ({str(error).splitlines()[0]})"
        ) from error
    local = valuation_time.astimezone(NEW_YORK)
    elapsed = local - dt.datetime.combine(local.date(), dt.time(0), tzinfo=NEW_YORK)
    known = numbers.filter(
        (pl.col("ms") <= elapsed.total_seconds() * 1000.0)
        & pl.all_horizontal(pl.col("bid_close", "ask_close") > 0.0)
    ).sort("ms")
    if known.is_empty():
        raise DataError(f"{file.name} has no quote at or before {local:%H:%M}")
    _, bid, ask = known.row(-1)
    return float(bid + ask) / (2.0 * _SPOT_SCALE)


def _spot(request: Request, moment: Moment) -> float | None:
    if request.spot is not None or request.spot_file is None:
        return request.spot
    return spot_from_minutes(request.spot_file, moment.valuation_time)


def _last(side: str) -> list[pl.Expr]:
    """Return expressions for the last price of a side that is not blank, its size and its time."""
    price = pl.col(side)
    known = price.is_not_null() & (price.cast(pl.String) != "")
    return [
        price.filter(known).last(),
        pl.col(f"{side}sz").filter(known).last(),
        pl.col("time").filter(known).last().alias(f"{side}_time"),
    ]
