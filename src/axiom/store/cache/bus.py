"""`Bus`: what is news, told to whoever listens; in process."""

from __future__ import annotations

import secrets
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, get_args

import orjson

from axiom.core.errors import InvalidArgumentError
from axiom.store.cache.channel import Changes, Channel, ChannelKind, Snapshot, Values

__all__ = ["TOPICS", "Bus", "Listener", "MemoryBus", "Topic", "encoded", "kind_of"]

Topic = Literal["fills", "greeks", "pnl", "quotes", "surfaces"]
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
"""All topics."""
Listener = Callable[[Topic, str], None]
"""Called with topic and name, in whatever thread the news came; it must not wait."""

_KINDS: Final[Mapping[Topic, ChannelKind]] = {
    "fills": "events",
    "greeks": "keys",
    "pnl": "keys",
    "quotes": "keys",
    "surfaces": "state",
}
_MOST_CHANNELS: Final = 4_096
_LARGEST_NAME: Final = 64
_OPTIONS: Final = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


class Bus(ABC):
    """What is news, by topic and name (an underlying), with the state that the news adds up to.

    Notes
    -----
    A payload is a dictionary. Under ``surfaces`` each replaces the state; under ``greeks``,
    ``quotes`` and ``pnl`` it changes the keys that it holds (None removes one); under ``fills`` it
    is one event, and the state is the last 1,000, by number. Values are turned into JSON at once:
    the dictionary may be changed afterwards. NaN and infinities become null, as everywhere on the
    wire.

    All methods may be called from any thread. Verified by tests/unit/store/cache/test_bus.py and
    tests/service/test_redis_bus.py.
    """

    @abstractmethod
    def publish(self, topic: Topic, name: str, payload: Mapping[str, Any]) -> None:
        """Tell news; readers see it in the order in which it was told.

        Parameters
        ----------
        topic : {"fills", "greeks", "pnl", "quotes", "surfaces"}
            What kind of news.
        name : str
            The underlying, of 1 to 64 printable characters.
        payload : mapping
            The news.

        Raises
        ------
        InvalidArgumentError
            If there is no such topic, or the name or the payload is no such thing.
        """

    @abstractmethod
    def snapshot(self, topic: Topic, name: str) -> Snapshot:
        """Return all that holds now; sequence 0 where nothing was ever told."""

    @abstractmethod
    def changes(self, topic: Topic, name: str, *, epoch: str, after: int) -> Changes | None:
        """Return what changed after a number; None where only a snapshot can tell."""

    @abstractmethod
    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call a function at all news; returns what ends that."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes hear it, if all goes well."""
        return False

    @property
    def is_away(self) -> bool:
        """Whether other processes cannot be reached now, and memory stands in for them."""
        return False

    @abstractmethod
    def close(self) -> None:
        """Give connections back."""


class MemoryBus(Bus):
    """A bus of this process.

    Notes
    -----
    It holds the state of 4,096 channels; the one that was used least recently makes room, and
    begins anew when it is used again. Verified by tests/unit/store/cache/test_bus.py.

    Examples
    --------
    >>> from axiom.store.cache import MemoryBus
    >>> bus = MemoryBus()
    >>> bus.publish("greeks", "SPX", {"delta": 120.5, "vega": 3000.0})
    >>> bus.publish("greeks", "SPX", {"delta": 80.5})
    >>> now = bus.snapshot("greeks", "SPX")
    >>> now.sequence, dict(now.values)
    (2, {'vega': b'3000.0', 'delta': b'80.5'})
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._channels: OrderedDict[tuple[Topic, str], Channel] = OrderedDict()
        self._listeners: tuple[Listener, ...] = ()

    def publish(self, topic: Topic, name: str, payload: Mapping[str, Any]) -> None:
        """See `Bus.publish`."""
        kind, values = kind_of(topic, name), encoded(topic, payload)
        with self._lock:
            channel = self._channel(topic, name, kind)
            channel.apply(values, sequence=channel.sequence + 1, time=now())
        self._tell(topic, name)

    def snapshot(self, topic: Topic, name: str) -> Snapshot:
        """See `Bus.snapshot`."""
        kind = kind_of(topic, name)
        with self._lock:
            return self._channel(topic, name, kind).snapshot()

    def changes(self, topic: Topic, name: str, *, epoch: str, after: int) -> Changes | None:
        """See `Bus.changes`."""
        kind = kind_of(topic, name)
        with self._lock:
            return self._channel(topic, name, kind).changes(epoch, after)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """See `Bus.listen`."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def end() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return end

    def close(self) -> None:
        """Do nothing: memory holds no connections."""

    def _channel(self, topic: Topic, name: str, kind: ChannelKind) -> Channel:
        """Return a channel, made where there is none; under the lock."""
        key = (topic, name)
        found = self._channels.get(key)
        if found is None:
            found = self._channels[key] = Channel(kind, new_epoch())
            if len(self._channels) > _MOST_CHANNELS:
                self._channels.popitem(last=False)
        self._channels.move_to_end(key)
        return found

    def _tell(self, topic: Topic, name: str) -> None:
        for listener in self._listeners:
            listener(topic, name)


def kind_of(topic: Topic, name: str) -> ChannelKind:
    """Return what news of a topic does to the state, once topic and name are checked."""
    kind = _KINDS.get(topic)
    if kind is None:
        raise InvalidArgumentError(f"topic={topic!r}: give one of {', '.join(TOPICS)}")
    if not isinstance(name, str) or not 0 < len(name) <= _LARGEST_NAME or not name.isprintable():
        raise InvalidArgumentError(
            f"name={name!r}: give an underlying of 1 to {_LARGEST_NAME} printable characters"
        )
    return kind


def encoded(topic: Topic, payload: Mapping[str, Any]) -> Values:
    """Turn news into JSON by key."""
    if not isinstance(payload, Mapping) or not payload:
        raise InvalidArgumentError(f"payload={payload!r}: give a dictionary that is not empty")
    try:
        if _KINDS[topic] == "events":
            return {"": orjson.dumps(payload, option=_OPTIONS, default=str)}
        return {str(key): _json_or_gone(value) for key, value in payload.items()}
    except TypeError as error:
        raise InvalidArgumentError(
            f"payload of {topic} cannot be written as JSON: {error}"
        ) from None


def now() -> str:
    """Return the time, RFC 3339 in UTC."""
    return datetime.now(UTC).isoformat()


def new_epoch() -> str:
    """Return the name of a counting that no other has."""
    return secrets.token_hex(8)


def _json_or_gone(value: Any) -> bytes | None:
    return None if value is None else orjson.dumps(value, option=_OPTIONS, default=str)
