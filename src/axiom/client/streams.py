"""Streams of updates that connect again and go on where they were."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import Final, Self

from anyio.from_thread import BlockingPortal
from pydantic import ValidationError

from axiom.client.connection import Connection
from axiom.client.in_process import Application
from axiom.client.retries import RETRIED_STATUSES, Retries
from axiom.client.sockets import InProcessSocket, RemoteSocket, Socket, SocketClosedError
from axiom.client.subscriptions import GapError, Subscriptions, Update
from axiom.core.errors import ServiceError, ServiceUnreachableError
from axiom.wire.base import WireModel
from axiom.wire.stream import FROM_SERVICE, Heartbeat, Welcome

__all__ = ["AsyncStream", "Stream", "opener"]

PATH: Final = "/v1/stream"

SILENT_HEARTBEATS: Final = 3
"""Heartbeats of the service that may be missed before a connection is taken to be dead."""
FIRST_HEARTBEAT_S: Final = 10.0
"""Taken before the service has said how often it sends one."""
HOPELESS: Final = frozenset({1002, 1003, 1008, 1009})
"""Codes by which the service says that this client talks wrongly."""


class AsyncStream:
    """Updates of some channels, as an asynchronous iterator.

    Parameters
    ----------
    open_socket
        Makes a connection.
    subscriptions
        What is asked for.
    retries
        Waits between connections; the stream gives up when none has brought a message for
        ``total_s``.

    Notes
    -----
    Where a connection is lost, the next one goes on after the last message that was told; where
    the service no longer knows the changes since, a snapshot comes. No change is told twice, and
    none is left out between a snapshot and the next.

    Verified by tests/unit/client/test_streams.py and tests/service/test_client_stream.py.
    """

    def __init__(
        self,
        open_socket: Callable[[], Awaitable[Socket]],
        subscriptions: Subscriptions,
        retries: Retries,
    ) -> None:
        self._open_socket, self._subscriptions = open_socket, subscriptions
        self._retries = retries
        self._socket: Socket | None = None
        self._beating: asyncio.Task[None] | None = None
        self._heartbeat_s = FIRST_HEARTBEAT_S
        self._failures, self._alive_at = 0, time.monotonic()

    def __aiter__(self) -> AsyncIterator[Update]:
        """Iterate over what comes from now on."""
        return self

    async def __anext__(self) -> Update:
        """Wait for the next update.

        Raises
        ------
        ServiceError
            If the service refuses, or cannot be reached for too long.
        """
        while True:
            try:
                socket = await self._connected()
                async with asyncio.timeout(SILENT_HEARTBEATS * self._heartbeat_s):
                    text = await socket.receive()
                update = await self._take(socket, text)
            except (ServiceError, TimeoutError) as error:
                await self._pause(error)
                continue
            if update is not None:
                return update

    async def close(self) -> None:
        """Close the connection."""
        socket, beating = self._socket, self._beating
        self._socket = self._beating = None
        if beating is not None:
            beating.cancel()
            await asyncio.wait([beating])
        if socket is not None:
            await socket.close()

    async def __aenter__(self) -> Self:
        """Use it in an ``async with`` statement."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        await self.close()

    async def _connected(self) -> Socket:
        """Return the connection; make one and ask for the channels where there is none."""
        if self._socket is None:
            socket = await self._open_socket()
            self._socket = socket
            for request in self._subscriptions.requests():
                await socket.send(_text(request))
        return self._socket

    async def _take(self, socket: Socket, text: str | bytes) -> Update | None:
        """Note a message; give what the reader is told."""
        try:
            message = FROM_SERVICE.validate_json(text)
        except ValidationError as error:
            raise SocketClosedError(1007, "the service sent what is no message") from error
        self._failures, self._alive_at = 0, time.monotonic()
        if isinstance(message, Welcome):
            self._heartbeat_s = message.heartbeat_s
            self._beating = asyncio.create_task(_beat(socket, message.heartbeat_s))
        try:
            return self._subscriptions.take(message)
        except GapError as gap:
            await socket.send(_text(self._subscriptions.anew(gap.channel)))
            return None

    async def _pause(self, error: ServiceError | TimeoutError) -> None:
        """Wait before the next connection, or raise where none may help."""
        await self.close()
        if not _may_help(error):
            raise error
        self._failures += 1
        asked_s = error.retry_after_s if isinstance(error, ServiceError) else 0.0
        wait_s = self._retries.wait_s(self._failures, asked_s)
        if time.monotonic() + wait_s > self._alive_at + self._retries.total_s:
            raise ServiceUnreachableError(
                f"the stream brought nothing for {self._retries.total_s:g} s: {error}"
            ) from error
        await asyncio.sleep(wait_s)


def _text(message: WireModel) -> str:
    """Return a message as it is sent."""
    return message.model_dump_json(exclude_none=True)


async def _beat(socket: Socket, interval_s: float) -> None:
    """Send heartbeats until the connection ends; who reads from it learns of its end."""
    text = _text(Heartbeat())
    with contextlib.suppress(SocketClosedError):
        while True:
            await asyncio.sleep(interval_s)
            await socket.send(text)


def _may_help(error: ServiceError | TimeoutError) -> bool:
    """Tell whether another connection may do better."""
    if isinstance(error, SocketClosedError):
        return error.code not in HOPELESS
    if isinstance(error, TimeoutError | ServiceUnreachableError):
        return True
    return error.status in RETRIED_STATUSES


def opener(connection: Connection, app: Application | None) -> Callable[[], Awaitable[Socket]]:
    """Return what makes connections for a stream, to a service or to one in this process."""
    if app is None:
        return lambda: RemoteSocket.open(connection, PATH)
    return lambda: InProcessSocket.open(app, connection.headers(), PATH)


class Stream:
    """Updates of some channels, as an iterator.

    Notes
    -----
    The connection is read in an event loop of its own thread; see `AsyncStream`.
    """

    def __init__(
        self, stream: AsyncStream, portal: BlockingPortal, closing: Callable[[], None]
    ) -> None:
        self._stream, self._portal, self._closing = stream, portal, closing

    def __iter__(self) -> Iterator[Update]:
        """Iterate over what comes from now on."""
        return self

    def __next__(self) -> Update:
        """Wait for the next update."""
        return self._portal.call(self._stream.__anext__)

    def close(self) -> None:
        """Close the connection."""
        self._portal.call(self._stream.close)
        self._closing()

    def __enter__(self) -> Self:
        """Use it in a ``with`` statement."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()
