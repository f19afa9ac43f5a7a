"""What a session tells: to the bus at once, to the store in batches, each event once."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from axiom.core.lazy import LazyModule
from axiom.core.plain import plain
from axiom.store import GreeksRecord, PnlRecord, Store, UnitOfWork

if TYPE_CHECKING:
    from axiom import desk
    from axiom.store.cache import Bus
else:
    desk = LazyModule("axiom.desk")

__all__ = ["Keeper"]

_AT_A_TIME: Final = 500
_LONGEST_S: Final = 1.0
_GREEKS: Final = ("delta", "gamma", "vega", "theta", "rho", "vanna", "volga")
_CENT: Final = Decimal("0.000001")


class Keeper:
    """Takes the events of one session.

    Parameters
    ----------
    store, bus
        Where they go.
    identifier, name, underlying
        Of the session.

    Notes
    -----
    An event is on the session's log before it comes here. The store is told in batches, together
    with the number of events that it has then: a session that is begun again after a crash first
    stores what its log holds beyond that number (`catch_up`), so that each event is stored once.
    The bus is told at once, and of an event that a crash fell upon perhaps not at all: readers have
    the state after the next.

    Verified by tests/unit/service/sessions/test_running.py.
    """

    def __init__(
        self, store: Store, bus: Bus, *, identifier: str, name: str, underlying: str
    ) -> None:
        self._store, self._bus = store, bus
        self._id, self._strategy, self._underlying = identifier, f"session:{name}", underlying
        with store.begin(read_only=True) as work:
            self._stored = int(work.sessions.get(identifier).state.get("events", 0))
        self._waiting: list[desk.SessionEvent] = []
        self._last: desk.Marked | None = None
        self._due = time.monotonic() + _LONGEST_S

    def catch_up(self, log: Path) -> None:
        """Store what a log holds beyond what is stored."""
        if log.exists():
            self._waiting = list(desk.read_session(log).events[self._stored :])
            self.flush()

    def take(self, event: desk.SessionEvent) -> None:
        """Take a new event."""
        self._tell(event)
        self._waiting.append(event)
        if len(self._waiting) >= _AT_A_TIME or time.monotonic() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Store what waits, with how far the session is."""
        self._due = time.monotonic() + _LONGEST_S
        if not self._waiting:
            return
        with self._store.begin() as work:
            self._write(work)
        self._stored += len(self._waiting)
        self._waiting = []

    def _write(self, work: UnitOfWork) -> None:
        marks = [event for event in self._waiting if isinstance(event, desk.Marked)]
        work.greeks.add_many(self._greeks(mark) for mark in marks)
        for mark in {mark.time.date(): mark for mark in marks}.values():
            work.pnl.put(self._pnl(mark))
        last = marks[-1] if marks else self._last
        self._last = last
        state: dict[str, Any] = {"events": self._stored + len(self._waiting)}
        if last is not None:
            state |= {"time": last.time.isoformat(), "pnl": last.pnl, "spot": last.spot}
        work.sessions.keep(self._id, state=state, at=dt.datetime.now(dt.UTC))

    def _greeks(self, mark: desk.Marked) -> GreeksRecord:
        sums: Any = {name: mark.exposures[name] for name in _GREEKS if name in mark.exposures}
        return GreeksRecord(
            time=mark.time,
            underlying=self._underlying,
            strategy=self._strategy,
            spot=mark.spot,
            price=mark.options,
            **sums,
        )

    def _pnl(self, mark: desk.Marked) -> PnlRecord:
        return PnlRecord(
            day=mark.time.date(),
            strategy=self._strategy,
            underlying=self._underlying,
            total=Decimal(repr(mark.pnl)).quantize(_CENT),
            terms={"cash": mark.cash, "options": mark.options, "fees": mark.fees},
        )

    def _tell(self, event: desk.SessionEvent) -> None:
        """Tell the bus what is news."""
        of: Any = {"session": self._id, "time": event.time}
        if isinstance(event, desk.Filled):
            self._bus.publish("fills", self._underlying, {**plain(event), **of})
        elif isinstance(event, desk.Marked):
            told = {"spot": event.spot, **event.exposures}
            self._bus.publish("greeks", self._underlying, {self._strategy: told | of})
            pnl = {"pnl": event.pnl, "market_pnl": event.market_pnl, "fees": event.fees}
            self._bus.publish("pnl", self._underlying, {self._strategy: pnl | of})
