"""Trades: read, taken back and corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from axiom.core.errors import ConflictError, NotFoundError
from axiom.service.book.booking import answer_of
from axiom.service.book.records import (
    CANCELLING,
    instrument_record,
    trade_answer,
    trade_record,
)
from axiom.service.writes import Answer
from axiom.store import InstrumentRecord, TradeRecord, UnitOfWork
from axiom.store.cache import Bus
from axiom.wire.book import TradeAnswer, TradeRequest, TradesPage, TradesQuery

__all__ = ["cancelling", "correcting", "trade_of", "trades_page"]


def trade_of(work: UnitOfWork, identifier: str) -> TradeAnswer:
    """Give one trade.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = work.trades.get(identifier)
    return trade_answer(found, work.instruments.get(found.instrument_id))


def trades_page(work: UnitOfWork, query: TradesQuery) -> TradesPage:
    """Give a page of the trades, in the order in which they were booked."""
    found = work.trades.page(**query.model_dump())
    traded = work.instruments.get_many([one.instrument_id for one in found])
    return TradesPage.model_construct(
        items=tuple(trade_answer(one, traded[one.instrument_id]) for one in found),
        next=found[-1].id if len(found) == query.limit else None,
    )


def cancelling(identifier: str, bus: Bus) -> Callable[[UnitOfWork], Answer]:
    """Take a trade back: book its reverse, which names it.

    Parameters
    ----------
    identifier
        Of the trade.
    bus
        Is told of the reverse.

    Returns
    -------
    callable
        A change for `axiom.service.writes.perform`; it raises NotFoundError if there is no such
        trade, and ConflictError if it was taken back before or takes another back.

    Notes
    -----
    Verified by tests/unit/service/book/test_trades.py.
    """

    def change(work: UnitOfWork) -> Answer:
        reverse, instrument = _reverse(work, identifier)
        work.trades.add(reverse)
        return answer_of([reverse], [instrument], bus=bus, is_batch=False)

    return change


def correcting(identifier: str, request: TradeRequest, bus: Bus) -> Callable[[UnitOfWork], Answer]:
    """Take a trade back and book another in its place.

    Parameters
    ----------
    identifier
        Of the trade.
    request
        As it should have been.
    bus
        Is told of both.

    Returns
    -------
    callable
        See `cancelling`; its answer has both trades.

    Notes
    -----
    Verified by tests/unit/service/book/test_trades.py.
    """

    def change(work: UnitOfWork) -> Answer:
        reverse, instrument = _reverse(work, identifier)
        traded = work.instruments.ensure(instrument_record(request.instrument))
        now, details = dt.datetime.now(dt.UTC), {"replaces": identifier}
        right = trade_record(request, traded, now=now, details=details)
        work.trades.add_many([reverse, right])
        return answer_of([reverse, right], [instrument, traded], bus=bus, is_batch=True)

    return change


def _reverse(work: UnitOfWork, identifier: str) -> tuple[TradeRecord, InstrumentRecord]:
    """Make the trade that takes another back."""
    found = work.trades.find(identifier)
    if found is None:
        raise NotFoundError(f"there is no trade {identifier!r}: list those there are")
    if found.venue == CANCELLING:
        raise ConflictError(
            f"trade {identifier!r} takes trade {found.external_id!r} back: book that one again "
            "instead"
        )
    before = work.trades.by_external_id(CANCELLING, identifier)
    if before is not None:
        raise ConflictError(f"trade {identifier!r} was taken back before, by trade {before.id!r}")
    reverse = TradeRecord(
        instrument_id=found.instrument_id,
        quantity=-found.quantity,
        price=found.price,
        multiplier=found.multiplier,
        fees=-found.fees,
        strategy=found.strategy,
        traded_at=found.traded_at,
        venue=CANCELLING,
        counterparty=found.counterparty,
        external_id=identifier,
    )
    return reverse, work.instruments.get(found.instrument_id)
