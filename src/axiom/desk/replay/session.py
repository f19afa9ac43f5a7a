"""`Session`: a feed through surface, quotes, fills, hedges and explain, logged and resumable."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.desk.replay.engine import Engine
from axiom.desk.replay.event_log import EventLog
from axiom.desk.replay.events import Closed, SessionEvent
from axiom.desk.replay.front import FRONT_SCHEMA
from axiom.desk.replay.recorder import Recorder
from axiom.desk.replay.result import SessionResult
from axiom.desk.replay.settings import SessionSettings

if TYPE_CHECKING:
    from axiom.market import Feed
    from axiom.risk import Book

__all__ = ["Session"]

Progress = Callable[[int, datetime], None]


class Session:
    """A desk on a feed: the same loop for recorded, simulated and live quotes.

    Parameters
    ----------
    feed : Feed
        Where quotes come from.
    settings : SessionSettings, optional
        The rules; the defaults when None.
    book : Book, optional
        Positions at the start, bought at the model's value: the P&L begins at 0.
    log : str or Path, optional
        File that the events are kept in. One that exists is resumed: see Notes.
    is_durable : bool, default True
        Whether every update waits until its events are on disk (fsync).

    Notes
    -----
    Time is that of the updates; nothing reads a clock. The same feed and settings give the same
    events, byte for byte, for any number of threads.

    The events of an update are written to the log together and are on disk before any of them is
    told (`on_event`). A session that is given the log of one that stopped, for whatever reason,
    makes all its events again from the beginning of the feed, compares them with the log byte by
    byte, and goes on where the log ends: the result is that of a session that never stopped. The
    state of a session (the surface's filter, quoter, queues, account) is thus a function of feed
    and settings, and is kept nowhere else: nothing in it can be forgotten by a snapshot, and a
    resumption checks itself. It costs the time of the updates up to there again; feeds that cannot
    be read again are recorded as they come (`RecordingFeed`).

    Verified by tests/unit/desk/replay/test_session.py, tests/unit/desk/replay/test_resuming.py and
    tests/integration/test_recorded_sessions.py.

    Examples
    --------
    >>> from axiom.desk import PoissonFlow, Session, SessionSettings, SimulatedFeed, SimulatedMarket
    >>> feed = SimulatedFeed(SimulatedMarket(n_updates=3), seed=0)
    >>> result = Session(feed, SessionSettings(matching=PoissonFlow(seed=0))).run()
    >>> result.n_steps, result.is_complete
    (3, True)
    """

    def __init__(
        self,
        feed: Feed,
        settings: SessionSettings | None = None,
        *,
        book: Book | None = None,
        log: str | Path | None = None,
        is_durable: bool = True,
    ) -> None:
        self._feed, self._settings = feed, settings or SessionSettings()
        self._book, self._log, self._is_durable = book, log, is_durable
        self._engine: Engine | None = None

    @property
    def settings(self) -> SessionSettings:
        """The rules."""
        return self._settings

    def front_quotes(self, *, n_strikes: int = 5) -> pl.DataFrame:
        """Give own quotes beside the market's as they are now, of the first expiry near the spot.

        Parameters
        ----------
        n_strikes : int, default 5
            Strikes nearest to the spot, >= 0.

        Returns
        -------
        polars.DataFrame
            ``expiry``, ``strike``, ``is_call``, ``market_bid``, ``bid``, ``value``, ``ask``,
            ``market_ask``, ``position``, by strike, put before call; NaN where there is no price.
            Empty before the session runs.

        Raises
        ------
        InvalidArgumentError
            If `n_strikes` is negative.
        """
        if n_strikes < 0:
            raise InvalidArgumentError(f"n_strikes is {n_strikes}; give 0 or more")
        if self._engine is None:
            return pl.DataFrame(schema=FRONT_SCHEMA)
        return self._engine.front_quotes(n_strikes)

    def run(
        self,
        *,
        steps: int | None = None,
        progress: Progress | None = None,
        on_event: Callable[[SessionEvent], None] | None = None,
    ) -> SessionResult:
        """Run from the beginning of the feed to its end.

        Parameters
        ----------
        steps : int, optional
            Stop after so many updates, >= 0; the log can be resumed.
        progress : callable, optional
            Called with the number of each update and its time.
        on_event : callable, optional
            Called with each event that is new, after it is on disk.

        Returns
        -------
        SessionResult

        Raises
        ------
        DataError
            If the log is damaged, or was written with another feed, settings or version.
        FitError
            If the opening chain has not enough usable quotes for a surface.
        InvalidArgumentError
            If `steps` is negative, or the book holds options that the feed does not list.
        """
        if steps is not None and steps < 0:
            raise InvalidArgumentError(f"steps is {steps}; give 0 or more")
        opened = (
            nullcontext() if self._log is None else EventLog(self._log, is_durable=self._is_durable)
        )
        with opened as log:
            events = self._events(Recorder(log, on_event), steps, progress)
            if log is not None and steps is None and len(log) > len(events):
                raise DataError(
                    f"{log.path.name} holds {len(log)} events and the session makes "
                    f"{len(events)}; resume with the feed that the log was written with"
                )
        return SessionResult(events=tuple(events))

    def _events(
        self, recorder: Recorder, steps: int | None, progress: Progress | None
    ) -> list[SessionEvent]:
        engine = Engine(self._feed.opening(), self._settings, self._book)
        self._engine = engine
        events = engine.open()
        recorder.commit(events)
        n = 0
        for update in self._feed.updates():
            if steps is not None and n >= steps:
                return events
            n += 1
            fresh = engine.step(update)
            recorder.commit(fresh)
            events += fresh
            if progress is not None:
                progress(n, update.time)
        closed = Closed(time=events[-1].time, sequence=len(events), n_steps=n)
        recorder.commit([closed])
        return [*events, closed]
