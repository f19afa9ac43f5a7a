"""`Cache`: values by key that expire; in process, bounded."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from axiom.core.errors import InvalidArgumentError

__all__ = ["Cache", "MemoryCache", "check_entry"]

_LARGEST_KEY: Final = 512
_OVERHEAD: Final = 200


class Cache(ABC):
    """Values by key, each with an expiry; what is in it can be made again.

    Notes
    -----
    All methods may be called from any thread. Verified by tests/unit/store/cache/test_cache.py and
    tests/service/test_redis_cache.py.
    """

    @abstractmethod
    def get(self, key: str) -> bytes | None:
        """Return the value of a key; None where there is none or it has expired."""

    @abstractmethod
    def set(self, key: str, value: bytes, *, expiry_s: float) -> None:
        """Keep a value, > 0 seconds long.

        Raises
        ------
        InvalidArgumentError
            If the key is empty or longer than 512 characters, the value is not bytes, or the
            expiry is not above 0.
        """

    @abstractmethod
    def delete(self, key: str) -> None:
        """Forget a key, if there is one."""

    @abstractmethod
    def increment(self, key: str, by: int = 1, *, expiry_s: float) -> int:
        """Add to a counter and return its value, in one step for all processes that share it.

        A counter begins at 0 and expires that long after it began, whatever is added to it.

        Raises
        ------
        InvalidArgumentError
            If the key or expiry is as `set` refuses it, or the key holds a value that is no count.
        """

    @property
    def is_shared(self) -> bool:
        """Whether other processes see it, if all goes well."""
        return False

    @property
    def is_away(self) -> bool:
        """Whether what processes share cannot be reached now, and memory stands in for it."""
        return False

    @abstractmethod
    def close(self) -> None:
        """Give connections back."""


class MemoryCache(Cache):
    """A cache of this process; the entries that were used least recently make room.

    Parameters
    ----------
    max_bytes : int
        What keys and values may take, >= 1.
    clock : callable, optional
        Seconds that never go back; `time.monotonic` when None.

    Raises
    ------
    InvalidArgumentError
        If `max_bytes` is below 1.

    Notes
    -----
    A value that alone is larger than `max_bytes` is not kept. Verified by
    tests/unit/store/cache/test_cache.py.

    Examples
    --------
    >>> from axiom.store.cache import MemoryCache
    >>> cache = MemoryCache()
    >>> cache.set("surface", b"...", expiry_s=60.0)
    >>> cache.get("surface"), cache.increment("requests", expiry_s=1.0)
    (b'...', 1)
    """

    def __init__(
        self, max_bytes: int = 256 * 2**20, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if max_bytes < 1:
            raise InvalidArgumentError(f"max_bytes is {max_bytes}; give 1 or more")
        self._max_bytes, self._clock = max_bytes, clock
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def n_bytes(self) -> int:
        """What keys and values take now."""
        return self._bytes

    def __len__(self) -> int:
        """How many entries there are, some of which may have expired."""
        return len(self._kept)

    def get(self, key: str) -> bytes | None:
        """See `Cache.get`."""
        with self._lock:
            return self._living(key)

    def set(self, key: str, value: bytes, *, expiry_s: float) -> None:
        """See `Cache.set`."""
        check_entry(key, value, expiry_s)
        with self._lock:
            self._put(key, self._clock() + expiry_s, value)

    def delete(self, key: str) -> None:
        """See `Cache.delete`."""
        with self._lock:
            self._drop(key)

    def increment(self, key: str, by: int = 1, *, expiry_s: float) -> int:
        """See `Cache.increment`."""
        check_entry(key, b"", expiry_s)
        with self._lock:
            held = self._living(key)
            until = self._clock() + expiry_s if held is None else self._kept[key][0]
            try:
                count = int(held or 0) + by
            except ValueError as error:
                raise InvalidArgumentError(
                    f"key {key!r} holds a value that is no count; take another key"
                ) from error
            self._put(key, until, b"%d" % count)
            return count

    def close(self) -> None:
        """Do nothing: memory holds no connections."""

    def _living(self, key: str) -> bytes | None:
        found = self._kept.get(key)
        if found is None:
            return None
        if found[0] <= self._clock():
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return found[1]

    def _put(self, key: str, until: float, value: bytes) -> None:
        self._drop(key)
        self._kept[key] = (until, value)
        self._bytes += _size(key, value)
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: str) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._bytes -= _size(key, found[1])


def check_entry(key: str, value: bytes, expiry_s: float) -> None:
    """Refuse keys, values and expiries that no cache takes."""
    if not isinstance(key, str) or not 0 < len(key) <= _LARGEST_KEY:
        raise InvalidArgumentError(f"key={key!r}: give 1 to {_LARGEST_KEY} characters")
    if not isinstance(value, bytes):
        raise InvalidArgumentError(f"value of {key!r} is {type(value).__name__}; give bytes")
    if not expiry_s > 0.0:
        raise InvalidArgumentError(f"expiry_s={expiry_s}: give seconds above 0")


def _size(key: str, value: bytes) -> int:
    """Give what an entry takes, in bytes, with the dictionary's own share."""
    return len(key) + len(value) + _OVERHEAD
