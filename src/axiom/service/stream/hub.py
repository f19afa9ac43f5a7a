"""`Hub`: who reads what, and who has to be told."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Final

from axiom.service.stream import encoding
from axiom.service.stream.limits import CloseCode, StreamLimits

if TYPE_CHECKING:
    from axiom.service.stream.encoding import Encoded, Format
    from axiom.service.stream.reader import Cursor, Reader
    from axiom.store.cache import Bus, Snapshot, Topic

    Key = tuple[Topic, str]

__all__ = ["Hub"]

_MOST_WRITTEN: Final = 8
_SWEEP_S: Final = 0.25


class _Written:
    """Messages of one channel that end at the same number."""

    __slots__ = ("_messages", "reached")

    def __init__(self, reached: Cursor) -> None:
        self.reached = reached
        self._messages: dict[tuple[object, Format], Encoded] = {}

    def get(self, what: tuple[object, Format]) -> Encoded | None:
        return self._messages.get(what)

    def keep(self, what: tuple[object, Format], message: Encoded) -> None:
        if len(self._messages) >= _MOST_WRITTEN:
            self._messages.pop(next(iter(self._messages)))
        self._messages[what] = message


class Hub:
    """Who reads what in this process, and what they are told.

    Parameters
    ----------
    bus : Bus
        Where news comes from.
    limits : StreamLimits
        What one reader may take.

    Notes
    -----
    No messages wait for readers: each has the number of the last change that it was sent, and
    takes what changed since when it can. News sets a flag of each reader of its channel, whatever
    thread it comes from, and never waits for one. A message is written once for all readers that
    are at the same number. So a reader that is slow gets the latest of each key, one that takes
    nothing costs the others nothing, and memory is that of the state.

    Verified by tests/service/test_stream.py and tests/service/test_stream_readers.py.
    """

    def __init__(self, bus: Bus, limits: StreamLimits) -> None:
        self.bus, self.limits = bus, limits
        self._readers: dict[Key, set[Reader]] = {}
        self._connected: set[Reader] = set()
        self._written: dict[Key, _Written] = {}
        self._due: set[Key] = set()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._end = bus.listen(self._hear)

    @property
    def n_readers(self) -> int:
        """Connections of this process."""
        return len(self._connected)

    @property
    def n_subscriptions(self) -> int:
        """Subscriptions of all of them."""
        return sum(map(len, self._readers.values()))

    def enter(self, reader: Reader) -> None:
        """Take a reader in; from the loop."""
        if self._sweeper is None:
            self._loop = asyncio.get_running_loop()
            self._sweeper = self._loop.create_task(self._sweep())
        self._connected.add(reader)

    def leave(self, reader: Reader) -> None:
        """Let a reader go."""
        self._connected.discard(reader)
        for key in reader.subscriptions:
            self.unfollow(reader, key)

    def follow(self, reader: Reader, key: Key) -> None:
        """Tell a reader of a channel from now on."""
        self._readers.setdefault(key, set()).add(reader)

    def unfollow(self, reader: Reader, key: Key) -> None:
        """Tell a reader of a channel no more."""
        readers = self._readers.get(key)
        if readers is not None:
            readers.discard(reader)
            if not readers:
                del self._readers[key]
                self._written.pop(key, None)

    def delta(self, key: Key, cursor: Cursor, form: Format) -> tuple[Encoded | None, Cursor] | None:
        """Write what changed since a cursor, None as the message where nothing did.

        Returns
        -------
        message : str, bytes or None
        cursor
            Where the reader is after it. None for both where only a snapshot can tell.
        """
        epoch, after = cursor
        found = self.bus.changes(*key, epoch=epoch, after=after)
        if found is None:
            return None
        reached = (epoch, found.sequence)
        if found.sequence == after:
            return None, reached
        written = self._written_at(key, reached)
        message = written.get((after, form))
        if message is None:
            message = encoding.delta(*key, found, form=form)
            written.keep((after, form), message)
        return message, reached

    async def snapshot(self, key: Key, reason: str, form: Format) -> tuple[Encoded, Cursor]:
        """Write all that holds; the bus may have to ask other processes for it."""
        found: Snapshot = await asyncio.to_thread(self.bus.snapshot, *key)
        reached = (found.epoch, found.sequence)
        written = self._written_at(key, reached)
        message = written.get((reason, form))
        if message is None:
            message = encoding.snapshot(*key, found, reason=reason, form=form)
            written.keep((reason, form), message)
        return message, reached

    def close(self) -> None:
        """Tell all readers that the service goes away; from any thread."""
        self._end()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._close_all)

    def _close_all(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
        for reader in self._connected:
            reader.drop(CloseCode.GOING_AWAY, "the service goes away: connect again")

    def _written_at(self, key: Key, reached: Cursor) -> _Written:
        """Return the messages that end at a number; those before are of no use to anybody."""
        written = self._written.get(key)
        if written is None or written.reached != reached:
            written = _Written(reached)
            if key in self._readers:
                self._written[key] = written
        return written

    def _hear(self, topic: Topic, name: str) -> None:
        """Note news, in whatever thread."""
        key = (topic, name)
        if key not in self._readers or self._loop is None:
            return
        with self._lock:
            is_first = not self._due
            self._due.add(key)
        if is_first and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        """Flag the readers of the channels that have news."""
        with self._lock:
            due, self._due = self._due, set()
        for key in due:
            for reader in self._readers.get(key, ()):
                reader.note(key)

    async def _sweep(self) -> None:
        """Send heartbeats; drop readers who take nothing or are not heard."""
        while True:
            await asyncio.sleep(min(_SWEEP_S, self.limits.stall_s / 4, self.limits.heartbeat_s / 4))
            now = asyncio.get_running_loop().time()
            for reader in list(self._connected):
                reader.check(now)
