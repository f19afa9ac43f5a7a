"""Readers of the stream in a process of their own: how long news took to each of them."""

from __future__ import annotations

import asyncio
import json
import re
import struct
import sys
import time
from pathlib import Path

import uvloop

_SENT = re.compile(rb'"n":(\d+),"sent_ns":(\d+)')
HANDSHAKE = (
    b"GET /v1/stream HTTP/1.1\r\nHost: loopback\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
SUBSCRIBE = b'{"type":"subscribe","topic":"surfaces","name":"SPX"}'
_SNAPSHOT = b'"type":"snapshot"'


class Reader(asyncio.Protocol):
    """One connection: keeps the nanoseconds from publication to receipt."""

    def __init__(self, took_ns: list[int]) -> None:
        self._took_ns, self._held, self._is_open = took_ns, bytearray(), False
        self.is_ready, self.last = False, -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(HANDSHAKE)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._is_open:
            head, found, rest = self._held.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(f"the service answered {bytes(head)!r}")
            self._is_open, self._held = True, rest
            frame = struct.pack("!BB4x", 0x81, 0x80 | len(SUBSCRIBE)) + SUBSCRIBE
            self._transport.write(frame)  # type: ignore[attr-defined]
        while (end := self._frame_end()) is not None:
            start, stop = end
            message = bytes(self._held[start:stop])
            del self._held[:stop]
            self._take(message)

    def _frame_end(self) -> tuple[int, int] | None:
        """Give where the first frame's content lies; None while it is not all there."""
        held = self._held
        if len(held) < 10:
            return None
        size, start = held[1] & 0x7F, 2
        if size == 126:
            (size,), start = struct.unpack_from("!H", held, 2), 4
        elif size == 127:
            (size,), start = struct.unpack_from("!Q", held, 2), 10
        return (start, start + size) if len(held) >= start + size else None

    def _take(self, message: bytes) -> None:
        if _SNAPSHOT in message[:40]:
            self.is_ready = True
        elif found := _SENT.search(message):
            self.last = int(found[1])
            self._took_ns.append(time.monotonic_ns() - int(found[2]))


async def read(host: str, port: int, *, readers: int, updates: int) -> list[int]:
    """Connect readers, say when all have their snapshot, wait for the last update."""
    took_ns: list[int] = []
    loop, connected = asyncio.get_running_loop(), []
    for _ in range(readers):
        _, reader = await loop.create_connection(lambda: Reader(took_ns), host, port)
        connected.append(reader)
    while not all(reader.is_ready for reader in connected):
        await asyncio.sleep(0.01)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not all(reader.last == updates - 1 for reader in connected):
        await asyncio.sleep(0.05)
    return took_ns


if __name__ == "__main__":
    told = [int(argument) for argument in sys.argv[1:4]]
    found = uvloop.run(read("127.0.0.1", told[0], readers=told[1], updates=told[2]))
    Path(sys.argv[4]).write_text(json.dumps(found), encoding="ascii")
