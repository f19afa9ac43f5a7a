"""Group commit: trades that come together are stored in one transaction, by one thread."""

from __future__ import annotations

import datetime as dt
import queue
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import structlog

from axiom.core.errors import (
    AxiomError,
    ConflictError,
    StoreUnavailableError,
)
from axiom.service.book.booking import Booking, booked
from axiom.service.writes import Answer, audit_row, key_row, replayed
from axiom.store import IdempotencyRecord, InstrumentRecord, Store, TradeRecord, UnitOfWork
from axiom.store.cache import Bus

__all__ = ["GroupWriter"]

_LOG: Final = structlog.get_logger("axiom.book")
_MOST_TRADES: Final = 500
"""Trades of one transaction, but for a single booking that has more."""
_MOST_WAITING: Final = 5_000
_MOST_INSTRUMENTS: Final = 20_000


class GroupWriter:
    """Stores bookings: those that wait while a transaction commits share the next one.

    Parameters
    ----------
    store
        Where.
    bus
        Is told of the fills once they are stored.

    Notes
    -----
    A booking is answered after its transaction is committed. One that comes alone is written at
    once; nothing waits for company. A group that the database refuses is halved until those that it
    refuses stand alone, so that nobody's error is another's.

    Every group writes in one order: instruments by symbol, idempotency keys by principal and key,
    trades, the audit log, positions by strategy and instrument. Two processes wait for each other
    in that order and never in a circle.

    Verified by tests/unit/service/book/test_group.py.
    """

    def __init__(self, store: Store, bus: Bus) -> None:
        self._store = store
        self._bus = bus
        self._waiting: queue.Queue[Booking | None] = queue.Queue()
        self._instruments: OrderedDict[str, InstrumentRecord] = OrderedDict()
        self._lock = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="axiom-trades", daemon=True)
        self._thread.start()

    @property
    def depth(self) -> int:
        """How many bookings wait."""
        return self._waiting.qsize()

    def submit(self, booking: Booking) -> None:
        """Have a booking stored; its future `answer` tells when it is.

        Raises
        ------
        StoreUnavailableError
            If too many wait, or the service is shutting down.
        """
        with self._lock:
            if self._is_closed:
                raise StoreUnavailableError("the service is shutting down: try again elsewhere")
            if self._waiting.qsize() >= _MOST_WAITING:
                raise StoreUnavailableError(
                    f"{_MOST_WAITING} bookings wait for the database: try again"
                )
            self._waiting.put(booking)

    def close(self) -> None:
        """Store what waits, and take nothing more."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        """Store groups until the end."""
        is_open = True
        while is_open:
            group, is_open = self._take()
            if group:
                self._settle(group)

    def _take(self) -> tuple[list[Booking], bool]:
        """Wait for a booking, and take those that wait with it; False where it is the end."""
        group: list[Booking] = []
        trades = 0
        found = self._waiting.get()
        while found is not None:
            if found.answer.set_running_or_notify_cancel():
                group.append(found)
                trades += len(found.requests)
            if trades >= _MOST_TRADES:
                return group, True
            try:
                found = self._waiting.get_nowait()
            except queue.Empty:
                return group, True
        return group, False

    def _settle(self, group: Sequence[Booking], *, is_retried: bool = False) -> None:
        """Store a group and answer it; halve it where it is refused."""
        try:
            answers, rest = self._write(group)
        except StoreUnavailableError as error:
            _fail(group, error)
        except AxiomError as error:
            if len(group) > 1:
                middle = len(group) // 2
                self._settle(group[:middle])
                self._settle(group[middle:])
            elif isinstance(error, ConflictError) and not is_retried:
                # Another process may have stored this very request: its answer is given then.
                self._settle(group, is_retried=True)
            else:
                _fail(group, error)
        except Exception as error:
            _LOG.exception("bookings failed")
            _fail(group, error)
        else:
            for booking, answer in answers:
                answer.announce()
                booking.answer.set_result(answer)
            if rest:
                self._settle(rest)

    def _write(
        self, group: Sequence[Booking]
    ) -> tuple[list[tuple[Booking, Answer]], list[Booking]]:
        """Store a group in one transaction.

        Returns
        -------
        answers : list of (Booking, Answer)
            Of what is stored, now or before.
        rest : list of Booking
            Those whose key is that of another in the group: they are answered from it afterwards.
        """
        with self._store.begin() as work:
            taken = _taken(work, group)
            first, rest = _first_of_each_key(group, taken)
            instruments = self._stored(work, first)
            if len(first) == 1:
                _refuse_known(work, first[0])
            now = dt.datetime.now(dt.UTC)
            made = {id(b): booked(b, instruments, bus=self._bus, now=now) for b in first}
            _add(work, [(b, *made[id(b)]) for b in first])
        self._remember(instruments.values())
        answers = [(booking, made[id(booking)][1]) for booking in first]
        answers += _replays(group, taken)
        return answers, rest

    def _stored(self, work: UnitOfWork, bookings: Iterable[Booking]) -> dict[str, InstrumentRecord]:
        """Give the instruments of bookings as they are stored, by symbol."""
        wanted = [one for booking in bookings for one in booking.instruments]
        known = {
            one.symbol: self._instruments[one.symbol]
            for one in wanted
            if one.symbol in self._instruments
        }
        for one in wanted:
            stored = known.get(one.symbol)
            if stored is not None and replace(one, id=stored.id) != stored:
                raise ConflictError(
                    f"an instrument {one.symbol!r} is stored with other terms: give the terms it "
                    "has, or those that tell it from this one"
                )
        missing = [one for one in wanted if one.symbol not in known]
        if missing:
            found = work.instruments.ensure_many(missing)
            known |= {one.symbol: one for one in found}
        return known

    def _remember(self, instruments: Iterable[InstrumentRecord]) -> None:
        """Keep instruments that are stored for good, those used last."""
        for one in instruments:
            self._instruments[one.symbol] = one
            self._instruments.move_to_end(one.symbol)
        while len(self._instruments) > _MOST_INSTRUMENTS:
            self._instruments.popitem(last=False)


def _key_of(booking: Booking) -> tuple[str, str] | None:
    asked = booking.asked
    return None if asked.key is None else (asked.principal.key_id, asked.key)


def _taken(work: UnitOfWork, group: Iterable[Booking]) -> dict[tuple[str, str], IdempotencyRecord]:
    """Find the keys of a group that were used before."""
    keys = {key for booking in group if (key := _key_of(booking)) is not None}
    return work.idempotency.find_many(keys) if keys else {}


def _first_of_each_key(
    group: Iterable[Booking], taken: dict[tuple[str, str], IdempotencyRecord]
) -> tuple[list[Booking], list[Booking]]:
    """Give the bookings to write, and those whose key one of them has."""
    first: list[Booking] = []
    rest: list[Booking] = []
    seen: set[tuple[str, str]] = set()
    for booking in group:
        key = _key_of(booking)
        if key is None:
            first.append(booking)
        elif key not in taken:
            (rest if key in seen else first).append(booking)
            seen.add(key)
    return first, rest


def _replays(
    group: Iterable[Booking], taken: dict[tuple[str, str], IdempotencyRecord]
) -> list[tuple[Booking, Answer]]:
    """Give the stored answers, or fail the bookings whose key was another request's."""
    answers: list[tuple[Booking, Answer]] = []
    for booking in group:
        key = _key_of(booking)
        if key not in taken:
            continue
        try:
            answers.append((booking, replayed(booking.asked, taken[key])))
        except ConflictError as error:
            booking.answer.set_exception(error)
    return answers


def _refuse_known(work: UnitOfWork, booking: Booking) -> None:
    """Refuse trades whose venue's number is booked, by its name."""
    for one in booking.requests:
        if one.venue is None or one.external_id is None:
            continue
        known = work.trades.by_external_id(one.venue, one.external_id)
        if known is not None:
            raise ConflictError(
                f"external_id={one.external_id!r} of venue {one.venue!r} is booked as trade "
                f"{known.id!r}: correct or cancel that one"
            )


def _add(work: UnitOfWork, made: Sequence[tuple[Booking, list[TradeRecord], Answer]]) -> None:
    """Add the rows of bookings."""
    keys = [
        key_row(booking.asked, booking.asked.key, answer)
        for booking, _, answer in made
        if booking.asked.key is not None
    ]
    work.idempotency.add_many(sorted(keys, key=lambda one: (one.principal, one.key)))
    work.trades.add_many([record for _, records, _ in made for record in records])
    work.audit.add_many([audit_row(booking.asked, answer) for booking, _, answer in made])


def _fail(group: Iterable[Booking], error: Exception) -> None:
    for booking in group:
        booking.answer.set_exception(error)
