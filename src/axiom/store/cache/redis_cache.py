"""`RedisCache`: a cache that processes share through Redis or Valkey, with memory behind it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from axiom.core.errors import InvalidArgumentError
from axiom.store.cache.cache import Cache, MemoryCache, check_entry

if TYPE_CHECKING:
    from axiom.store.cache.link import RedisLink

__all__ = ["RedisCache"]

_PREFIX: Final = "axiom:v1:cache:"
_MOST_UNSENT: Final = 10_000
_COUNT: Final = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return count
"""


class RedisCache(Cache):
    """A cache that processes share; while Redis is away it is one of this process.

    Parameters
    ----------
    link : RedisLink
        The way to Redis.
    max_bytes : int
        What this process keeps for the time that Redis is away, >= 1.

    Notes
    -----
    What this process wrote it also keeps in memory: that is what stands in while Redis is away.
    What it writes or deletes meanwhile (the last 10,000 keys) goes to Redis when that is back.
    Counters begin anew in the memory of each process, and stay there. Verified by
    tests/service/test_redis_cache.py and tests/service/test_redis_outage.py.
    """

    def __init__(self, link: RedisLink, *, max_bytes: int = 256 * 2**20) -> None:
        self._link, self._memory = link, MemoryCache(max_bytes)
        self._count = link.client.register_script(_COUNT)
        self._unsent: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()
        link.when_back(self._send)

    @property
    def is_shared(self) -> bool:
        """See `Cache.is_shared`."""
        return True

    @property
    def is_away(self) -> bool:
        """See `Cache.is_away`."""
        return not self._link.is_up

    def get(self, key: str) -> bytes | None:
        """See `Cache.get`."""
        found: bytes | None = self._asked(
            lambda client: client.get(_PREFIX + key), lambda: self._memory.get(key)
        )
        return found

    def set(self, key: str, value: bytes, *, expiry_s: float) -> None:
        """See `Cache.set`."""
        check_entry(key, value, expiry_s)
        self._memory.set(key, value, expiry_s=expiry_s)
        self._asked(
            lambda client: client.set(_PREFIX + key, value, px=_milliseconds(expiry_s)),
            lambda: self._later(key, expiry_s),
        )

    def delete(self, key: str) -> None:
        """See `Cache.delete`."""
        self._memory.delete(key)
        self._asked(lambda client: client.delete(_PREFIX + key), lambda: self._later(key, 0.0))

    def increment(self, key: str, by: int = 1, *, expiry_s: float) -> int:
        """See `Cache.increment`."""
        check_entry(key, b"", expiry_s)
        found = self._asked(
            lambda _: self._counted(key, by, expiry_s),
            lambda: self._memory.increment(f"count:{key}", by, expiry_s=expiry_s),
        )
        return int(found)

    def close(self) -> None:
        """See `Cache.close`."""
        self._link.close()

    def _asked(self, ask: Callable[[Any], Any], instead: Callable[[], Any]) -> Any:
        """Ask Redis; memory where it is away."""
        if self._link.is_up:
            try:
                return ask(self._link.client)
            except self._link.failures as error:
                self._link.lost(error)
        return instead()

    def _counted(self, key: str, by: int, expiry_s: float) -> Any:
        try:
            return self._count(keys=[_PREFIX + key], args=[by, _milliseconds(expiry_s)])
        except self._link.wrong_value as error:
            raise InvalidArgumentError(
                f"key {key!r} holds a value that is no count; take another key"
            ) from error

    def _later(self, key: str, expiry_s: float) -> None:
        """Remember that Redis has to be told of a key, and until when its value holds."""
        with self._lock:
            self._unsent.pop(key, None)
            self._unsent[key] = time.monotonic() + expiry_s
            if len(self._unsent) > _MOST_UNSENT:
                self._unsent.popitem(last=False)

    def _send(self) -> None:
        """Tell Redis what was written while it was away."""
        with self._lock:
            unsent = list(self._unsent.items())
        for key, until in unsent:
            value, left = self._memory.get(key), until - time.monotonic()
            if value is not None and left > 0.0:
                self._link.client.set(_PREFIX + key, value, px=_milliseconds(left))
            else:
                self._link.client.delete(_PREFIX + key)
            with self._lock:
                self._unsent.pop(key, None)


def _milliseconds(seconds: float) -> int:
    return max(1, round(1000.0 * seconds))
