"""`Reader`: one connection of the stream."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal

import msgpack
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from axiom.service.stream.encoding import encoded
from axiom.service.stream.limits import CloseCode
from axiom.store.cache.bus import now
from axiom.wire.stream import FROM_CLIENT, Subscribe, Unsubscribe

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.websockets import WebSocket

    from axiom.service.stream.encoding import Encoded, Format
    from axiom.service.stream.hub import Hub, Key

__all__ = ["Cursor", "Reader"]

Cursor = tuple[str, int]
"""Epoch and number of the last change that a reader was sent."""

_AT_A_TIME: Final = 32
_SILENT_HEARTBEATS: Final = 3
_CLOSING_S: Final = 2.0
_LONGEST_DETAIL: Final = 500


class Reader:
    """One connection: a task that sends what changed, and one that hears what is asked.

    Parameters
    ----------
    socket : starlette.websockets.WebSocket
        The connection, accepted.
    hub : Hub
        Who tells of news.
    form : {"json", "msgpack"}
        How messages are written.

    Notes
    -----
    Verified by tests/service/test_stream.py and tests/service/test_stream_readers.py.
    """

    def __init__(self, socket: WebSocket, hub: Hub, form: Format) -> None:
        self._socket, self._hub, self._form = socket, hub, form
        self._cursors: dict[Key, Cursor | None] = {}
        self._resuming: set[Key] = set()
        self._due: dict[Key, None] = {}
        self._news, self._turn = asyncio.Event(), asyncio.Lock()
        self._why: tuple[CloseCode, str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._heard = self._told = asyncio.get_running_loop().time()
        self._waits_since: float | None = None
        self._owes_heartbeat = False

    @property
    def subscriptions(self) -> Collection[Key]:
        """What it follows."""
        return tuple(self._cursors)

    async def serve(self) -> None:
        """Serve the connection until either side ends it."""
        self._task = task = asyncio.current_task()
        self._hub.enter(self)
        telling = asyncio.create_task(self._tell_all())
        telling.add_done_callback(self._end_with)
        try:
            await self._send(self._welcome())
            await self._hear_all()
        except WebSocketDisconnect:
            pass
        except asyncio.CancelledError:
            if self._why is None and not telling.done():
                raise
            if task is not None:
                task.uncancel()
        finally:
            self._hub.leave(self)
            telling.cancel()
            with suppress(asyncio.CancelledError, WebSocketDisconnect):
                await telling
        if self._why is not None:
            await self._close(*self._why)

    def note(self, key: Key) -> None:
        """Note that a channel has news."""
        self._due[key] = None
        self._news.set()

    def drop(self, code: CloseCode, reason: str) -> None:
        """End the connection; from the loop."""
        if self._why is None and self._task is not None:
            self._why = (code, reason)
            self._task.cancel()

    def check(self, time: float) -> None:
        """Owe a heartbeat, or drop a client who takes nothing or is not heard."""
        limits = self._hub.limits
        if self._waits_since is not None and time - self._waits_since > limits.stall_s:
            self.drop(CloseCode.STALLED, f"a message waited {limits.stall_s:g} s: read faster")
        elif time - self._heard > _SILENT_HEARTBEATS * limits.heartbeat_s:
            seconds = _SILENT_HEARTBEATS * limits.heartbeat_s
            self.drop(CloseCode.SILENT, f"nothing heard for {seconds:g} s: send heartbeats")
        elif time - self._told >= limits.heartbeat_s:
            self._told, self._owes_heartbeat = time, True
            self._news.set()

    def _welcome(self) -> dict[str, Any]:
        limits = self._hub.limits
        return {
            "type": "welcome",
            "heartbeat_s": limits.heartbeat_s,
            "max_subscriptions": limits.subscriptions,
            "max_message_bytes": limits.message_bytes,
        }

    def _end_with(self, telling: asyncio.Task[None]) -> None:
        """End the connection where nothing more can be told."""
        if not telling.cancelled() and self._task is not None:
            self._task.cancel()

    async def _tell_all(self) -> None:
        """Send what is due, as fast as the client takes it."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self._owes_heartbeat:
                self._owes_heartbeat = False
                await self._send({"type": "heartbeat", "time": now()})
            told = 0
            while self._due:
                key = next(iter(self._due))
                del self._due[key]
                await self._tell(key)
                told += 1
                if told % _AT_A_TIME == 0:
                    await asyncio.sleep(0)

    async def _tell(self, key: Key) -> None:
        """Send what changed of a channel since the last message; a snapshot where unknown."""
        if key not in self._cursors:
            return
        cursor, is_resuming = self._cursors[key], key in self._resuming
        found = None if cursor is None else self._hub.delta(key, cursor, self._form)
        if found is None:
            await self._tell_snapshot(key, cursor is not None, is_resuming)
            return
        if is_resuming and cursor is not None:
            self._resuming.discard(key)
            topic, name = key
            at = {"epoch": cursor[0], "sequence": cursor[1]}
            await self._send({"type": "resumed", "topic": topic, "name": name, **at})
        message, self._cursors[key] = found
        if message is not None:
            await self._push(message)

    async def _tell_snapshot(self, key: Key, had_cursor: bool, is_resuming: bool) -> None:
        reason = "subscribed"
        if had_cursor:
            reason = "not_resumed" if is_resuming else "resync"
        message, reached = await self._hub.snapshot(key, reason, self._form)
        if key in self._cursors:
            self._resuming.discard(key)
            self._cursors[key] = reached
            await self._push(message)

    async def _hear_all(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005), message.get("reason"))
            self._heard = asyncio.get_running_loop().time()
            said = message.get("text")
            if said is None:
                said = message["bytes"]
            if len(said) > self._hub.limits.message_bytes:
                most = self._hub.limits.message_bytes
                self._why = (CloseCode.TOO_LARGE, f"send at most {most} bytes a message")
                return
            await self._obey(said)

    async def _obey(self, said: Encoded) -> None:
        """Do what a message asks for; say what is wrong with it where it cannot be read."""
        try:
            if isinstance(said, str):
                asked = FROM_CLIENT.validate_json(said)
            else:
                asked = FROM_CLIENT.validate_python(msgpack.unpackb(said))
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "message"
            await self._refuse("invalid_message", f"{where}: {first['msg']}")
        except (ValueError, msgpack.UnpackException) as error:
            await self._refuse("invalid_message", f"the message is no msgpack: {error}")
        else:
            if isinstance(asked, Subscribe):
                await self._subscribe(asked)
            elif isinstance(asked, Unsubscribe):
                await self._unsubscribe(asked)

    async def _subscribe(self, asked: Subscribe) -> None:
        key: Key = (asked.topic, asked.name)
        most = self._hub.limits.subscriptions
        if not asked.name.isprintable():
            await self._refuse("invalid_message", "name: give printable characters", key[0])
        elif key not in self._cursors and len(self._cursors) >= most:
            detail = f"a connection has at most {most} subscriptions: unsubscribe, or open another"
            await self._refuse("too_many_subscriptions", detail, *key)
        else:
            self._cursors[key] = None
            self._resuming.discard(key)
            if asked.epoch is not None and asked.from_sequence is not None:
                self._cursors[key] = (asked.epoch, asked.from_sequence)
                self._resuming.add(key)
                await asyncio.to_thread(self._hub.bus.snapshot, *key)
            self._hub.follow(self, key)
            self.note(key)

    async def _unsubscribe(self, asked: Unsubscribe) -> None:
        key: Key = (asked.topic, asked.name)
        if key not in self._cursors:
            detail = f"{asked.topic} of {asked.name} is not subscribed to"
            await self._refuse("not_subscribed", detail, *key)
            return
        del self._cursors[key]
        self._resuming.discard(key)
        self._hub.unfollow(self, key)
        await self._send({"type": "unsubscribed", "topic": asked.topic, "name": asked.name})

    async def _refuse(
        self,
        code: Literal["invalid_message", "not_subscribed", "too_many_subscriptions"],
        detail: str,
        topic: str | None = None,
        name: str | None = None,
    ) -> None:
        told = {"code": code, "detail": detail[:_LONGEST_DETAIL], "topic": topic, "name": name}
        await self._send({"type": "error", **told})

    async def _send(self, message: dict[str, Any]) -> None:
        await self._push(encoded(message, self._form))

    async def _push(self, message: Encoded) -> None:
        """Send a message; the time that this waits is watched by `check`."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            self._waits_since = loop.time()
            kind = "text" if isinstance(message, str) else "bytes"
            await self._socket.send({"type": "websocket.send", kind: message})
            self._waits_since = None
            self._told = loop.time()

    async def _close(self, code: CloseCode, reason: str) -> None:
        """Say why, if the client takes it within a while."""
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(_CLOSING_S):
                await self._socket.close(code, reason)
