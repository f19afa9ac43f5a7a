"""Chain snapshots: one row an option, with prices in `bid_price` and `ask_price`."""

from __future__ import annotations

import polars as pl

from axiom.market.chain import Chain
from axiom.market.readers.columns import to_float, to_instant, to_is_call, to_price
from axiom.market.readers.conventions import exercise_of, settle_by_instant
from axiom.market.readers.layout import Layout, Moment, Request, first_number, tick_of
from axiom.market.readers.source import Source

__all__ = ["ChainSnapshot"]


class ChainSnapshot(Layout):
    """Snapshots of whole chains, each with the exchange's time; see `settle_by_instant`."""

    name = "snapshot"
    description = "chain snapshots with exchange time, one row an option"
    required = frozenset(
        {"exchange_time", "underlying_index", "expiry", "strike", "optiontype"}
        | {"bid_price", "ask_price"}
    )
    optional = ("spot_price", "interest_rate", "bid_size", "ask_size")
    stamp = "exchange_time"
    symbol = "underlying_index"
    expiry = "expiry"
    spot = "spot_price"

    def instants(self, stamps: pl.Series, source: Source, request: Request) -> pl.Series:
        """Return the exchange's times, UTC where they name no zone."""
        return to_instant(stamps, source.name, "UTC")

    def build(self, rows: pl.DataFrame, moment: Moment, source: Source, request: Request) -> Chain:
        """Return the chain of one snapshot."""
        file, underlying = source.name, str(rows["underlying_index"][0])
        settled = settle_by_instant(to_instant(rows["expiry"], file, "UTC"), request)
        sizes = [
            to_float(rows[name], file) for name in ("bid_size", "ask_size") if name in rows.columns
        ]
        quotes = settled.with_columns(
            to_float(rows["strike"], file),
            to_is_call(rows["optiontype"], file).alias("is_call"),
            to_price(rows["bid_price"], file).alias("bid"),
            to_price(rows["ask_price"], file).alias("ask"),
            *sizes,
        )
        return Chain(
            underlying=underlying,
            valuation_time=moment.valuation_time,
            spot=request.spot or first_number(rows, "spot_price", file),
            quotes=quotes,
            exercise=exercise_of(underlying, request),
            rate=request.rate if request.rate is not None else _rate(rows, file),
            tick=tick_of(quotes),
            source=self.source_text(source),
        )


def _rate(rows: pl.DataFrame, file: str) -> float | None:
    """Return the median of the rates that the file gives for its expiries, if it does."""
    if "interest_rate" not in rows.columns:
        return None
    rates = to_float(rows["interest_rate"], file)
    middle = rates.filter(rates.is_finite()).median()
    return middle if isinstance(middle, float) else None
