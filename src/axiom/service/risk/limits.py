"""Limits against the book they bind: how much is used, and what is exceeded is stored."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

from axiom.core.errors import NotFoundError
from axiom.risk import BookValuation, LimitUsage, limit_exposures, vega_by_expiry
from axiom.service.book.limits import limits_of
from axiom.service.risk.holdings import Holdings
from axiom.service.writes import Answer
from axiom.store import BreachRecord, LimitRecord, UnitOfWork
from axiom.wire.risk import LimitsCheckRequest, LimitUsageAnswer, LimitUsageRow

__all__ = ["checking", "limits_in_force", "usage_of"]

_MOST_OPEN = 10_000


def limits_in_force(work: UnitOfWork, strategy: str, underlying: str) -> LimitRecord:
    """Find the limits of a strategy on an underlying, or else its limits on all underlyings.

    Raises
    ------
    NotFoundError
        If there are none.
    """
    now = dt.datetime.now(dt.UTC)
    for name in (underlying, "*"):
        found = work.limits.current(strategy, name, at=now)
        if found is not None:
            return found
    raise NotFoundError(
        f"no limits are set for strategy {strategy!r} on {underlying!r}: set some by PUT /v1/limits"
    )


def usage_of(record: LimitRecord, found: BookValuation, request: LimitsCheckRequest) -> LimitUsage:
    """Give the share of every limit that a valued book uses."""
    exposures = limit_exposures(found, profit=request.profit, drawdown=request.drawdown)
    return limits_of(record).usage(exposures, spot=found.spot, vega_by_expiry=vega_by_expiry(found))


def checking(
    record: LimitRecord, usage: LimitUsage, held: Holdings, request: LimitsCheckRequest
) -> Callable[[UnitOfWork], Answer]:
    """Store what is exceeded, and that what was exceeded is not any more.

    Parameters
    ----------
    record
        The limits.
    usage
        How much of them is used.
    held
        The book.
    request
        Whose limits on what.

    Returns
    -------
    callable
        A change for `axiom.service.writes.perform`. A limit that is exceeded already, and was not
        within its bound since, has no second breach.

    Notes
    -----
    Verified by tests/unit/service/risk/test_limits.py.
    """

    def change(work: UnitOfWork) -> Answer:
        now = dt.datetime.now(dt.UTC)
        newest = work.breaches.page(
            strategy=request.strategy,
            underlying=request.underlying,
            limit=_MOST_OPEN,
            newest_first=True,
        )
        open_ones = {one.name: one for one in newest if one.resolved_at is None}
        for name, one in open_ones.items():
            if name not in usage.breached:
                work.breaches.resolve(one.id, at=now)
        new = [
            _breach(record, usage, name, request)
            for name in usage.breached
            if name not in open_ones
        ]
        work.breaches.add_many(new)
        open_ones |= {one.name: one for one in new}
        ids = tuple(open_ones[name].id for name in usage.breached)
        answer = LimitUsageAnswer(
            limit_id=record.id,
            strategy=request.strategy,
            underlying=request.underlying,
            surface_id=held.market.surface_id,
            rows=_rows(usage),
            breaches=ids,
        )
        return Answer.of(answer, target=record.id, details={"breaches": list(ids)})

    return change


def _breach(
    record: LimitRecord, usage: LimitUsage, name: str, request: LimitsCheckRequest
) -> BreachRecord:
    place = usage.names.index(name)
    return BreachRecord(
        limit_id=record.id,
        strategy=request.strategy,
        underlying=request.underlying,
        name=name,
        amount=_finite(usage.amounts[place]),
        limit=usage.limits[place],
    )


def _rows(usage: LimitUsage) -> tuple[LimitUsageRow, ...]:
    return tuple(
        LimitUsageRow(
            name=name,
            amount=_finite(amount),
            limit=limit,
            share=_finite(share),
            is_breached=name in usage.breached,
        )
        for name, amount, limit, share in zip(
            usage.names, usage.amounts, usage.limits, usage.shares, strict=True
        )
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
