"""`RedisLink`: whether Redis can be reached, and what to do when it can again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from axiom.core.errors import InvalidArgumentError, MissingDependencyError

__all__ = ["RedisLink", "address_of"]

_LOG = logging.getLogger("axiom.store.cache")
_TIMEOUT_S: Final = 1.0
_RETRY_S: Final = 0.25


class RedisLink:
    """One way to Redis or Valkey, and the knowledge whether it stands.

    Parameters
    ----------
    url : str
        ``redis://``, ``rediss://`` or ``unix://``.

    Raises
    ------
    InvalidArgumentError
        If the address is no such URL.
    MissingDependencyError
        If redis is not installed.

    Notes
    -----
    The first call that fails takes the link down: it is logged once, and a thread asks again every
    quarter of a second until Redis answers, calls those who wait for it, and logs that. Nobody else
    waits for a Redis that is away. Verified by tests/service/test_redis_outage.py.
    """

    def __init__(self, url: str) -> None:
        try:
            redis = import_module("redis")
        except ImportError as error:
            raise MissingDependencyError(
                "a shared cache needs redis, which is not installed: pip install "
                "'axiom-quant[service]', or give no redis_url"
            ) from error
        try:
            self.client: Any = redis.Redis.from_url(
                url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S, retry=None
            )
        except ValueError as error:
            raise InvalidArgumentError(
                f"redis_url={address_of(url)!r}: give redis://HOST:PORT/DATABASE"
            ) from error
        self.address = address_of(url)
        self.failures: tuple[type[Exception], ...] = (redis.RedisError, OSError)
        self.wrong_value: type[Exception] = redis.ResponseError
        self.n_outages = 0
        self._is_up, self._lock = True, threading.Lock()
        self._closing = threading.Event()
        self._on_back: list[Callable[[], None]] = []
        self._on_away: list[Callable[[], None]] = []

    @property
    def is_up(self) -> bool:
        """Whether Redis answered when it was last asked."""
        return self._is_up

    def when_away(self, tell: Callable[[], None]) -> None:
        """Call a function when Redis goes away."""
        self._on_away.append(tell)

    def when_back(self, tell: Callable[[], None]) -> None:
        """Call a function, from the thread that asks, before Redis counts as back.

        Where it raises one of `failures`, Redis is still away.
        """
        self._on_back.append(tell)

    def lost(self, error: Exception) -> None:
        """Take the link down, because of an error."""
        with self._lock:
            if not self._is_up:
                return
            self._is_up = False
            self.n_outages += 1
        for tell in self._on_away:
            tell()
        if not self._closing.is_set():
            text = "Redis at %s is away (%s); this process goes on from its own memory"
            _LOG.warning(text, self.address, type(error).__name__)
            threading.Thread(target=self._ask, name="redis-link", daemon=True).start()

    def close(self) -> None:
        """Close the connections."""
        self._closing.set()
        self.client.close()

    def _ask(self) -> None:
        while not self._closing.wait(_RETRY_S):
            try:
                self.client.ping()
                for tell in self._on_back:
                    tell()
            except self.failures:
                continue
            self._is_up = True
            _LOG.warning("Redis at %s is back", self.address)
            return


def address_of(url: str) -> str:
    """Return a URL without what must not be told: user, password and query."""
    scheme, _, rest = url.partition("://")
    found: Any = rest.rpartition("@")[2].partition("?")[0]
    return f"{scheme}://{found}"
