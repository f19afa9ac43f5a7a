"""Identifiers: unique in every process, and ascending in the order in which they are made."""

from __future__ import annotations

import os
import threading
import time
from typing import Final

__all__ = ["new_id", "new_ids"]

_COUNTER_BITS: Final = 42
_TAIL_BITS: Final = 32
_START_BITS: Final = 40
"""A millisecond's counter starts below 2^40, so that it has 3 10^12 steps to go."""


class _Clock:
    """The last instant and count given away; it never goes back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        os.register_at_fork(after_in_child=self._restart)

    def _restart(self) -> None:
        """Begin anew in a forked process, where the lock may be held by nobody."""
        self._lock = threading.Lock()

    def take(self, count: int) -> int:
        """Reserve `count` successive values of (milliseconds, counter) and give the first."""
        random = int.from_bytes(os.urandom(8), "big") >> (64 - _START_BITS)
        now = (time.time_ns() // 1_000_000 << _COUNTER_BITS) | random
        with self._lock:
            first = max(now, self._last + 1)
            self._last = first + count - 1
            return first


_CLOCK: Final = _Clock()


def new_id() -> str:
    """Make an identifier.

    Returns
    -------
    str
        A UUID of version 7 in lower case: 36 characters that sort as text in the order in which
        this process made them, and across processes by the millisecond.

    Notes
    -----
    Laid out as RFC 9562, section 5.7: 48 bits of Unix milliseconds, a counter of 42 bits with a
    random start, 32 random bits. When the clock stands still or goes back, the counter goes on
    from the last identifier, so that neither order nor uniqueness rests on the clock.

    Verified by tests/unit/store/test_ids.py.
    """
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """Make several identifiers at once, ascending; see `new_id`.

    Parameters
    ----------
    count
        How many, 0 or more.

    Returns
    -------
    list of str

    Notes
    -----
    Verified by tests/unit/store/test_ids.py.
    """
    first = _CLOCK.take(count)
    tails = os.urandom(4 * count)
    return [_text(first + i, tails[4 * i : 4 * i + 4]) for i in range(count)]


def _text(instant: int, tail: bytes) -> str:
    """Write (milliseconds, counter) and a random tail as a UUID of version 7."""
    milliseconds, counter = instant >> _COUNTER_BITS, instant & ((1 << _COUNTER_BITS) - 1)
    high = (milliseconds << 16) | 0x7000 | (counter >> 30)
    low = (0b10 << 62) | ((counter & 0x3FFF_FFFF) << _TAIL_BITS) | int.from_bytes(tail, "big")
    text = f"{high:016x}{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
