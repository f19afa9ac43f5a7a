"""Legs: what was held from one instant to another, or from a trade on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC
from typing import Any, Final

import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.chain import EXERCISE, years_column
from axiom.market.clock import years_between
from axiom.risk.explain.state import CONTRACT, HELD_SCHEMA, BookState
from axiom.risk.explain.trade import Trade
from axiom.volatility import ExerciseTerms

__all__ = ["book_legs", "check_after", "contract_name", "netted"]

_TRADE_SCHEMA: Final = pl.Schema(
    {
        **{name: HELD_SCHEMA[name] for name in (*CONTRACT, "quantity")},
        "start": pl.Float64(),
        "start_spot": pl.Float64(),
        "price": pl.Float64(),
        "theo": pl.Float64(),
        "fee": pl.Float64(),
    }
)
_ROUNDING: Final = 1e-9


def book_legs(before: BookState, after: BookState, trades: Sequence[Trade]) -> pl.DataFrame:
    """Give the positions before and the trades as legs, one row each.

    Parameters
    ----------
    before, after
        The states.
    trades
        What was traded from the first to the second.

    Returns
    -------
    polars.DataFrame
        Contract, ``quantity``, ``mark`` at the start (null: the surface's), ``years`` from the
        state before to the expiry, ``start`` in years from it (0 for positions), ``start_spot``,
        and of trades ``price``, ``theo`` and ``fee``, null for positions.

    Raises
    ------
    InvalidArgumentError
        If the states or a trade are out of order, or rows of one contract differ in their marks.

    Notes
    -----
    Verified by tests/unit/risk/explain/test_legs.py.
    """
    if after.time < before.time:
        raise InvalidArgumentError(
            f"after is at {after.time}, before at {before.time}; give the earlier state first"
        )
    held = netted(before, before.terms).with_columns(
        start=pl.lit(0.0), start_spot=pl.lit(before.spot)
    )
    rows = [_traded(one, before, after) for one in trades]
    legs = pl.concat([held, pl.DataFrame(rows, schema=_TRADE_SCHEMA)], how="diagonal")
    return _with_style(legs, before.terms).with_columns(years_column(before.time))


def netted(state: BookState, terms: ExerciseTerms) -> pl.DataFrame:
    """Give the positions that have not expired, one row a contract.

    Parameters
    ----------
    state
        Its positions; None holds nothing.
    terms
        Style of options that do not say their own.

    Returns
    -------
    polars.DataFrame
        Contract, quantity and mark, in the order of the first row of each contract.

    Raises
    ------
    InvalidArgumentError
        If rows of one contract differ in their marks.
    """
    if state.positions is None:
        return pl.DataFrame(schema=HELD_SCHEMA)
    live = pl.col("expiry").is_null() | (pl.col("expiry") > pl.lit(state.time))
    grouped = (
        _with_style(state.positions.filter(live), terms)
        .group_by(CONTRACT, maintain_order=True)
        .agg(
            pl.col("quantity").sum(),
            pl.col("mark").first(),
            (pl.col("mark").n_unique() > 1).alias("differs"),
        )
    )
    for row in grouped.filter(pl.col("differs")).iter_rows(named=True):
        raise InvalidArgumentError(
            f"positions: the rows of {contract_name(row)} have different marks; give one"
        )
    return grouped.drop("differs")


def check_after(legs: pl.DataFrame, after: BookState, terms: ExerciseTerms) -> pl.DataFrame:
    """Check that the positions after are those before and the trades; give their marks.

    Parameters
    ----------
    legs
        From `book_legs`.
    after
        The state after; without positions there is nothing to check.
    terms
        Style of options that do not say their own, from the state before.

    Returns
    -------
    polars.DataFrame
        Contract and ``end_mark``, one row a contract that is held after.

    Raises
    ------
    DataError
        If a quantity after is not what the positions before and the trades make.
    """
    held = netted(after, terms)
    if after.positions is not None:
        live = pl.col("expiry").is_null() | (pl.col("expiry") > pl.lit(after.time))
        made = (
            legs.filter(live)
            .group_by(CONTRACT, maintain_order=True)
            .agg(pl.col("quantity").sum().alias("made"))
        )
        both = held.join(made, on=list(CONTRACT), how="full", nulls_equal=True, coalesce=True)
        both = both.with_columns(pl.col("quantity", "made").fill_null(0.0))
        room = _ROUNDING * pl.max_horizontal(pl.lit(1.0), pl.col("made").abs())
        off = both.filter((pl.col("quantity") - pl.col("made")).abs() > room)
        for row in off.iter_rows(named=True):
            raise DataError(
                f"after holds {row['quantity']:g} of {contract_name(row)}, the positions before "
                f"and the trades make {row['made']:g}; add the missing trade or correct the "
                "positions"
            )
    return held.select(*CONTRACT, pl.col("mark").alias("end_mark"))


def _with_style(table: pl.DataFrame, terms: ExerciseTerms) -> pl.DataFrame:
    """Let options without a style of their own have that of the terms."""
    own = pl.lit(terms.exercise, dtype=EXERCISE)
    style = pl.when(pl.col("expiry").is_not_null()).then(pl.col("exercise").fill_null(own))
    return table.with_columns(style.alias("exercise"))


def _traded(trade: Trade, before: BookState, after: BookState) -> dict[str, Any]:
    """Give a trade as a row of `_TRADE_SCHEMA`."""
    if not before.time <= trade.time <= after.time:
        raise InvalidArgumentError(
            f"a trade is at {trade.time}, outside {before.time} to {after.time}; give those between"
        )
    start = years_between(before.time, trade.time)
    if trade.spot is not None:
        spot = trade.spot
    elif not trade.is_option:
        spot = trade.price
    else:
        elapsed = years_between(before.time, after.time)
        share = start / elapsed if elapsed > 0.0 else 0.0
        spot = before.spot * math.exp(share * math.log(after.spot / before.spot))
    names = (*CONTRACT, "quantity", "price", "theo", "fee")
    row = {name: getattr(trade, name) for name in names}
    expiry = None if trade.expiry is None else trade.expiry.astimezone(UTC)
    return row | {"expiry": expiry, "start": start, "start_spot": spot}


def contract_name(row: dict[str, Any]) -> str:
    """Name a contract in a message."""
    if row["expiry"] is None:
        return "the underlying"
    side = "call" if row["is_call"] else "put"
    return f"the {row['strike']:g} {side} of {row['expiry']:%Y-%m-%d %H:%M} UTC"
