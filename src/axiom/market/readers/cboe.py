"""Cboe end-of-day quotes: one row an option, with its root, date and the underlying's price."""

from __future__ import annotations

import polars as pl

from axiom.market.chain import SETTLEMENT, Chain
from axiom.market.clock import AM_SETTLED_ROOTS, settlement_instants
from axiom.market.readers.columns import to_date, to_float, to_is_call, to_price
from axiom.market.readers.conventions import exercise_of
from axiom.market.readers.layout import DailyLayout, Moment, Request, first_number, tick_of
from axiom.market.readers.source import Source

__all__ = ["CboeEndOfDay"]

# An OCC symbol ends in six digits of date, C or P and eight digits of strike.
_OCC_TAIL = r"\d{6}[CP]\d{8}$"


class CboeEndOfDay(DailyLayout):
    """Cboe end-of-day chains; SPX settles on the morning of its date, SPXW at the close.

    Quotes are taken to be those of the close (16:00 New York, 13:00 on days of early close);
    `time` says otherwise.
    """

    name = "cboe"
    description = "Cboe end-of-day quotes, one row an option"
    required = frozenset(
        {"underlying", "optionroot", "type", "expiration", "quotedate", "strike", "bid", "ask"}
    )
    optional = ("underlying_last", "bidsize", "asksize", "bid_size", "ask_size")
    stamp = "quotedate"
    symbol = "underlying"
    expiry = "expiration"
    spot = "underlying_last"

    def build(self, rows: pl.DataFrame, moment: Moment, source: Source, request: Request) -> Chain:
        """Return the chain of one day."""
        file = source.name
        dates = to_date(rows["expiration"], file)
        settlement = _settlement(rows["optionroot"], request)
        quotes = pl.DataFrame(
            {
                "expiry": settlement_instants(dates, settlement),
                "expiry_date": dates,
                "settlement": settlement,
                "strike": to_float(rows["strike"], file),
                "is_call": to_is_call(rows["type"], file),
                "bid": to_price(rows["bid"], file),
                "ask": to_price(rows["ask"], file),
                "bid_size": _size(rows, ("bid_size", "bidsize"), file),
                "ask_size": _size(rows, ("ask_size", "asksize"), file),
            }
        )
        underlying = str(rows["underlying"][0]).strip()
        return Chain(
            underlying=underlying,
            valuation_time=moment.valuation_time,
            spot=request.spot or first_number(rows, "underlying_last", file),
            quotes=quotes,
            exercise=exercise_of(underlying, request),
            rate=request.rate,
            tick=tick_of(quotes),
            source=self.source_text(source),
        )


def _settlement(symbols: pl.Series, request: Request) -> pl.Series:
    if request.settlement is not None:
        return pl.Series([request.settlement], dtype=SETTLEMENT).new_from_index(0, len(symbols))
    root = symbols.cast(pl.String).str.replace(_OCC_TAIL, "").str.strip_chars(" ^$.")
    is_am = root.str.to_uppercase().is_in(sorted(AM_SETTLED_ROOTS))
    return is_am.replace_strict({True: "AM", False: "PM"}, return_dtype=SETTLEMENT)


def _size(rows: pl.DataFrame, names: tuple[str, ...], file: str) -> pl.Series:
    for name in names:
        if name in rows.columns:
            return to_float(rows[name], file)
    return pl.Series([None] * rows.height, dtype=pl.Float64)
