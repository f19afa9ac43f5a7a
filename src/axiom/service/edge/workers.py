"""Several processes of one service: started, replaced when they die, stopped together."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Final

from prometheus_client.multiprocess import mark_process_dead

__all__ = ["Workers"]

LOGGER: Final = logging.getLogger("axiom.service")
STARTUP_FAILURE: Final = 3
"""Exit code of a process that could not start: another would fail likewise."""
_LOOK_S: Final = 0.2
_REST_S: Final = 1.0
_BEYOND_GRACE_S: Final = 5.0


class Workers:
    """Processes that do the same, as many as asked for at all times.

    Parameters
    ----------
    work
        What each does until SIGTERM; it is pickled.
    number
        How many.

    Notes
    -----
    Started afresh rather than forked: threads of the parent's libraries do not survive a fork.

    Verified by tests/service/test_serve.py.
    """

    def __init__(self, work: Callable[[], None], number: int) -> None:
        self._work = work
        self._number = number
        self._context = multiprocessing.get_context("spawn")
        self._processes: list[SpawnProcess] = []
        self._is_stopping = False

    def run(self, *, when_started: Callable[[], None], grace_s: float) -> None:
        """Keep the processes running until this one is told to stop.

        Parameters
        ----------
        when_started
            Called when all of them were started.
        grace_s
            Seconds for which they may finish what they do.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for _ in range(self._number):
            self._start()
        when_started()
        while not self._is_stopping:
            wait([process.sentinel for process in self._processes], timeout=_LOOK_S)
            self._replace_dead()
        self._end(grace_s)

    def _stop(self, number: int, frame: object) -> None:
        """Note that this process was told to stop."""
        self._is_stopping = True

    def _start(self) -> None:
        """Start one more."""
        process = self._context.Process(target=self._work)
        process.start()
        self._processes.append(process)

    def _replace_dead(self) -> None:
        """Start another for each that died."""
        for process in [each for each in self._processes if not each.is_alive()]:
            self._processes.remove(process)
            self._forget(process)
            if self._is_stopping:
                return
            if process.exitcode == STARTUP_FAILURE:
                LOGGER.error("a process of the service could not start: stopping all")
                self._is_stopping = True
                return
            LOGGER.error("process %s died (%s): replaced", process.pid, process.exitcode)
            time.sleep(_REST_S)
            self._start()

    def _end(self, grace_s: float) -> None:
        """Tell the processes to stop; end those that do not within their grace."""
        for process in self._processes:
            process.terminate()
        deadline = time.monotonic() + grace_s + _BEYOND_GRACE_S
        for process in self._processes:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                LOGGER.error("process %s did not stop in time: killed", process.pid)
                process.kill()
                process.join()
            self._forget(process)

    @staticmethod
    def _forget(process: SpawnProcess) -> None:
        """Leave the figures of a process that is gone out of the sums of those that live."""
        if process.pid is not None:
            mark_process_dead(process.pid)  # type: ignore[no-untyped-call]
