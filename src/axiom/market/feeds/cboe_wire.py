"""What Cboe publishes of delayed quotes: one JSON document a symbol, as a chain."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any, Final

import polars as pl

from axiom.core.errors import DataError
from axiom.market.chain import SETTLEMENT, Chain, Exercise
from axiom.market.clock import AM_SETTLED_ROOTS, settlement_instants
from axiom.market.dividends import DividendSchedule
from axiom.market.feeds.connection import BrokenFeedError
from axiom.market.readers.conventions import EUROPEAN_ROOTS

__all__ = ["chain_of", "document_name"]

INDICES: Final = EUROPEAN_ROOTS | {"OEX"}
"""Symbols whose documents have names that begin with an underscore."""

_SYMBOL: Final = r"^([A-Z]+)(\d{6})([CP])(\d{8})$"
_COLUMNS: Final = {
    "option": pl.String(),
    "bid": pl.Float64(),
    "bid_size": pl.Float64(),
    "ask": pl.Float64(),
    "ask_size": pl.Float64(),
}


def document_name(symbol: str) -> str:
    """Return the name of a symbol's document: _SPX for SPX, SPY for SPY.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_cboe_wire.py.
    """
    plain = symbol.strip().lstrip("_^$").upper()
    return f"_{plain}" if plain in INDICES else plain


def chain_of(
    text: str | bytes,
    *,
    delay: dt.timedelta,
    exercise: Exercise | None = None,
    dividends: DividendSchedule | None = None,
) -> Chain:
    """Return the chain of a document.

    Parameters
    ----------
    text
        JSON with ``timestamp`` (UTC) and ``data``: ``symbol``, ``current_price`` and ``options``,
        each with ``option`` (its OCC symbol), ``bid``, ``bid_size``, ``ask`` and ``ask_size``.
    delay
        By how much the quotes are older than the timestamp.
    exercise
        How options are exercised; by the underlying when None.
    dividends
        Dated dividends, where they are known.

    Returns
    -------
    Chain
        A price of 0 is none. Options whose deliverable was adjusted (a root with a digit) and those
        that have expired are left out, and a note says how many.

    Raises
    ------
    BrokenFeedError
        If the document is no JSON, lacks a field or holds no option.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_cboe_wire.py.
    """
    try:
        document = json.loads(text)
        data = document["data"]
        time = _instant(document["timestamp"]) - delay
        underlying = str(data["symbol"]).lstrip("^")
        rows = pl.DataFrame(data["options"], schema=_COLUMNS, strict=False)
        spot = float(data["current_price"])
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise BrokenFeedError(f"the document cannot be read: {error!r}") from error
    quotes = _quotes(rows).filter(pl.col("expiry") > pl.lit(time))
    left_out = rows.height - quotes.height
    if quotes.is_empty():
        raise BrokenFeedError(f"the document of {underlying} holds no option that is alive")
    is_european = underlying in EUROPEAN_ROOTS
    try:
        return Chain(
            underlying=underlying,
            valuation_time=time,
            quotes=quotes,
            spot=spot if 0.0 < spot < math.inf else None,
            exercise=exercise or ("european" if is_european else "american"),
            dividends=dividends,
            notes=(
                f"Quotes are delayed by {delay.total_seconds() / 60.0:g} minutes.",
                *_note(left_out),
            ),
            source=f"Cboe delayed quotes, {underlying}",
        )
    except DataError as error:
        raise BrokenFeedError(f"the document of {underlying} holds no chain: {error}") from error


def _note(left_out: int) -> tuple[str, ...]:
    if not left_out:
        return ()
    return (
        f"{left_out} options that have expired or whose deliverable was adjusted are left out.",
    )


def _instant(stamp: Any) -> dt.datetime:
    return dt.datetime.fromisoformat(str(stamp)).replace(tzinfo=dt.UTC)


def _quotes(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the options of the document with their terms; those that have none are left out."""
    parts = pl.col("option").str.extract_groups(_SYMBOL)
    terms = rows.with_columns(
        parts.struct.field("1").alias("root"),
        parts.struct.field("2").str.to_date("%y%m%d", strict=False).alias("expiry_date"),
        (parts.struct.field("3") == "C").alias("is_call"),
        (parts.struct.field("4").cast(pl.Float64) / 1000.0).alias("strike"),
    ).drop_nulls(["root", "expiry_date"])
    is_am = pl.col("root").is_in(sorted(AM_SETTLED_ROOTS))
    terms = terms.with_columns(
        pl.when(is_am)
        .then(pl.lit("AM"))
        .otherwise(pl.lit("PM"))
        .cast(SETTLEMENT)
        .alias("settlement"),
        *(pl.when(pl.col(name) > 0.0).then(pl.col(name)).alias(name) for name in ("bid", "ask")),
    )
    expiry = settlement_instants(terms["expiry_date"], terms["settlement"])
    return terms.with_columns(expiry).drop("option", "root")
