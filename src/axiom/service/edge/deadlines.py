"""Watches the requests in progress, so that none holds what others need."""

from __future__ import annotations

import asyncio
import time
from typing import Final, Protocol

__all__ = ["Deadlines", "Watched"]

_SWEEP_S: Final = 0.1


class Watched(Protocol):
    """A request in progress, as `Deadlines` sees it."""

    deadline: float
    """When it is late, by `time.perf_counter`."""

    async def expire(self) -> None:
        """Answer in its stead."""


class Deadlines:
    """Requests in progress, and what is to happen to those that are late.

    One sweep every 100 ms looks at all of them, instead of a timer for each: adding and removing
    a request costs a set's insertion.

    Notes
    -----
    Belongs to one event loop at a time. Verified by tests/unit/service/edge/test_gate.py.
    """

    def __init__(self) -> None:
        self.requests: set[Watched] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._answers: set[asyncio.Task[None]] = set()

    def add(self, request: Watched) -> None:
        """Watch a request until it is discarded."""
        self.requests.add(request)
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(_SWEEP_S, self._sweep, loop)

    def discard(self, request: Watched) -> None:
        """Stop watching a request."""
        self.requests.discard(request)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """Expire what is late; look again while requests are in progress."""
        now = time.perf_counter()
        for request in [each for each in self.requests if now >= each.deadline]:
            task = loop.create_task(request.expire())
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)
        if self.requests:
            loop.call_later(_SWEEP_S, self._sweep, loop)
        else:
            self._loop = None
