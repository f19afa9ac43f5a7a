"""Token buckets: how often something may happen."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

__all__ = ["Buckets", "Rate", "Taken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often something may happen.

    Parameters
    ----------
    per_second
        Tokens that come back a second, > 0.
    burst
        Tokens of a full bucket, 1 or more.
    """

    per_second: float
    burst: int


class Taken(NamedTuple):
    """What a bucket answered.

    Parameters
    ----------
    is_admitted
        Whether there was a token.
    remaining
        Tokens left, rounded down.
    retry_after_s
        Seconds until there is a token again; 0 where there is one.
    full_after_s
        Seconds until the bucket is full.
    """

    is_admitted: bool
    remaining: int
    retry_after_s: float
    full_after_s: float


class Buckets:
    """Buckets by name; those used longest ago are forgotten, and so are full, beyond a number.

    Parameters
    ----------
    capacity
        Buckets that are kept, 1 or more.
    clock
        Seconds that never go back.

    Notes
    -----
    Safe to use from several threads. Verified by tests/unit/service/access/test_buckets.py.

    Examples
    --------
    >>> from axiom.service.access.buckets import Buckets, Rate
    >>> buckets = Buckets(clock=lambda: 0.0)
    >>> rate = Rate(per_second=0.5, burst=2)
    >>> [buckets.take("desk", rate).is_admitted for _ in range(3)]
    [True, True, False]
    """

    def __init__(
        self, *, capacity: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._capacity = capacity
        self._clock = clock
        self._lock = threading.Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, rate: Rate, *, tokens: float = 1.0) -> Taken:
        """Take tokens from a bucket, or none where it holds fewer.

        Parameters
        ----------
        name
            Of the bucket; one that is not known is full.
        rate
            Of the bucket.
        tokens
            How many; 0 only looks.
        """
        now = self._clock()
        with self._lock:
            level, at = self._levels.get(name, (inf, now))
            level = min(level + (now - at) * rate.per_second, float(rate.burst))
            is_admitted = level >= max(tokens, 1.0)
            if is_admitted:
                level -= tokens
            self._levels[name] = (level, now)
            self._levels.move_to_end(name)
            if len(self._levels) > self._capacity:
                self._levels.popitem(last=False)
        wait = 0.0 if level >= 1.0 else (1.0 - level) / rate.per_second
        return Taken(is_admitted, int(level), wait, (rate.burst - level) / rate.per_second)
