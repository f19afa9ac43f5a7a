"""WebSockets to a remote service, and to an application in the same process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final, Protocol, Self
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidProxy,
    InvalidStatus,
)

from axiom.client.connection import Connection
from axiom.client.in_process import Application, Message
from axiom.client.problems import error_of
from axiom.core.errors import ServiceUnreachableError

__all__ = ["InProcessSocket", "RemoteSocket", "Socket", "SocketClosedError"]

_LOG: Final = logging.getLogger("axiom.client")

QUEUED_MESSAGES = 64
"""Messages that an application in this process may be ahead of their reader."""

LONGEST_END_S = 1.0
"""Seconds that an application in this process has to end a conversation."""
LARGEST_MESSAGE = 1 << 26
"""Bytes of the largest message that is read."""


class SocketClosedError(ServiceUnreachableError):
    """The connection was closed, by the service or on the way.

    Parameters
    ----------
    code
        As WebSockets have them; 1006 where none came.
    reason
        What the service said.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"the stream was closed with {code}: {reason or 'no reason came'}")
        self.code = code
        self.reason = reason


class Socket(Protocol):
    """A connection that carries messages both ways."""

    async def send(self, text: str) -> None:
        """Send a message."""
        ...

    async def receive(self) -> str | bytes:
        """Wait for a message; `SocketClosedError` when none will come."""
        ...

    async def close(self) -> None:
        """Close the connection."""
        ...


class RemoteSocket:
    """A WebSocket over the network.

    Notes
    -----
    Verified by tests/unit/client/test_sockets.py.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    @classmethod
    async def open(cls, connection: Connection, path: str) -> Self:
        """Connect.

        Raises
        ------
        ServiceError
            If the service refuses, or cannot be reached within the connection's time.
        """
        url = "ws" + connection.url.removeprefix("http") + path
        try:
            socket = await connect(
                url,
                additional_headers=connection.headers(),
                open_timeout=connection.timeout_s,
                ssl=connection.websocket_context(),
                proxy=connection.proxy or True,
                max_size=LARGEST_MESSAGE,
            )
        except InvalidStatus as refusal:
            answer = refusal.response
            headers = list(answer.headers.raw_items())
            raise error_of(
                httpx.Response(
                    answer.status_code, headers=headers, content=bytes(answer.body or b"")
                )
            ) from refusal
        except (OSError, TimeoutError, InvalidHandshake, InvalidMessage, InvalidProxy) as failure:
            reason = str(failure) or type(failure).__name__
            raise ServiceUnreachableError(f"{path}: {reason}") from failure
        return cls(socket)

    async def send(self, text: str) -> None:
        """Send a message."""
        try:
            await self._socket.send(text)
        except ConnectionClosed as closed:
            raise _closed(closed) from closed

    async def receive(self) -> str | bytes:
        """Wait for a message; `SocketClosedError` when none will come."""
        try:
            return await self._socket.recv()
        except ConnectionClosed as closed:
            raise _closed(closed) from closed

    async def close(self) -> None:
        """Close the connection."""
        await self._socket.close()


def _closed(closed: ConnectionClosed) -> SocketClosedError:
    """Say with which code and reason a connection was closed."""
    frame = closed.rcvd
    return SocketClosedError(1006, "") if frame is None else SocketClosedError(*_told(frame))


def _told(frame: Any) -> tuple[int, str]:
    return int(frame.code), str(frame.reason)


class InProcessSocket:
    """A WebSocket to an application in this process, as ASGI prescribes.

    Notes
    -----
    Verified by tests/unit/client/test_sockets.py.
    """

    def __init__(self, app: Application, scope: Message) -> None:
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue(QUEUED_MESSAGES)
        self._task = asyncio.create_task(self._run(app, scope))

    @classmethod
    async def open(cls, app: Application, headers: Mapping[str, str], path: str) -> Self:
        """Connect.

        Raises
        ------
        ServiceError
            If the application refuses.
        """
        socket = cls(app, _scope(headers, path))
        await socket._to_app.put({"type": "websocket.connect"})
        first = await socket._from_app.get()
        if first["type"] != "websocket.accept":
            refusal = await socket._refusal(first)
            await socket.close()
            raise error_of(refusal)
        return socket

    async def send(self, text: str) -> None:
        """Send a message."""
        if self._task.done():
            raise SocketClosedError(1006, "the application has ended")
        await self._to_app.put({"type": "websocket.receive", "text": text})

    async def receive(self) -> str | bytes:
        """Wait for a message; `SocketClosedError` when none will come."""
        message = await self._from_app.get()
        if message["type"] == "websocket.close":
            raise SocketClosedError(message.get("code", 1000), message.get("reason") or "")
        text: str | bytes | None = message.get("text")
        return message["bytes"] if text is None else text

    async def close(self) -> None:
        """Close the connection; an application that does not end by itself is made to."""
        await self._to_app.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait([self._task], timeout=LONGEST_END_S)
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self, app: Application, scope: Message) -> None:
        """Let the application talk until it ends."""
        code = 1000
        try:
            await app(scope, self._to_app.get, self._from_app.put)
        except Exception:
            _LOG.exception("the service in this process ended a WebSocket by an error")
            code = 1011
        await self._from_app.put({"type": "websocket.close", "code": code})

    async def _refusal(self, first: Message) -> httpx.Response:
        """Return the answer by which an application refuses a connection."""
        if first["type"] != "websocket.http.response.start":
            return httpx.Response(403 if first.get("code", 1000) != 1011 else 500)
        parts, more = [], True
        while more:
            message = await self._from_app.get()
            parts.append(message.get("body", b""))
            more = message.get("more_body", False)
        return httpx.Response(first["status"], headers=first["headers"], content=b"".join(parts))


def _scope(headers: Mapping[str, str], path: str) -> Message:
    """Return what ASGI calls a connection's scope."""
    parts = urlsplit(path)
    named = {"host": "in-process", **headers}
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": parts.query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
        "client": ("127.0.0.1", 0),
        "server": ("in-process", 80),
        "subprotocols": [],
        "state": {},
        "extensions": {"websocket.http.response": {}},
    }
