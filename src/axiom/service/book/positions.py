"""Positions and profit: what the book holds and has made."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from axiom.core.errors import InvalidArgumentError
from axiom.service.book.cursors import cursor_of, read_cursor
from axiom.service.book.records import position_answer
from axiom.store import PnlRecord, PositionRecord, UnitOfWork
from axiom.wire.book import PnlAnswer, PnlPage, PnlQuery, PnlRequest, PositionsPage, PositionsQuery

__all__ = ["pnl_answer", "pnl_page", "pnl_record", "positions_page"]


def positions_page(work: UnitOfWork, query: PositionsQuery) -> PositionsPage:
    """Give a page of the positions, as they are stored or as trades up to an instant make them.

    Raises
    ------
    InvalidArgumentError
        If `after` is no cursor.

    Notes
    -----
    Verified by tests/unit/service/book/test_positions.py.
    """
    after = None if query.after is None else _pair(query.after)
    asked = query.model_dump(include={"strategy", "underlying", "is_open"})
    if query.at is None:
        found = work.positions.page(**asked, limit=query.limit, after=after)
    else:
        every = work.positions.as_of(query.at, **asked)
        found = tuple(one for one in every if after is None or _key(one) > after)[: query.limit]
    held = work.instruments.get_many([one.instrument_id for one in found])
    return PositionsPage.model_construct(
        items=tuple(position_answer(one, held[one.instrument_id]) for one in found),
        at=query.at,
        next=cursor_of(_key(found[-1])) if len(found) == query.limit else None,
    )


def pnl_record(request: PnlRequest) -> PnlRecord:
    """Make the record of a day's profit."""
    return PnlRecord(**request.model_dump())


def pnl_answer(record: PnlRecord) -> PnlAnswer:
    """Make the answer about a day's profit."""
    return PnlAnswer(
        day=record.day,
        strategy=record.strategy,
        underlying=record.underlying,
        currency=record.currency,
        total=Decimal(record.total),
        terms=dict(record.terms),
        updated_at=record.updated_at,
    )


def pnl_page(work: UnitOfWork, query: PnlQuery) -> PnlPage:
    """Give a page of the profit by day.

    Raises
    ------
    InvalidArgumentError
        If the span is empty, or `after` is no cursor.
    """
    start, end = query.start, query.end
    if start >= end:
        raise InvalidArgumentError(f"start={start} is not before end={end}: give a span of days")
    asked = query.model_dump(include={"strategy", "underlying", "limit"})
    after = None if query.after is None else _day_key(query.after)
    found = work.pnl.between(start, end, **asked, after=after)
    following = None
    if len(found) == query.limit:
        row = found[-1]
        following = cursor_of([row.day.isoformat(), row.strategy, row.underlying, row.currency])
    return PnlPage(items=tuple(pnl_answer(one) for one in found), next=following)


def _key(position: PositionRecord) -> tuple[str, str]:
    return position.strategy, position.instrument_id


def _pair(after: str) -> tuple[str, str]:
    strategy, instrument_id = read_cursor(after, parts=2)
    return strategy, instrument_id


def _day_key(after: str) -> tuple[dt.date, str, str, str]:
    day, strategy, underlying, currency = read_cursor(after, parts=4)
    try:
        return dt.date.fromisoformat(day), strategy, underlying, currency
    except ValueError:
        raise InvalidArgumentError(
            f"after={after[:80]!r}: give what a page says under `next`"
        ) from None
