"""Explaining the P&L of a book between two instants."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.clock import years_between
from axiom.risk.explain.legs import book_legs, check_after, contract_name
from axiom.risk.explain.result import Explain
from axiom.risk.explain.state import CONTRACT, BookState
from axiom.risk.explain.taylor import GreeksFrom, check_greeks
from axiom.risk.explain.terms import TERMS, option_terms, share_terms
from axiom.risk.explain.trade import Trade
from axiom.volatility import DynamicsLike, SpotVolDynamics

__all__ = ["explain"]

_SUMS = ("profit", *TERMS, "residual")
_A_MINUTE = 1.0 / (365.0 * 1440.0)


def explain(
    before: BookState,
    after: BookState,
    *,
    trades: Sequence[Trade] = (),
    fees: float = 0.0,
    settlements: Mapping[datetime, float] | None = None,
    dynamics: DynamicsLike = "sticky_strike",
    greeks: GreeksFrom = "ends",
    threads: int = 1,
) -> Explain:
    """Explain the P&L of a book between two states by its causes.

    Parameters
    ----------
    before, after
        The book and its market at both ends, on one underlying. Positions after, where they are
        given, have to be those before and the trades.
    trades
        Options and units of the underlying bought and sold between them, in any order.
    fees
        Fees paid beside those of the trades, in currency.
    settlements
        Spot at which options settle, by the instant of their expiry, where it is not that of the
        state after.
    dynamics
        How vols follow the spot: `SpotVolDynamics`, ``"sticky_strike"``, ``"sticky_moneyness"`` or
        a skew-stickiness ratio; the one that Greeks, scenarios and hedges use.
    greeks
        Where the second-order Greeks of the move of spot and vol are taken: ``"ends"``, at both
        ends of it; ``"start"``, before it alone; ``"path"``, on eight places between. The residual
        is of the fourth, the third and the seventeenth order in the move.
    threads
        Threads of the prices; results do not depend on it.

    Returns
    -------
    Explain
        Terms and residual sum to the profit.

    Raises
    ------
    InvalidArgumentError
        If the states, a trade, a settlement or an option is outside its domain or out of order.
    DataError
        If the positions after are not those before and the trades, or one has no value.

    Notes
    -----
    Each position goes from the market before to the market after in four steps, a trade from its
    own time and spot: half of the time passes; dated dividends, rates and borrow change; spot and
    vols move; the other half of the time passes. ``carry`` is the change of value by the first and
    last step, ``dividends``, ``rates`` and ``borrow`` those of the second, one after the other, all
    by revaluation. ``delta``, ``gamma``, ``vega``, ``skew``, ``curvature``, ``smile_other``,
    ``vanna`` and ``volga`` are the second-order expansion of the third; its remainder is the
    residual. ``trades`` is the edge against the theoretical value, ``hedges`` that of trades in
    the underlying against the spot, ``marks`` the change of marks less surface, ``cash`` the
    change of cash that no trade, fee, settlement or dividend made.

    Verified by tests/unit/risk/explain/test_explain.py, tests/unit/risk/explain/test_planted.py,
    tests/properties/test_explain_properties.py and tests/integration/test_recorded_explain.py.
    """
    check_greeks(greeks)
    follows, settled = SpotVolDynamics.of(dynamics), dict(settlements or {})
    _check_numbers(fees, settled)
    legs = book_legs(before, after, trades)
    marks = check_after(legs, after, before.terms)
    legs = legs.join(marks, on=list(CONTRACT), how="left", nulls_equal=True, maintain_order="left")
    options = legs.filter(pl.col("expiry").is_not_null())
    given: Any = {"settled": settled, "dynamics": follows, "greeks": greeks, "threads": threads}
    told = pl.concat(
        [
            option_terms(options, before, after, **given),
            share_terms(legs.filter(pl.col("expiry").is_null()), before, after),
        ]
    )
    rest = _no_contract(before, after, told, fees)
    positions = pl.concat([_by_contract(told), rest], how="diagonal")
    _check_values(positions)
    totals = {name: math.fsum(positions[name]) for name in _SUMS}
    return Explain(
        start=before.time,
        end=after.time,
        profit=totals["profit"],
        terms={name: totals[name] for name in TERMS},
        residual=totals["residual"],
        positions=positions,
        by_expiry=_by_expiry(positions),
        dynamics=follows,
        notes=_notes(options, before, after, settled),
    )


def _check_numbers(fees: float, settled: Mapping[datetime, float]) -> None:
    """Refuse fees and settlements outside their domains."""
    if not math.isfinite(fees):
        raise InvalidArgumentError(f"fees is {fees}; give a finite amount")
    for instant, spot in settled.items():
        if instant.tzinfo is None:
            raise InvalidArgumentError(f"settlements: {instant!r} has no time zone; give one")
        if not (math.isfinite(spot) and spot > 0.0):
            raise InvalidArgumentError(
                f"settlements: {instant} settles at {spot}; give a finite spot above 0"
            )


def _check_values(positions: pl.DataFrame) -> None:
    """Refuse positions that have no value, or no Greeks, at one of the points."""
    is_known = pl.col("profit").is_finite() & pl.col("residual").is_finite()
    for row in positions.filter(~is_known).head(1).iter_rows(named=True):
        raise DataError(
            f"{contract_name(row)} has no value or Greeks on the way: the surface before or after "
            "gives it no vol, forward or discount factor; leave it out or mend the surface"
        )


def _by_contract(told: pl.DataFrame) -> pl.DataFrame:
    """Sum the legs of each contract, in the order of their first."""
    is_trade = pl.col("price").is_not_null()
    return told.group_by(CONTRACT, maintain_order=True).agg(
        pl.col("quantity").filter(~is_trade).sum(),
        pl.col("quantity").filter(is_trade).sum().alias("traded"),
        pl.col(_SUMS).sum(),
    )


def _by_expiry(positions: pl.DataFrame) -> pl.DataFrame:
    groups = positions.group_by("expiry", maintain_order=True)
    return groups.agg(pl.col(_SUMS).sum()).sort("expiry")


def _no_contract(
    before: BookState, after: BookState, told: pl.DataFrame, fees: float
) -> pl.DataFrame:
    """Give the row of what belongs to no contract: other fees and other cash."""
    cash = 0.0
    if before.cash is not None and after.cash is not None:
        cash = after.cash - before.cash - _paid(told, after) + fees
    row = dict.fromkeys(_SUMS, 0.0)
    return pl.DataFrame([row | {"fees": -fees, "cash": cash, "profit": cash - fees}])


def _paid(told: pl.DataFrame, after: BookState) -> float:
    """Give the cash that trades, their fees, settlements and dividends on the underlying paid."""
    bought = pl.col("start_value").filter(pl.col("price").is_not_null())
    settled = pl.col("end_value").filter(pl.col("expiry") <= pl.lit(after.time))
    sums = (pl.col("fees").sum() - bought.sum(), settled.sum(), pl.col("paid").sum())
    parts = told.select(*(one.alias(str(i)) for i, one in enumerate(sums)))
    return math.fsum(parts.row(0))


def _notes(
    options: pl.DataFrame, before: BookState, after: BookState, settled: Mapping[datetime, float]
) -> tuple[str, ...]:
    """Say at what expiries settled, and which are not on a surface."""
    found = []
    for expiry in options["expiry"].unique().sort():
        name = f"{expiry:%Y-%m-%d %H:%M} UTC"
        if expiry <= after.time:
            if expiry not in settled:
                found.append(
                    f"The options of {name} settle at the spot after, {after.spot:g}: no "
                    "settlement was given."
                )
            continue
        for word, state in (("before", before), ("after", after)):
            years = years_between(state.time, expiry)
            if min(abs(years - one) for one in state.surface.fitted_expiries) > _A_MINUTE:
                found.append(
                    f"The surface {word} has no smile of {name}: its vols are read between or "
                    "beyond its expiries."
                )
    return tuple(found)
