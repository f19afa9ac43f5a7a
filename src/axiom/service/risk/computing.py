"""Figures of a book by the library, as they are answered."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.core.units import DESK_UNITS, RAW_UNITS, SMILE_UNITS
from axiom.risk import (
    HISTORICAL_STRESSES,
    BookState,
    BookValuation,
    MarginRules,
    MarketMoves,
    Stress,
    book_margin,
    book_value_at_risk,
    explain,
    scenario_ladder,
    stress_book,
    value_book,
)
from axiom.service.risk.holdings import Holdings, Market
from axiom.wire.risk import (
    ExplainRequest,
    LadderRequest,
    MarginRequest,
    StressRequest,
    ValueAtRiskRequest,
)

__all__ = [
    "explanation",
    "ladder",
    "margin",
    "stresses",
    "valuation_answer",
    "value",
    "value_at_risk",
]

_UNITS = {unit.name: unit.meaning for unit in (*RAW_UNITS, *SMILE_UNITS, *DESK_UNITS)}


def value(held: Holdings) -> BookValuation:
    """Value a book."""
    return value_book(**held.arguments)


def valuation_answer(
    held: Holdings, found: BookValuation, *, run_id: str | None = None
) -> dict[str, Any]:
    """Answer a valuation."""
    return {
        "valuation_time": found.valuation_time,
        "underlying": found.underlying,
        "spot": found.spot,
        "surface_id": held.market.surface_id,
        "run_id": run_id,
        "totals": found.totals,
        "units": {
            "present_value": "currency",
            **{name: meaning for name, meaning in _UNITS.items() if name in found.totals},
        },
        "positions": _rows(found.positions),
        "by_expiry": _rows(found.by_expiry),
        "by_strike": _rows(found.by_strike),
        "expired": _rows(found.expired),
    }


def ladder(held: Holdings, request: LadderRequest) -> dict[str, Any]:
    """Answer a book under joint moves of spot and vol."""
    found = scenario_ladder(
        **held.arguments, spot_shocks=request.spot_shocks, vol_shocks=request.vol_shocks
    )
    return {
        "spot": found.spot,
        "surface_id": held.market.surface_id,
        "rows": _rows(found.table()),
    }


def stresses(held: Holdings, request: StressRequest) -> dict[str, Any]:
    """Answer a book under named stresses."""
    named: Any = HISTORICAL_STRESSES
    if request.stresses is not None:
        named = [Stress(**one.model_dump()) for one in request.stresses]
    found = stress_book(**held.arguments, stresses=named)
    return {
        "present_value": found.present_value,
        "surface_id": held.market.surface_id,
        "rows": _rows(found.table),
        "by_expiry": _rows(found.by_expiry()),
        "by_strike": _rows(found.by_strike()),
    }


def value_at_risk(held: Holdings, request: ValueAtRiskRequest) -> dict[str, Any]:
    """Answer the value at risk of a book."""
    vols = np.empty((0, 0)) if request.vol_moves is None else np.asarray(request.vol_moves)
    moves = MarketMoves(spot=np.asarray(request.spot_moves), vols=vols, tenors=request.tenors)
    names = {"method", "levels", "horizon", "decay", "n_paths", "degrees", "seed"}
    asked = request.model_dump(include=names)
    found = book_value_at_risk(**held.arguments, moves=moves, **asked)
    return {
        "method": found.method,
        "horizon": found.horizon,
        "surface_id": held.market.surface_id,
        "rows": _rows(found.table()),
        "notes": found.notes,
    }


def margin(held: Holdings, request: MarginRequest) -> dict[str, Any]:
    """Answer the margin of a book.

    Raises
    ------
    InvalidArgumentError
        If only one of the moves of spot and vol is given, or the rules lie outside their domain.
    """
    found = book_margin(**held.arguments, rules=_rules(request))
    return {
        "rules": found.rules.name,
        "requirement": found.requirement,
        "scan_loss": found.scan_loss,
        "minimum": found.minimum,
        "net_option_value": found.net_option_value,
        "surface_id": held.market.surface_id,
        "rows": _rows(found.table()),
    }


def explanation(held: Holdings, after: Market, request: ExplainRequest) -> dict[str, Any]:
    """Answer the P&L of a book between two surfaces by its causes."""
    given = {name: one for name, one in held.arguments.items() if name != "dynamics"}
    found = explain(
        BookState.of_book(**given),
        BookState(surface=after.surface, spot=after.spot, terms=given["terms"]),
        dynamics=request.dynamics,
        greeks=request.greeks,
    )
    return {
        "start": found.start,
        "end": found.end,
        "profit": found.profit,
        "terms": found.terms,
        "residual": found.residual,
        "positions": _rows(found.positions),
        "by_expiry": _rows(found.by_expiry),
        "notes": found.notes,
    }


def _rules(request: MarginRequest) -> MarginRules:
    """Make the rules of a margin."""
    if request.spot_moves is None and request.vol_moves is None and request.shares is None:
        return MarginRules.portfolio(request.kind, minimum=request.minimum)
    if request.spot_moves is None or request.vol_moves is None:
        raise InvalidArgumentError(
            "spot_moves or vol_moves is null while others of the scenarios are given: give both"
        )
    return MarginRules(
        name=request.name,
        spot_moves=request.spot_moves,
        vol_moves=request.vol_moves,
        shares=request.shares or (1.0,) * len(request.spot_moves),
        minimum=request.minimum,
        minimum_on=request.minimum_on,
    )


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Give a table as one mapping a row."""
    return table.to_dicts()
