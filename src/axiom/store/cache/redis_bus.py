"""`RedisBus`: a bus that processes share through Redis or Valkey, with memory behind it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgpack

from axiom.store.cache.bus import MemoryBus, Topic, encoded, kind_of, new_epoch, now
from axiom.store.cache.channel import Changes, Channel, ChannelKind, Snapshot, Values
from axiom.store.cache.redis_scripts import PUBLISH

if TYPE_CHECKING:
    from axiom.store.cache.link import RedisLink

__all__ = ["RedisBus"]

_NEWS: Final = "axiom:v1:news"
_EXPIRY_S: Final = 7 * 86_400
_UNTOLD_S: Final = 3_600
_HEARING_S: Final = 1.0
_WAIT_S: Final = 0.1


class RedisBus(MemoryBus):
    """A bus that processes share; while Redis is away it is one of this process.

    Parameters
    ----------
    link : RedisLink
        The way to Redis.

    Notes
    -----
    Redis numbers the news and keeps the state of each channel, a week after its last news; each
    process has a copy of the channels that were asked of it, which a thread keeps up to date. While
    Redis is away each process goes on in its own memory under another epoch, so that numbers of
    different countings are never taken for each other; when Redis is back, what was told meanwhile
    is told to it, after what others told before, and readers begin with a snapshot. Numbers never
    go back.

    Verified by tests/service/test_redis_bus.py and tests/service/test_redis_outage.py.
    """

    def __init__(self, link: RedisLink) -> None:
        super().__init__()
        self._link, self._publish = link, link.client.register_script(PUBLISH)
        self._is_local = not link.is_up
        self._left: dict[tuple[Topic, str], int] = {}
        self._closing = threading.Event()
        self._hears = threading.Event()
        link.when_away(self._go_local)
        self._thread = threading.Thread(target=self._hear, name="redis-bus", daemon=True)
        self._thread.start()

    @property
    def is_shared(self) -> bool:
        """See `Bus.is_shared`."""
        return True

    @property
    def is_away(self) -> bool:
        """See `Bus.is_away`."""
        return self._is_local or not self._link.is_up

    def publish(self, topic: Topic, name: str, payload: Mapping[str, Any]) -> None:
        """See `Bus.publish`."""
        kind, values = kind_of(topic, name), encoded(topic, payload)
        self._know(topic, name, kind)
        while not self._take_locally(topic, name, kind, values):
            try:
                self._send(topic, name, kind, values)
            except self._link.failures as error:
                self._link.lost(error)
            else:
                return

    def snapshot(self, topic: Topic, name: str) -> Snapshot:
        """See `Bus.snapshot`; the first of a channel asks Redis."""
        kind = kind_of(topic, name)
        self._know(topic, name, kind)
        return super().snapshot(topic, name)

    def changes(self, topic: Topic, name: str, *, epoch: str, after: int) -> Changes | None:
        """See `Bus.changes`; None of a channel that was never asked for by `snapshot`."""
        kind_of(topic, name)
        with self._lock:
            found = self._channels.get((topic, name))
            return None if found is None else found.changes(epoch, after)

    def close(self) -> None:
        """See `Bus.close`."""
        self._closing.set()
        self._thread.join(2.0)

    def _know(self, topic: Topic, name: str, kind: ChannelKind) -> None:
        """Copy a channel from Redis where this process has none."""
        with self._lock:
            is_known = (topic, name) in self._channels
        if not (is_known or self.is_away):
            self._hears.wait(_HEARING_S)
            self._reload(topic, name, kind)

    def _take_locally(self, topic: Topic, name: str, kind: ChannelKind, values: Values) -> bool:
        """Take news into the memory of this process while Redis is away; say whether."""
        with self._lock:
            if not self._is_local:
                return False
            channel = self._channel(topic, name, kind)
            self._left.setdefault((topic, name), channel.sequence)
            channel.apply(values, sequence=channel.sequence + 1, time=now())
        self._tell(topic, name)
        return True

    def _send(self, topic: Topic, name: str, kind: ChannelKind, values: Values) -> None:
        """Let Redis number news, take it into the state and tell all processes."""
        with self._lock:
            known = self._channels.get((topic, name))
            floor = 0 if known is None else known.sequence
        time = now()
        body = msgpack.packb([topic, name, time, dict(values)])
        listed = [part for item in values.items() for part in (item[0], item[1] or b"")]
        epoch, number = self._publish(
            keys=[*_keys(topic, name), _NEWS],
            args=[kind, new_epoch(), floor, _EXPIRY_S, time, body, *listed],
        )
        with self._lock:
            found = self._channels.get((topic, name))
            is_next = found is not None and _follows(found, epoch, number)
            if found is not None and is_next:
                found.apply(values, sequence=int(number), time=time)
        if is_next:
            self._tell(topic, name)

    def _reload(self, topic: Topic, name: str, kind: ChannelKind) -> None:
        """Copy a channel's state from Redis; leave it as it is where Redis is away."""
        if self._is_local or not self._link.is_up:
            return
        meta, values = _keys(topic, name)
        try:
            with self._link.client.pipeline(transaction=True) as pipeline:
                pipeline.hsetnx(meta, "epoch", new_epoch()).expire(meta, _UNTOLD_S, nx=True)
                _, _, told, held = pipeline.hgetall(meta).hgetall(values).execute()
        except self._link.failures as error:
            self._link.lost(error)
            return
        split = {key.decode(): value.partition(b" ") for key, value in held.items()}
        snapshot = Snapshot(
            epoch=told[b"epoch"].decode(),
            sequence=int(told.get(b"sequence", 0)),
            time=told.get(b"time", b"").decode(),
            values={key: value for key, (_, _, value) in split.items()},
        )
        numbers = {key: int(number) for key, (number, _, _) in split.items()}
        with self._lock:
            if not self._is_local:
                channel = self._channel(topic, name, kind)
                channel.load(snapshot, numbers, floor=int(told.get(b"floor", 0)))

    def _hear(self) -> None:
        """Keep the copies up to date, until closed."""
        while not self._closing.is_set():
            if not self._link.is_up:
                self._closing.wait(_WAIT_S)
                continue
            try:
                self._come_back()
                self._hear_connected()
            except self._link.failures as error:
                self._hears.clear()
                self._link.lost(error)

    def _hear_connected(self) -> None:
        with self._link.client.pubsub() as heard:
            heard.subscribe(_NEWS)
            while not (self._closing.is_set() or self._is_local):
                message = heard.get_message(timeout=_WAIT_S)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    self._reload_all()
                    self._hears.set()
                elif message["type"] == "message":
                    self._take(message["data"])

    def _take(self, data: bytes) -> None:
        """Take news of Redis into the copy of its channel, where there is one."""
        epoch, number, body = data.split(b" ", 2)
        topic, name, time, values = msgpack.unpackb(body)
        with self._lock:
            channel = self._channels.get((topic, name))
            if channel is None or self._is_local:
                return
            if channel.epoch == epoch.decode() and int(number) <= channel.sequence:
                return
            is_next = _follows(channel, epoch, number)
            if is_next:
                channel.apply(values, sequence=int(number), time=time)
        if not is_next:
            self._reload(topic, name, channel.kind)
        self._tell(topic, name)

    def _reload_all(self) -> None:
        with self._lock:
            known = [(key, channel.kind) for key, channel in self._channels.items()]
        for (topic, name), kind in known:
            self._reload(topic, name, kind)
            self._tell(topic, name)

    def _go_local(self) -> None:
        """Begin a counting of this process."""
        with self._lock:
            self._is_local, epoch = True, new_epoch()
            for channel in self._channels.values():
                channel.epoch, channel.floor = epoch, channel.sequence
            told = list(self._channels)
        self._hears.clear()
        for topic, name in told:
            self._tell(topic, name)

    def _come_back(self) -> None:
        """Tell Redis what was told while it was away, then go on with it."""
        while self._is_local:
            with self._lock:
                unsent = self._unsent()
                if not unsent:
                    self._is_local = False
            for channel, key, sequence, values in unsent:
                parts = [{name: value} for name, value in values.items()]
                for part in parts if channel.kind == "events" else [values]:
                    self._send(*key, channel.kind, part)
                with self._lock:
                    self._left[key] = sequence

    def _unsent(self) -> list[tuple[Channel, tuple[Topic, str], int, Values]]:
        """Give what Redis has not been told, of each channel; under the lock."""
        found = []
        for key, left in self._left.items():
            channel = self._channels.get(key)
            if channel is not None and channel.sequence > left:
                changes = channel.changes(channel.epoch, left)
                values = channel.snapshot().values if changes is None else changes.values
                found.append((channel, key, channel.sequence, values))
        if not found:
            self._left.clear()
        return found


def _follows(channel: Channel, epoch: bytes, number: bytes) -> bool:
    """Say whether news is the next of a channel's copy."""
    return channel.epoch == epoch.decode() and channel.sequence + 1 == int(number)


def _keys(topic: Topic, name: str) -> list[str]:
    """Give the keys of a channel: its numbers, and its values."""
    channel = f"axiom:v1:bus:{topic}:{name}"
    return [f"{channel}:meta", f"{channel}:values"]
