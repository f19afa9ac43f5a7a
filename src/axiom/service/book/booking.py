"""A booking: the trades of one request, and what is stored, answered and told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from axiom.service.book.records import instrument_record, trade_answer, trade_record
from axiom.service.writes import Answer, WriteRequest
from axiom.store import InstrumentRecord, TradeRecord
from axiom.store.cache import Bus
from axiom.wire.book import TradeAnswer, TradeRequest, TradesAnswer

__all__ = ["Booking", "answer_of", "booked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """The trades of one request, which are booked together or not at all.

    Parameters
    ----------
    asked
        Who asks, and under which idempotency key.
    requests
        The trades, one or more.
    instruments
        What each trades, as it is stored where it is not stored yet.
    is_batch
        Whether the answer is a list, however many there are.
    answer
        Set once the trades are durable, or to the error.

    Notes
    -----
    Verified by tests/unit/service/book/test_group.py.
    """

    asked: WriteRequest
    requests: tuple[TradeRequest, ...]
    instruments: tuple[InstrumentRecord, ...]
    is_batch: bool = False
    answer: Future[Answer] = field(default_factory=Future)

    @classmethod
    def of(
        cls, asked: WriteRequest, requests: Sequence[TradeRequest], *, is_batch: bool = False
    ) -> Booking:
        """Make a booking of requests.

        Raises
        ------
        InvalidArgumentError
            If the terms of an instrument lie outside their domain.
        """
        instruments = tuple(instrument_record(one.instrument) for one in requests)
        return cls(
            asked=asked, requests=tuple(requests), instruments=instruments, is_batch=is_batch
        )


def booked(
    booking: Booking, stored: Mapping[str, InstrumentRecord], *, bus: Bus, now: dt.datetime
) -> tuple[list[TradeRecord], Answer]:
    """Make the records of a booking, and its answer.

    Parameters
    ----------
    booking
        What is booked.
    stored
        The instruments as they are stored, by symbol.
    bus
        Is told of the fills once they are stored.
    now
        The present instant.

    Raises
    ------
    InvalidArgumentError
        If a trade is dated ahead.
    """
    instruments = [stored[one.symbol] for one in booking.instruments]
    records = [
        trade_record(request, instrument, now=now)
        for request, instrument in zip(booking.requests, instruments, strict=True)
    ]
    return records, answer_of(records, instruments, bus=bus, is_batch=booking.is_batch)


def answer_of(
    records: Sequence[TradeRecord],
    instruments: Sequence[InstrumentRecord],
    *,
    bus: Bus,
    is_batch: bool,
) -> Answer:
    """Make the answer about new trades, 201 with the place of the trade where it is one."""
    made = [trade_answer(*pair) for pair in zip(records, instruments, strict=True)]
    told = tuple(partial(_tell, bus, one) for one in made)
    if is_batch:
        return Answer.of(
            TradesAnswer.model_construct(items=tuple(made)),
            status=201,
            target=made[0].id,
            details={"trades": [one.id for one in made]},
            after_commit=told,
        )
    place = {"location": f"/v1/trades/{made[0].id}"}
    return Answer.of(made[0], status=201, headers=place, target=made[0].id, after_commit=told)


def _tell(bus: Bus, trade: TradeAnswer) -> None:
    """Tell of one fill."""
    payload: dict[str, Any] = trade.model_dump(mode="json")
    bus.publish("fills", trade.instrument.underlying, payload)
