"""Events on their way to the log; on resumption, those that the log holds already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from axiom.core.errors import DataError
from axiom.desk.replay.events import SessionEvent, event_to_bytes

if TYPE_CHECKING:
    from axiom.desk.replay.event_log import EventLog

__all__ = ["Recorder"]


class Recorder:
    """Takes the events of a session in order, each exactly once into the log.

    Parameters
    ----------
    log : EventLog, optional
        Where they are kept; None keeps them in memory alone.
    on_event : callable, optional
        Called with each event that is new, after it is on disk.

    Notes
    -----
    A session that is resumed makes all its events again from the beginning. Those that the log
    holds are compared byte by byte and not written again; the first that is beyond them is
    appended. So nothing acknowledged is lost, nothing is doubled, and a replay that was given
    other data, settings or code stops at the first record that differs.

    Verified by tests/unit/desk/replay/test_recorder.py and tests/unit/desk/replay/test_crashes.py.
    """

    def __init__(
        self, log: EventLog | None = None, on_event: Callable[[SessionEvent], None] | None = None
    ) -> None:
        self._log, self._on_event = log, on_event
        self._n = 0

    @property
    def n_events(self) -> int:
        """Events taken so far."""
        return self._n

    def commit(self, events: Sequence[SessionEvent]) -> None:
        """Take the events of one update: all of them are on disk when this returns.

        Parameters
        ----------
        events : sequence of SessionEvent
            In order, numbered on from the last.

        Raises
        ------
        DataError
            If an event differs from what the log holds in its place.
        """
        fresh = []
        for number, event in enumerate(events, start=self._n):
            payload = event_to_bytes(event)
            if self._log is None or number >= len(self._log):
                fresh.append((event, payload))
            else:
                self._compare(self._log, number, payload)
        if self._log is not None:
            self._log.append(payload for _, payload in fresh)
        self._n += len(events)
        if self._on_event is not None:
            for event, _ in fresh:
                self._on_event(event)

    @staticmethod
    def _compare(log: EventLog, number: int, payload: bytes) -> None:
        held = log[number]
        if held.payload != payload:
            raise DataError(
                f"{log.path.name}: record {number} at offset {held.offset} is "
                f"{held.payload[:160]!r}, and the session makes {payload[:160]!r}; resume with the "
                "feed, settings and version that the log was written with, or take another file"
            )
