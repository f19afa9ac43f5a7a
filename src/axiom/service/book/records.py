"""From the book's requests to records, and from records to its answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from axiom.core.errors import InvalidArgumentError
from axiom.market.clock import settlement_instant
from axiom.store import InstrumentRecord, PositionRecord, TradeRecord
from axiom.wire.book import (
    InstrumentAnswer,
    OptionTerms,
    PositionAnswer,
    TradeAnswer,
    TradeRequest,
    UnderlyingTerms,
)

__all__ = [
    "CANCELLING",
    "instrument_answer",
    "instrument_record",
    "position_answer",
    "trade_answer",
    "trade_record",
]

CANCELLING: Final = "axiom:cancel"
"""Venue of trades that take another back; their number at it is the other's identifier, so that
the store refuses a second one."""
_AHEAD: Final = dt.timedelta(days=1)


def instrument_record(terms: OptionTerms | UnderlyingTerms) -> InstrumentRecord:
    """Make the record of an instrument from its terms.

    Notes
    -----
    Verified by tests/unit/service/book/test_trades.py.
    """
    common: dict[str, Any] = {
        "underlying": terms.underlying,
        "multiplier": terms.multiplier,
        "currency": terms.currency,
    }
    if not isinstance(terms, OptionTerms):
        return InstrumentRecord(**common)
    expiry = terms.expires_at or settlement_instant(terms.expiry, terms.settlement or "PM")
    return InstrumentRecord(
        **common,
        expiry=expiry,
        expiry_date=terms.expiry,
        settlement=terms.settlement,
        strike=terms.strike,
        is_call=terms.is_call,
        exercise=terms.exercise,
    )


def trade_record(
    request: TradeRequest,
    instrument: InstrumentRecord,
    *,
    now: dt.datetime,
    details: Mapping[str, Any] | None = None,
) -> TradeRecord:
    """Make the record of a trade.

    Raises
    ------
    InvalidArgumentError
        If it is dated more than a day ahead.

    Notes
    -----
    Verified by tests/unit/service/book/test_trades.py.
    """
    traded_at = request.traded_at or now
    if traded_at > now + _AHEAD:
        raise InvalidArgumentError(
            f"traded_at={traded_at.isoformat()} is more than a day ahead of the service's clock "
            f"({now.isoformat(timespec='seconds')}): give the instant at which it was done"
        )
    return TradeRecord(
        instrument_id=instrument.id,
        quantity=request.quantity,
        price=request.price,
        multiplier=instrument.multiplier,
        fees=request.fees,
        strategy=request.strategy,
        traded_at=traded_at,
        booked_at=now,
        venue=request.venue,
        counterparty=request.counterparty,
        external_id=request.external_id,
        details=details or {},
    )


def instrument_answer(record: InstrumentRecord) -> InstrumentAnswer:
    """Make the answer about an instrument."""
    return InstrumentAnswer.model_construct(
        id=record.id,
        symbol=record.symbol,
        kind=record.kind,
        underlying=record.underlying,
        multiplier=record.multiplier,
        currency=record.currency,
        expiry=record.expiry_date,
        strike=record.strike,
        is_call=record.is_call,
        settlement=record.settlement,
        exercise=record.exercise,
        expires_at=record.expiry,
    )


def trade_answer(record: TradeRecord, instrument: InstrumentRecord) -> TradeAnswer:
    """Make the answer about a trade."""
    is_cancelling = record.venue == CANCELLING
    return TradeAnswer.model_construct(
        id=record.id,
        instrument=instrument_answer(instrument),
        quantity=record.quantity,
        price=record.price,
        fees=record.fees,
        amount=record.amount,
        cash=record.cash,
        strategy=record.strategy,
        traded_at=record.traded_at,
        booked_at=record.booked_at,
        venue=None if is_cancelling else record.venue,
        counterparty=record.counterparty,
        external_id=None if is_cancelling else record.external_id,
        cancels=record.external_id if is_cancelling else None,
        replaces=record.details.get("replaces"),
    )


def position_answer(record: PositionRecord, instrument: InstrumentRecord) -> PositionAnswer:
    """Make the answer about a position."""
    return PositionAnswer.model_construct(
        strategy=record.strategy,
        instrument=instrument_answer(instrument),
        quantity=record.quantity,
        bought=record.bought,
        sold=record.sold,
        bought_amount=record.bought_amount,
        sold_amount=record.sold_amount,
        fees=record.fees,
        cash=record.cash,
        trades=record.trades,
        updated_at=record.updated_at,
    )
