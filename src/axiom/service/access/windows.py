"""Windows that processes share: how often something may happen in all of them together."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from axiom.service.access.buckets import Rate, Taken
from axiom.store.cache import Cache

__all__ = ["SharedWindows"]

_LEASES: Final = 20
"""In how many parts a process takes a window from the others at least."""


@dataclass(slots=True)
class _Window:
    """What this process knows of the present window of a name."""

    number: int
    leased: int
    left: int


class SharedWindows:
    """Counts by name in windows of time, shared through a cache.

    A rate becomes a quota of ``burst`` in each window of ``burst / per_second`` seconds. A process
    takes a twentieth of the quota at a time, so that most requests cost no way to Redis, and never
    more pass in a window than the quota; what a process has taken and not used is lost at the
    window's end.

    Parameters
    ----------
    cache
        Shared with the other processes; while it is away each process counts for itself.
    capacity
        Names that are kept, 1 or more.
    clock
        Seconds since 1970, the same for all processes as far as their clocks agree.

    Notes
    -----
    Verified by tests/unit/service/access/test_windows.py and tests/service/test_shared_rates.py.
    """

    def __init__(
        self, cache: Cache, *, capacity: int = 10_000, clock: Callable[[], float] = time.time
    ) -> None:
        self._cache = cache
        self._capacity = capacity
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def take(self, name: str, rate: Rate) -> Taken:
        """Take one token of the present window, or none where there is none left.

        Parameters
        ----------
        name
            Of the window.
        rate
            Of the window.
        """
        length = rate.burst / rate.per_second
        now = self._clock()
        number = int(now / length)
        with self._lock:
            window = self._present(name, number, rate)
            if window.leased == 0 and window.left > 0:
                self._lease(name, window, rate, length)
            is_admitted = window.leased > 0
            window.leased -= is_admitted
            remaining = window.leased + window.left
        ends_in = (number + 1) * length - now
        return Taken(
            is_admitted=is_admitted,
            remaining=remaining,
            retry_after_s=0.0 if remaining else ends_in,
            full_after_s=ends_in,
        )

    def _present(self, name: str, number: int, rate: Rate) -> _Window:
        """Return the present window of a name."""
        window = self._windows.get(name)
        if window is None or window.number != number:
            window = self._windows[name] = _Window(number, 0, rate.burst)
            self._windows.move_to_end(name)
            if len(self._windows) > self._capacity:
                self._windows.popitem(last=False)
        return window

    def _lease(self, name: str, window: _Window, rate: Rate, length: float) -> None:
        """Take a part of the window's quota from the other processes."""
        asked = max(1, rate.burst // _LEASES)
        key = f"rate:{name}:{rate.burst}:{length:g}:{window.number}"
        taken = self._cache.increment(key, asked, expiry_s=2.0 * length)
        window.leased = max(0, min(asked, rate.burst - (taken - asked)))
        window.left = max(0, rate.burst - taken)
