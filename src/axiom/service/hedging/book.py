"""Hedges of a book: vega by an option, then delta by the underlying."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING

from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.store import HedgeRecord, UnitOfWork
from axiom.wire.hedging import (
    BookHedgeAnswer,
    BookHedgeRequest,
    CostBandRule,
    Exposures,
    HedgeOption,
    StoredHedge,
)

if TYPE_CHECKING:
    from axiom import desk
else:
    desk = LazyModule("axiom.desk")

__all__ = ["hedge_records", "keep_hedges", "stored_hedge", "suggest_hedge"]


def suggest_hedge(request: BookHedgeRequest) -> BookHedgeAnswer:
    """Suggest what to trade against the exposures of a book.

    The option is traded first, in whole contracts, where vega is outside its bound; the rule then
    looks at the delta that is left.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain, or the option has no vega.

    Notes
    -----
    Verified by tests/unit/service/hedging/test_book.py.
    """
    contracts = 0.0 if request.option is None else _contracts(request, request.option)
    between = _traded(request.exposures, contracts, request.option)
    units = _rule(request).units_to_trade(
        desk.BookExposure(
            time=dt.datetime.now(dt.UTC),
            spot=request.spot,
            delta=between.delta,
            underlying=0.0,
            exposures=between.model_dump(),
        )
    )
    if not math.isfinite(units + between.delta):
        raise InvalidArgumentError(
            f"spot={request.spot:g} with delta={between.delta:g}: the hedge is beyond all numbers; "
            "check their units"
        )
    after = between.model_copy(update={"delta": between.delta + units})
    return BookHedgeAnswer(
        underlying_quantity=units,
        option_quantity=contracts,
        before=request.exposures,
        after=after,
        hedge_ids=(),
    )


def hedge_records(request: BookHedgeRequest, found: BookHedgeAnswer) -> tuple[HedgeRecord, ...]:
    """Make the records of what was suggested; none where nothing is to be traded."""
    told = {"before": found.before.model_dump(), "after": found.after.model_dump()}
    name = None if request.option is None else request.option.name
    traded = [(request.underlying, found.underlying_quantity), (name, found.option_quantity)]
    return tuple(
        HedgeRecord(
            strategy=request.strategy,
            underlying=request.underlying,
            policy=request.rule.type,
            quantity=Decimal(repr(quantity)),
            details={"instrument": instrument, "spot": request.spot, **told},
        )
        for instrument, quantity in traded
        if instrument is not None and quantity != 0.0
    )


def keep_hedges(work: UnitOfWork, request: BookHedgeRequest) -> BookHedgeAnswer:
    """Suggest what to trade, and store it as hedges that wait to be done.

    Notes
    -----
    Verified by tests/unit/service/hedging/test_stored.py.
    """
    found = suggest_hedge(request)
    kept = [work.hedges.add(record) for record in hedge_records(request, found)]
    return found.model_copy(update={"hedge_ids": tuple(record.id for record in kept)})


def stored_hedge(record: HedgeRecord) -> StoredHedge:
    """Describe a stored hedge."""
    names = ("id", "time", "underlying", "strategy", "policy", "status")
    told = {name: getattr(record, name) for name in names}
    return StoredHedge(quantity=f"{record.quantity:f}", details=dict(record.details), **told)


def _contracts(request: BookHedgeRequest, option: HedgeOption) -> float:
    """Give the whole contracts that bring vega within its bound, the nearest to none left."""
    if option.vega == 0.0:
        raise InvalidArgumentError(
            f"option {option.name!r} has vega 0: give an option that hedges vega, or none"
        )
    vega = request.exposures.vega
    if abs(vega) <= request.vega_width:
        return 0.0
    contracts = -vega / option.vega
    if not math.isfinite(contracts):
        raise InvalidArgumentError(
            f"vega={vega:g} by an option of vega={option.vega:g}: beyond all numbers; check units"
        )
    return float(round(contracts))


def _traded(exposures: Exposures, contracts: float, option: HedgeOption | None) -> Exposures:
    """Give what a book holds after contracts of an option."""
    if option is None or contracts == 0.0:
        return exposures
    found = {
        name: getattr(exposures, name) + contracts * getattr(option, name)
        for name in ("delta", "gamma", "vega")
    }
    if not all(map(math.isfinite, found.values())):
        raise InvalidArgumentError(
            f"{contracts:g} contracts of {option.name!r}: beyond all numbers"
        )
    return Exposures(**found)


def _rule(request: BookHedgeRequest) -> desk.HedgeRule:
    numbers = request.rule.model_dump(exclude={"type"})
    if isinstance(request.rule, CostBandRule):
        return desk.CostBand(**numbers)
    return desk.DeltaBand(**numbers)
