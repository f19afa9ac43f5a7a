"""How a running job tells how far it is, and learns that it has to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from axiom.core.errors import AxiomError
from axiom.store import JobRecord

__all__ = [
    "JobCancelledError",
    "JobInterruptedError",
    "JobProgress",
    "Progress",
    "StopSignal",
    "unwatched",
]

TOLD_EVERY_S: Final = 0.5
"""Progress is written at most so often."""


class JobCancelledError(AxiomError):
    """The job was asked to stop by whoever may."""


class JobInterruptedError(AxiomError):
    """The job has to stop here and will be taken up again: its process ends, or has lost it."""


class Progress(Protocol):
    """Called by a job now and then, with its share done (0 to 1) and a sentence."""

    def __call__(self, share: float, text: str = "") -> None:
        """Tell how far the job is; raise where it has to stop."""
        ...


def unwatched(share: float, text: str = "") -> None:
    """Take progress that nobody asked for: the work is done while its caller waits."""


class StopSignal:
    """Why a running job has to stop, if it has to.

    Notes
    -----
    Verified by tests/unit/service/jobs/test_progress.py.
    """

    __slots__ = ("_is_set", "_reason")

    def __init__(self) -> None:
        self._is_set = threading.Event()
        self._reason: type[AxiomError] = JobCancelledError

    def cancel(self) -> None:
        """Ask the job to stop for good."""
        self._set(JobCancelledError)

    def interrupt(self) -> None:
        """Ask the job to stop here; it will be taken up again."""
        self._set(JobInterruptedError)

    def check(self) -> None:
        """Raise where the job has to stop."""
        if self._is_set.is_set():
            raise self._reason("the job has to stop")

    def _set(self, reason: type[AxiomError]) -> None:
        if not self._is_set.is_set():
            self._reason = reason
            self._is_set.set()


class JobProgress:
    """The progress of one running job, written to the store now and then.

    Parameters
    ----------
    write
        Stores share and sentence, and gives the job's row as it then is.
    signal
        What the job is asked to do.
    clock
        Seconds that never go back.

    Notes
    -----
    Verified by tests/unit/service/jobs/test_progress.py.
    """

    __slots__ = ("_clock", "_due", "_signal", "_write")

    def __init__(
        self,
        write: Callable[[float, str], JobRecord | None],
        signal: StopSignal,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write, self._signal, self._clock = write, signal, clock
        self._due = clock()

    def __call__(self, share: float, text: str = "") -> None:
        """Tell how far the job is.

        Raises
        ------
        JobCancelledError
            When it was asked to stop.
        JobInterruptedError
            When its process ends, or another one has taken the job.
        """
        self._signal.check()
        now = self._clock()
        if now < self._due:
            return
        self._due = now + TOLD_EVERY_S
        job = self._write(min(max(share, 0.0), 1.0), text)
        if job is None:
            self._signal.interrupt()
        elif job.is_cancel_requested:
            self._signal.cancel()
        self._signal.check()
