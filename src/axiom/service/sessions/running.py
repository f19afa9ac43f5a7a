"""Sessions as jobs: started, stopped, taken up again after a crash."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from axiom.core.plain import plain
from axiom.service.jobs import JobCancelledError, JobInterruptedError, Progress
from axiom.service.sessions.keeping import Keeper
from axiom.service.sessions.making import make_session
from axiom.wire.sessions import SessionRequest

if TYPE_CHECKING:
    from axiom.service.services import Services
    from axiom.store import Store
    from axiom.store.cache import Bus

__all__ = ["UNDERLYING", "run_session", "session_job"]

UNDERLYING: Final = "SIM"
"""Name of simulated markets."""
_STEP_S: Final = 0.1


def session_job(services: Services, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Run a session as a job: ``session_id``, and ``session``, a `SessionRequest`.

    Returns
    -------
    dict
        The session's summary.

    Notes
    -----
    Verified by tests/unit/service/sessions/test_running.py.
    """
    return run_session(
        services.store,
        services.bus,
        folder=services.settings.sessions_folder,
        identifier=request["session_id"],
        request=SessionRequest.model_validate(request["session"]),
        progress=progress,
    )


def run_session(
    store: Store,
    bus: Bus,
    *,
    folder: Path,
    identifier: str,
    request: SessionRequest,
    progress: Progress,
) -> dict[str, Any]:
    """Run a session to its end, or on from where its log ends.

    Parameters
    ----------
    store, bus
        Where it tells what happens.
    folder
        Where its log is kept, under its identifier.
    identifier, request
        The stored session, and what was asked.
    progress
        Told how far it is; raises where the session has to stop.

    Returns
    -------
    dict
        The summary of `axiom.desk.SessionResult`, as plain values.

    Raises
    ------
    JobCancelledError
        When it was stopped; what happened until then is stored.
    JobInterruptedError
        When its process ends; it goes on elsewhere.
    AxiomError
        If the session fails; it is stored as failed.

    Notes
    -----
    Verified by tests/unit/service/sessions/test_running.py.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{identifier}.log"
    keeper = Keeper(store, bus, identifier=identifier, name=request.name, underlying=UNDERLYING)
    status = "failed"
    try:
        keeper.catch_up(log)
        session = make_session(request, log)
        pace = _Pace(request, progress)
        result = session.run(progress=pace.step, on_event=lambda event: pace.take(keeper, event))
        status = "stopped"
    except JobCancelledError:
        status = "stopped"
        raise
    except JobInterruptedError:
        status = "running"
        raise
    finally:
        keeper.flush()
        if status != "running":
            with store.begin() as work:
                work.sessions.end(identifier, status=status, at=dt.datetime.now(dt.UTC))
    summary: dict[str, Any] = plain(result.summary())
    return summary


class _Pace:
    """Waits between new updates, and asks at each whether the session has to stop."""

    def __init__(self, request: SessionRequest, progress: Progress) -> None:
        self._wait_s, self._progress = request.pace_s, progress
        self._n = max(request.source.n_updates, 1)
        self._is_new = False

    def take(self, keeper: Keeper, event: Any) -> None:
        """Take an event that is new."""
        self._is_new = True
        keeper.take(event)

    def step(self, number: int, time_of_update: dt.datetime) -> None:
        """Wait after an update; those that the log held already take no time."""
        share, text = number / self._n, f"{time_of_update:%Y-%m-%d %H:%M:%S}"
        self._progress(share, text)
        until = time.monotonic() + self._wait_s
        while self._is_new and (left := until - time.monotonic()) > 0.0:
            time.sleep(min(left, _STEP_S))
            self._progress(share, text)
        self._is_new = False
