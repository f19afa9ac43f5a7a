"""The terms of an explain, leg by leg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.market.clock import years_between
from axiom.risk.explain.ends import make_way
from axiom.risk.explain.path import Travellers, Way
from axiom.risk.explain.smile import SmileGrid
from axiom.risk.explain.state import CONTRACT, BookState
from axiom.risk.explain.taylor import GreeksFrom, taylor_terms
from axiom.risk.moves.market import Payments, Point
from axiom.volatility import SpotVolDynamics

__all__ = ["TERMS", "option_terms", "share_terms"]

Floats = NDArray[np.float64]

TERMS: Final = (
    "carry",
    "delta",
    "gamma",
    "vega",
    "skew",
    "curvature",
    "smile_other",
    "vanna",
    "volga",
    "rates",
    "dividends",
    "borrow",
    "trades",
    "hedges",
    "fees",
    "marks",
    "cash",
)
"""Names of the terms, in the order in which they are told."""


def option_terms(
    legs: pl.DataFrame,
    before: BookState,
    after: BookState,
    *,
    settled: Mapping[datetime, float],
    dynamics: SpotVolDynamics,
    greeks: GreeksFrom,
    threads: int = 1,
) -> pl.DataFrame:
    """Explain options per unit of the underlying, leg by leg.

    Parameters
    ----------
    legs
        Options among the legs of `book_legs`.
    before, after
        The states.
    settled
        Spot at which each expiry between them settles, by its instant.
    dynamics, greeks, threads
        As in `explain`.

    Returns
    -------
    polars.DataFrame
        The legs with ``start_value``, ``end_value``, ``profit`` and the terms, per unit.
    """
    options = _options(legs, before, after, settled)
    n, theo = legs.height, legs["theo"].fill_null(np.nan).to_numpy()
    grid = SmileGrid.of(options, before, after)
    both = options.joined(grid.options(before, after))
    padded = np.concatenate([theo, np.full(both.years.size - n, np.nan)])
    given: Any = {"dynamics": dynamics, "theo": padded, "threads": threads}
    whole = make_way(both, before, after, **given)
    way = whole.head(n)
    shapes = grid.split(options, whole.rest[n:])
    shapes["vega"] = shapes["vega"] - np.where(options.expires, 0.0, way.seen)
    given = {"greeks": greeks, "threads": threads}
    return _with_profit(legs, _values(way, threads) | taylor_terms(way, shapes, **given))


def share_terms(legs: pl.DataFrame, before: BookState, after: BookState) -> pl.DataFrame:
    """Explain the underlying itself per unit, leg by leg; see `option_terms`.

    Notes
    -----
    Dividends paid on the way are received, and the spot drops by them: delta counts the move from
    the spot without them.
    """
    elapsed = years_between(before.time, after.time)
    start, spot = legs["start"].to_numpy(), legs["start_spot"].to_numpy()
    until = np.full(start.shape, elapsed)
    dropped = Payments.of(before.terms, since=0.0).drop(spot, after=start, until=until)
    paid = spot - dropped
    ends = {"start": spot, "end": np.full(start.shape, after.spot), "paid": paid}
    return _with_profit(legs, {**ends, "delta": after.spot - dropped})


def _options(
    legs: pl.DataFrame, before: BookState, after: BookState, settled: Mapping[datetime, float]
) -> Travellers:
    """Read the options of legs; those that expire on the way end at their settlement."""
    column = {name: legs[name].to_numpy() for name in ("strike", "is_call", "years", "start")}
    elapsed = years_between(before.time, after.time)
    spots = [settled.get(instant, after.spot) for instant in legs["expiry"]]
    return Travellers(
        **column,
        american=(legs["exercise"] == "american").to_numpy(),
        end=np.minimum(column["years"], elapsed),
        start_spot=legs["start_spot"].to_numpy(),
        end_spot=np.where(column["years"] <= elapsed, np.array(spots, dtype=float), after.spot),
    )


def _values(way: Way, threads: int) -> dict[str, Floats]:
    """Give both ends, and the terms by revaluation of one change at a time."""

    def price(point: Point) -> Floats:
        return way.values(point, "price", threads=threads)["price"]

    start, early, end = price(way.start), price(way.early), price(way.end)
    announced = replace(way.early, payments=way.late.payments)
    dated = way.early.payments.dividends or way.late.payments.dividends
    known = price(announced) if dated else early
    rated = price(replace(announced, rate=way.late.rate))
    carried = price(way.between(0.0))
    return {
        "start": start,
        "end": end,
        "carry": (early - start) + (end - price(way.late)),
        "dividends": known - early,
        "rates": rated - known,
        "borrow": carried - rated,
    }


def _with_profit(legs: pl.DataFrame, found: Mapping[str, Floats]) -> pl.DataFrame:
    """Turn terms per unit into currency, and add those of trades, fees and marks."""
    units, zero = pl.col("quantity") * pl.col("multiplier"), pl.lit(0.0)
    is_option, fee = pl.col("expiry").is_not_null(), pl.col("fee").fill_null(0.0)
    start, end = pl.lit(pl.Series(found["start"])), pl.lit(pl.Series(found["end"]))
    edge = (pl.coalesce("theo", start) - pl.col("price")).fill_null(0.0)
    moved = (pl.col("end_mark") - end).fill_null(0.0) - (pl.col("mark") - start).fill_null(0.0)
    given = {name: pl.lit(pl.Series(found[name])) for name in found if name in TERMS}
    given |= {
        "trades": pl.when(is_option).then(edge).otherwise(zero),
        "hedges": pl.when(is_option).then(zero).otherwise(edge),
        "marks": moved,
    }
    paid = pl.lit(pl.Series(found["paid"])) if "paid" in found else zero
    begun, ended = pl.coalesce("price", "mark", start), pl.coalesce("end_mark", end)
    told = legs.with_columns(
        (units * begun).alias("start_value"),
        (units * ended).alias("end_value"),
        (units * paid).alias("paid"),
        (units * (ended - begun + paid) - fee).alias("profit"),
        *((units * given.get(name, zero)).alias(name) for name in TERMS if name != "fees"),
        (-fee).alias("fees"),
    )
    # one after the other: `pl.sum_horizontal` adds in an order that depends on the threads
    explained = reduce(add, (pl.col(name).fill_null(0.0) for name in TERMS))
    return told.with_columns((pl.col("profit") - explained).alias("residual")).select(
        *CONTRACT,
        "quantity",
        "price",
        "start_value",
        "end_value",
        "paid",
        "profit",
        *TERMS,
        "residual",
    )
