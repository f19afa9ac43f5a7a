"""Connections that must bring their requests, and take their answers, in time."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

__all__ = ["GuardedConfig", "GuardedProtocol", "close_late"]

LONGEST_HEAD: Final = 65_536
"""Bytes of the head of a request, target and headers together."""
STALLED_S: Final = 60.0
"""Seconds for which a reader may take nothing of an answer that waits for it."""
_LATE: Final = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_TOO_LONG: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)
_SHARE_CLOSED: Final = 10


class GuardedConfig(Config):
    """uvicorn's configuration, and how long and how many connections may idle.

    Parameters
    ----------
    header_timeout_s
        Seconds for the head of a request to arrive.
    most_connections
        Connections that are open at once; beyond, those are closed that wait longest for a head.
    options
        As uvicorn takes them.

    Notes
    -----
    Verified by tests/service/test_faults.py.
    """

    def __init__(self, *, header_timeout_s: float, most_connections: int, **options: Any) -> None:
        super().__init__(**options)
        self.header_timeout_s = header_timeout_s
        self.most_connections = most_connections


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which notes since when it waits for its peer.

    Notes
    -----
    No timer runs for a connection: `close_late` looks at all of them once a second.

    Verified by tests/service/test_faults.py.
    """

    config: GuardedConfig

    def __init__(
        self,
        config: GuardedConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.head_since: float | None = None
        self.stalled_since: float | None = None
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a head; make room where there are too many connections."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.head_since = time.monotonic()
        if len(self.connections) > self.config.most_connections:
            _close_idlest(self.server_state)

    def data_received(self, data: bytes) -> None:
        """Take data; refuse a head that does not end."""
        super().data_received(data)
        if self.head_since is not None:
            self._head_bytes += len(data)
            if self._head_bytes > LONGEST_HEAD and not self.transport.is_closing():
                self.transport.write(_TOO_LONG)
                self.transport.close()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a head."""
        super().on_message_begin()
        self._head_bytes = 0
        self.head_since = time.monotonic()

    def on_headers_complete(self) -> None:
        """Wait for no head while a request is in progress."""
        self.head_since = None
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """Note since when the reader takes nothing."""
        self.stalled_since = time.monotonic()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that the reader goes on."""
        self.stalled_since = None
        super().resume_writing()

    def close_if_late(self, now: float) -> None:
        """Close a connection that keeps the service waiting."""
        stalled, head = self.stalled_since, self.head_since
        if stalled is not None and now - stalled > STALLED_S:
            self.transport.abort()
        elif head is not None and now - head > self.config.header_timeout_s:
            self.transport.write(_LATE)
            self.transport.close()


def close_late(state: ServerState) -> None:
    """Close the connections that keep the service waiting for a head or for a reader."""
    now = time.monotonic()
    for connection in list(state.connections):
        if isinstance(connection, GuardedProtocol):
            connection.close_if_late(now)


def _close_idlest(state: ServerState) -> None:
    """Close a tenth of the connections that wait for a head, those that wait longest."""
    waiting = [
        (connection.head_since, connection)
        for connection in state.connections
        if isinstance(connection, GuardedProtocol) and connection.head_since is not None
    ]
    waiting.sort(key=lambda entry: entry[0])
    for _, connection in waiting[: len(waiting) // _SHARE_CLOSED + 1]:
        connection.transport.abort()
