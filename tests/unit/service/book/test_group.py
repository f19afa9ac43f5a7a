"""Group commit: one transaction for those that come together, each with its own answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import pytest

from axiom.core.errors import (
    AxiomError,
    ConflictError,
    InvalidArgumentError,
    StoreUnavailableError,
)
from axiom.service.book.booking import Booking
from axiom.service.book.group import GroupWriter
from axiom.store import Store, TradeRecord
from axiom.store.cache import MemoryBus
from tests.unit.service.book.trading import asked, booking, trade


@pytest.fixture
def bus() -> Iterator[MemoryBus]:
    opened = MemoryBus()
    yield opened
    opened.close()


@pytest.fixture
def writer(store: Store, bus: MemoryBus) -> Iterator[GroupWriter]:
    opened = GroupWriter(store, bus)
    yield opened
    opened.close()


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Keep the database from committing: what is submitted meanwhile waits together."""
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with store.begin() as work:
            if store.is_postgres:
                work.positions.rebuild()  # locks trades and positions
            entered.set()
            leave.wait(10)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(hold)
        entered.wait(10)
        try:
            yield
        finally:
            leave.set()
            done.result()


def together(writer: GroupWriter, store: Store, bookings: Sequence[Booking]) -> list[object]:
    """Submit bookings so that they form groups, and give the status or the error of each."""
    with held(store):
        writer.submit(booking(price="1"))  # its transaction waits, so that the others gather
        for one in bookings:
            writer.submit(one)
    return [_outcome(one) for one in bookings]


def _outcome(one: Booking) -> object:
    try:
        return one.answer.result(30).status
    except AxiomError as error:
        return type(error)


def _trades(store: Store) -> tuple[TradeRecord, ...]:
    with store.begin(read_only=True) as work:
        assert work.positions.check() == ()
        return work.trades.page(limit=1000)


def test_a_booking_alone_is_stored_at_once(writer: GroupWriter, store: Store) -> None:
    one = booking("k")
    writer.submit(one)
    answer = one.answer.result(10)
    (kept,) = _trades(store)
    said = json.loads(answer.body)
    assert (answer.status, said["id"], said["cash"]) == (201, kept.id, "2498.7")
    assert answer.headers["location"] == f"/v1/trades/{kept.id}"


def test_bookings_that_come_together_are_all_stored_and_each_answered(
    writer: GroupWriter, store: Store, bus: MemoryBus
) -> None:
    bookings = [booking(f"k{i}", digest=str(i), price=f"{i}.5") for i in range(40)]
    assert together(writer, store, bookings) == [201] * 40
    stored = {one.id: one for one in _trades(store)}
    for i, one in enumerate(bookings):
        said = json.loads(one.answer.result().body)
        assert stored[said["id"]].price == Decimal(f"{i}.5")
    with store.begin(read_only=True) as work:
        (position,) = work.positions.page()
    assert (position.quantity, position.trades) == (Decimal(-82), 41)
    assert bus.snapshot("fills", "SPX").sequence == 41


def test_what_is_refused_is_nobody_elses_error(writer: GroupWriter, store: Store) -> None:
    first = booking(venue="CBOE", external_id="7")
    writer.submit(first)
    assert first.answer.result(10).status == 201
    bookings = [booking(f"k{i}", digest=str(i)) for i in range(9)]
    bookings[4] = booking("k4", venue="CBOE", external_id="7")
    bookings[7] = booking("k7", traded_at="2099-01-01T00:00:00Z")
    expected: list[object] = [201] * 9
    expected[4], expected[7] = ConflictError, InvalidArgumentError
    assert together(writer, store, bookings) == expected
    assert len(_trades(store)) == 9
    with store.begin(read_only=True) as work:
        assert work.idempotency.find("1", "k4") is None


def test_one_key_books_once_in_a_group_and_after_it(writer: GroupWriter, store: Store) -> None:
    bookings = [booking("k") for _ in range(3)] + [booking("k", digest="other")]
    assert together(writer, store, bookings) == [201, 201, 201, ConflictError]
    late = booking("k")
    writer.submit(late)
    bodies = {one.answer.result(10).body for one in (*bookings[:3], late)}
    assert len(bodies) == 1
    assert late.answer.result().headers["idempotency-replayed"] == "true"
    assert len(_trades(store)) == 2


def test_a_batch_is_booked_whole_or_not_at_all(writer: GroupWriter, store: Store) -> None:
    pair = [trade(), trade(traded_at="2099-01-01T00:00:00Z")]
    good, bad = (
        Booking.of(asked("a"), [trade(), trade()], is_batch=True),
        Booking.of(asked("b"), pair, is_batch=True),
    )
    assert together(writer, store, [good, bad]) == [201, InvalidArgumentError]
    assert len(json.loads(good.answer.result().body)["items"]) == 2
    assert len(_trades(store)) == 3


def test_an_instrument_keeps_its_terms(writer: GroupWriter, store: Store) -> None:
    first = booking()
    writer.submit(first)
    first.answer.result(10)
    other = {**trade().instrument.model_dump(), "expires_at": "2026-12-18T08:00:00Z"}
    second = booking(instrument=other)
    writer.submit(second)
    with pytest.raises(ConflictError, match="is stored with other terms"):
        second.answer.result(10)


def test_who_gives_up_before_the_transaction_is_not_booked(
    writer: GroupWriter, store: Store
) -> None:
    given_up = booking()
    with held(store):
        first = booking()
        writer.submit(first)
        while not first.answer.running():
            threading.Event().wait(0.001)
        writer.submit(given_up)
        assert given_up.answer.cancel()
    assert first.answer.result(10).status == 201
    with pytest.raises(CancelledError):
        given_up.answer.result(10)
    writer.close()
    assert len(_trades(store)) == 1


def test_closing_stores_what_waits_and_takes_no_more(writer: GroupWriter, store: Store) -> None:
    waiting = [booking() for _ in range(5)]
    for one in waiting:
        writer.submit(one)
    writer.close()
    assert [one.answer.result(0).status for one in waiting] == [201] * 5
    with pytest.raises(StoreUnavailableError, match="shutting down"):
        writer.submit(booking())
    assert len(_trades(store)) == 5


def test_two_writers_to_one_database_do_not_stop_each_other(store: Store, bus: MemoryBus) -> None:
    strikes = [{**trade().instrument.model_dump(), "strike": str(k)} for k in range(1, 9)]
    writers = [GroupWriter(store, bus) for _ in range(2)]

    def send(number: int) -> list[object]:
        order = strikes if number else strikes[::-1]
        bookings = [
            booking(f"{number if i % 3 else 'both'}-{i}", digest="d", instrument=order[i % 8])
            for i in range(60)
        ]
        for one in bookings:
            writers[number].submit(one)
        return [_outcome(one) for one in bookings]

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(send, range(2)))
    for one in writers:
        one.close()
    assert outcomes == [[201] * 60] * 2
    assert len(_trades(store)) == 100
