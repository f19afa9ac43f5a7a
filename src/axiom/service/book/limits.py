"""Limits and their breaches, as they are stored."""

from __future__ import annotations

import datetime as dt
import json

from axiom.core.errors import NotFoundError
from axiom.risk import Limits
from axiom.store import BreachRecord, LimitRecord, UnitOfWork
from axiom.wire.book import PageQuery
from axiom.wire.limits import (
    BreachAnswer,
    BreachesPage,
    LimitAmounts,
    LimitsAnswer,
    LimitsPage,
    LimitsQuery,
    LimitsRequest,
)

__all__ = [
    "breach_answer",
    "breaches_page",
    "current_limits",
    "limits_answer",
    "limits_of",
    "limits_page",
    "limits_record",
]


def limits_record(request: LimitsRequest, *, set_by: str) -> LimitRecord:
    """Make the record of limits, checked by the library.

    Notes
    -----
    Verified by tests/unit/service/book/test_limits.py.
    """
    limits = Limits(**request.limits.model_dump(exclude_none=True))
    return LimitRecord(
        strategy=request.strategy,
        underlying=request.underlying,
        limits=json.loads(limits.to_json()),
        set_by=set_by,
    )


def limits_of(record: LimitRecord) -> Limits:
    """Make the library's limits of a record."""
    return Limits.from_json(json.dumps(dict(record.limits)))


def limits_answer(record: LimitRecord) -> LimitsAnswer:
    """Make the answer about limits."""
    return LimitsAnswer(
        id=record.id,
        strategy=record.strategy,
        underlying=record.underlying,
        limits=LimitAmounts(**record.limits),
        valid_from=record.valid_from,
        set_by=record.set_by,
    )


def current_limits(work: UnitOfWork, query: LimitsQuery) -> LimitsAnswer:
    """Give the limits that hold now.

    Raises
    ------
    NotFoundError
        If none were set.
    """
    found = work.limits.current(query.strategy, query.underlying, at=dt.datetime.now(dt.UTC))
    if found is None:
        raise NotFoundError(
            f"no limits are set for strategy {query.strategy!r} on {query.underlying!r}: set "
            "some by PUT /v1/limits"
        )
    return limits_answer(found)


def limits_page(work: UnitOfWork, query: PageQuery) -> LimitsPage:
    """Give a page of all versions of the limits."""
    found = work.limits.page(**query.model_dump())
    return LimitsPage(
        items=tuple(limits_answer(one) for one in found),
        next=found[-1].id if len(found) == query.limit else None,
    )


def breach_answer(record: BreachRecord) -> BreachAnswer:
    """Make the answer about a breach."""
    return BreachAnswer(
        id=record.id,
        time=record.time,
        limit_id=record.limit_id,
        strategy=record.strategy,
        underlying=record.underlying,
        name=record.name,
        amount=record.amount,
        limit=record.limit,
        resolved_at=record.resolved_at,
    )


def breaches_page(work: UnitOfWork, query: PageQuery) -> BreachesPage:
    """Give a page of the breaches, latest first."""
    found = work.breaches.page(**query.model_dump(), newest_first=True)
    return BreachesPage(
        items=tuple(breach_answer(one) for one in found),
        next=found[-1].id if len(found) == query.limit else None,
    )
