"""Open the cache and the bus of a process."""

from __future__ import annotations

from dataclasses import dataclass

from axiom.store.cache.bus import Bus, MemoryBus
from axiom.store.cache.cache import Cache, MemoryCache
from axiom.store.cache.link import RedisLink
from axiom.store.cache.redis_bus import RedisBus
from axiom.store.cache.redis_cache import RedisCache

__all__ = ["Shared", "open_shared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A cache and a bus that belong together.

    Parameters
    ----------
    cache : Cache
        Values by key that expire.
    bus : Bus
        What is news.

    Notes
    -----
    Verified by tests/unit/store/cache/test_opening.py.
    """

    cache: Cache
    bus: Bus

    def close(self) -> None:
        """Give connections back."""
        self.bus.close()
        self.cache.close()


def open_shared(redis_url: str | None = None) -> Shared:
    """Open the cache and the bus of a process.

    Parameters
    ----------
    redis_url : str, optional
        Redis or Valkey that processes share, such as ``redis://127.0.0.1:6379/0``; None keeps both
        in this process. One that cannot be reached is no error: see Notes.

    Returns
    -------
    Shared

    Raises
    ------
    InvalidArgumentError
        If the address is no such URL.
    MissingDependencyError
        If redis is not installed.

    Notes
    -----
    While Redis is away, this process goes on from its own memory, says so in the log and by
    ``is_away``, and picks Redis up again by itself. Verified by
    tests/unit/store/cache/test_opening.py and tests/service/test_redis_outage.py.

    Examples
    --------
    >>> from axiom.store.cache import open_shared
    >>> shared = open_shared()
    >>> shared.cache.is_shared, shared.bus.is_shared
    (False, False)
    """
    if redis_url is None:
        return Shared(cache=MemoryCache(), bus=MemoryBus())
    link = RedisLink(redis_url)
    try:
        link.client.ping()
    except link.failures as error:
        link.lost(error)
    return Shared(cache=RedisCache(link), bus=RedisBus(link))
