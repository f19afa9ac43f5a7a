"""OptionsDX files: call and put of one strike on one row."""

from __future__ import annotations

import polars as pl

from axiom.market.chain import INSTANT, Chain
from axiom.market.readers.columns import to_date, to_float, to_price
from axiom.market.readers.conventions import exercise_of, settle_by_date, underlying_name
from axiom.market.readers.layout import Layout, Moment, Request, first_number, tick_of
from axiom.market.readers.source import Source

__all__ = ["OptionsDX"]


class OptionsDX(Layout):
    """OptionsDX chains, end of day or intraday.

    The file names neither its underlying nor option roots: the name is `underlying`, or the letters
    that the file's name starts with; see `settle_by_date` for settlement.
    """

    name = "optionsdx"
    description = "OptionsDX, call and put on one row"
    required = frozenset(
        {"quote_unixtime", "expire_date", "strike", "c_bid", "c_ask", "p_bid", "p_ask"}
    )
    optional = ("underlying_last", "c_size", "p_size")
    stamp = "quote_unixtime"
    expiry = "expire_date"
    spot = "underlying_last"
    quotes_a_row = 2

    def instants(self, stamps: pl.Series, source: Source, request: Request) -> pl.Series:
        """Return the instants of Unix times."""
        seconds = to_float(stamps, source.name)
        return (seconds * 1e6).cast(pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")

    def build(self, rows: pl.DataFrame, moment: Moment, source: Source, request: Request) -> Chain:
        """Return the chain of one moment."""
        underlying = underlying_name(source, request)
        dates = to_date(rows["expire_date"], source.name)
        settled, notes = settle_by_date(dates, underlying, request)
        strike = to_float(rows["strike"], source.name)
        common = settled.with_columns(strike.alias("strike"))
        sides = [_side(rows, common, right, source.name) for right in ("c", "p")]
        quotes = pl.concat(sides)
        return Chain(
            underlying=underlying,
            valuation_time=moment.valuation_time,
            spot=request.spot or first_number(rows, "underlying_last", source.name),
            quotes=quotes,
            exercise=exercise_of(underlying, request),
            rate=request.rate,
            tick=tick_of(quotes),
            notes=notes,
            source=self.source_text(source),
        )


def _side(rows: pl.DataFrame, common: pl.DataFrame, right: str, file: str) -> pl.DataFrame:
    """Return the calls or the puts of the rows."""
    return common.with_columns(
        pl.lit(right == "c").alias("is_call"),
        to_price(rows[f"{right}_bid"], file).alias("bid"),
        to_price(rows[f"{right}_ask"], file).alias("ask"),
        *_sizes(rows, f"{right}_size"),
        pl.lit(None, dtype=INSTANT).alias("quote_time"),
    )


def _sizes(rows: pl.DataFrame, name: str) -> list[pl.Series]:
    """Return bid and ask sizes, written as "5x10"."""
    if name not in rows.columns:
        empty = pl.Series([None], dtype=pl.Float64).new_from_index(0, rows.height)
        return [empty.alias("bid_size"), empty.alias("ask_size")]
    parts = rows[name].cast(pl.String).str.extract_groups(r"(?<bid>\d+)\s*x\s*(?<ask>\d+)")
    return [
        parts.struct.field(side).cast(pl.Float64).alias(f"{side}_size") for side in ("bid", "ask")
    ]
