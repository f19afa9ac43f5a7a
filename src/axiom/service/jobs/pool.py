"""The threads of one process that do jobs, its own and those that others left behind."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from axiom.core.errors import AxiomError, StoreError, StoreUnavailableError
from axiom.service.jobs.board import JobBoard
from axiom.service.jobs.progress import (
    JobCancelledError,
    JobInterruptedError,
    JobProgress,
    Progress,
    StopSignal,
)
from axiom.store import JobRecord, new_id

__all__ = ["JobPool", "PoolRules", "Run"]

Run = Callable[[JobRecord, Progress], dict[str, Any]]
"""Does a job and gives its result."""

_LOG: Final = logging.getLogger("axiom.service.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRules:
    """How a pool works.

    Parameters
    ----------
    threads
        Jobs that one process does at a time, 1 or more.
    poll_s
        Seconds between two looks for jobs that other processes have accepted or left.
    lease_s
        Seconds after which a job whose process has not been heard of is taken up by another.
    keep_s
        Seconds for which finished jobs and their results are kept.

    Notes
    -----
    Verified by tests/service/test_jobs.py.
    """

    threads: int = 2
    poll_s: float = 0.5
    lease_s: float = 30.0
    keep_s: float = 7 * 86_400.0


class JobPool:
    """Takes jobs from the board and does them in threads.

    Parameters
    ----------
    board
        Where jobs are kept.
    run
        Does one; raises `JobCancelledError` or `JobInterruptedError` where its progress does.
    rules
        Threads and times.
    note_depth
        Told how many jobs wait, at every look.

    Notes
    -----
    One thread looks for work, tells that the running jobs are alive and takes up those whose
    process is gone; each job runs in a thread of its own, at most `PoolRules.threads` at a time.

    Verified by tests/service/test_jobs.py.
    """

    def __init__(
        self,
        board: JobBoard,
        run: Run,
        rules: PoolRules,
        *,
        note_depth: Callable[[int], None] = lambda depth: None,
    ) -> None:
        self._board, self._run, self._rules, self._note_depth = board, run, rules, note_depth
        self.worker = f"{socket.gethostname()}:{os.getpid()}:{new_id()}"
        self._running: dict[str, tuple[threading.Thread, StopSignal]] = {}
        self._lock = threading.Lock()
        self._awake = threading.Event()
        self._is_closing = threading.Event()
        self._due = {self._keep_alive: 0.0, self._clear_away: 0.0}
        self._dispatcher = threading.Thread(target=self._dispatch, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._dispatcher.start()

    @property
    def is_working(self) -> bool:
        """Whether it takes jobs."""
        return self._dispatcher.is_alive() and not self._is_closing.is_set()

    def wake(self) -> None:
        """Say that a job was added."""
        self._awake.set()

    def close(self, grace_s: float = 10.0) -> None:
        """Take no more jobs, and let those that run stop at their next step.

        Parameters
        ----------
        grace_s
            Seconds to wait for them. Those that have not stopped by then are taken up by another
            process when this one is gone.
        """
        self._is_closing.set()
        self._awake.set()
        if self._dispatcher.is_alive():
            self._dispatcher.join()
        deadline = time.monotonic() + grace_s
        with self._lock:
            running = list(self._running.values())
        for _, signal in running:
            signal.interrupt()
        for thread, _ in running:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _dispatch(self) -> None:
        """Look for work until the pool closes; a database that is away is waited for."""
        while not self._is_closing.is_set():
            try:
                self._look()
            except StoreError as error:
                _LOG.warning("jobs wait for the store: %s", error)
            except Exception:
                _LOG.exception("looking for jobs failed; it is tried again")
            self._awake.wait(self._rules.poll_s)
            self._awake.clear()

    def _look(self) -> None:
        for task, due in self._due.items():
            if time.monotonic() >= due:
                task()
        while len(self._running) < self._rules.threads and not self._is_closing.is_set():
            job = self._board.take(self.worker)
            if job is None:
                break
            self._begin(job)
        self._note_depth(self._board.depth())

    def _begin(self, job: JobRecord) -> None:
        signal = StopSignal()
        thread = threading.Thread(
            target=self._do, args=(job, signal), name=f"job-{job.kind}", daemon=True
        )
        with self._lock:
            self._running[job.id] = (thread, signal)
        thread.start()

    def _do(self, job: JobRecord, signal: StopSignal) -> None:
        """Do a job and write what came of it."""
        progress = JobProgress(
            lambda share, text: self._board.progress(job, share=share, text=text), signal
        )
        try:
            self._settle(self._outcome(job, progress))
        finally:
            with self._lock:
                del self._running[job.id]
            self._awake.set()

    def _outcome(self, job: JobRecord, progress: JobProgress) -> Callable[[], None]:
        """Do a job; give what writes its end."""
        try:
            return partial(self._board.done, job, self._run(job, progress))
        except JobCancelledError:
            return partial(self._board.cancelled, job)
        except JobInterruptedError:
            return partial(self._board.put_back, job)
        except StoreUnavailableError as error:
            return partial(self._board.tried, job, error)
        except AxiomError as error:
            return partial(self._board.failed, job, error)
        except Exception as error:
            _LOG.exception("job %s of kind %s failed", job.id, job.kind)
            return partial(self._board.failed, job, error)

    def _settle(self, write: Callable[[], None]) -> None:
        """Write the end of a job, waiting for a database that is away."""
        while True:
            try:
                write()
                return
            except StoreError as error:
                _LOG.warning("the end of a job waits for the store: %s", error)
                if self._is_closing.wait(self._rules.poll_s):
                    return

    def _keep_alive(self) -> None:
        """Say that the jobs that run here are alive, and take up those of processes gone."""
        with self._lock:
            running = dict(self._running)
        if running:
            alive = self._board.alive(self.worker)
            for identifier, (_, signal) in running.items():
                job = alive.get(identifier)
                if job is None:
                    signal.interrupt()
                elif job.is_cancel_requested:
                    signal.cancel()
        self._board.take_back(dt.timedelta(seconds=self._rules.lease_s))
        self._due[self._keep_alive] = time.monotonic() + self._rules.lease_s / 3.0

    def _clear_away(self) -> None:
        self._board.clear_away(dt.timedelta(seconds=self._rules.keep_s))
        self._due[self._clear_away] = time.monotonic() + self._rules.keep_s / 100.0
