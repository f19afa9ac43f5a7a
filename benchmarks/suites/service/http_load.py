"""A load of equal requests over several connections, each sent when the one before is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import uvloop

__all__ = ["Load", "load", "request_bytes"]

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a server made of a load."""

    requests: int
    duration_s: float
    latencies_s: np.ndarray[Any, Any]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.requests / self.duration_s

    def quantile_ms(self, share: float) -> float:
        """Return a quantile of the times from sending a request to having its answer."""
        return 1e3 * float(np.quantile(self.latencies_s, share))


def request_bytes(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """Return a POST request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _HEAD_END + body


Request = bytes | Callable[[], bytes]
"""A request as it goes over the wire, or what makes the next one."""


def load(port: int, request: Request, *, connections: int, seconds: float) -> Load:
    """Send a request again and again.

    Parameters
    ----------
    port
        Of a server on this machine.
    request
        As it goes over the wire, or what makes the next one; every answer must be 200 or 201 and
        have a length.
    connections
        How many at once.
    seconds
        For how long.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_load(port, request, connections, seconds))


async def _load(port: int, request: Request, connections: int, seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    callers = [_Caller(request, begun + seconds) for _ in range(connections)]
    for caller in callers:
        await loop.create_connection(lambda caller=caller: caller, "127.0.0.1", port)
    for caller in callers:
        await caller.finished
    duration = time.perf_counter() - begun
    latencies = np.concatenate([caller.latencies_s for caller in callers])
    return Load(requests=len(latencies), duration_s=duration, latencies_s=latencies)


class _Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, request: Request, until: float) -> None:
        self.request = request
        self.until = until
        self.latencies_s: list[float] = []
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.sent_at = 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        size = _answer_size(self.buffer)
        if size is None or len(self.buffer) < size:
            return
        now = time.perf_counter()
        self.latencies_s.append(now - self.sent_at)
        if not self.buffer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self._fail(RuntimeError(self.buffer.decode(errors="replace")))
            return
        self.buffer = b""
        if now < self.until:
            self._send()
        else:
            self.finished.set_result(None)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self._fail(exc or RuntimeError("the server closed the connection"))

    def _send(self) -> None:
        self.sent_at = time.perf_counter()
        self.transport.write(self.request() if callable(self.request) else self.request)

    def _fail(self, error: Exception) -> None:
        self.finished.set_exception(error)
        self.transport.close()


def _answer_size(buffer: bytes) -> int | None:
    """Return how long an answer is; None before its head is there."""
    end = buffer.find(_HEAD_END)
    if end < 0:
        return None
    head = buffer[:end].lower()
    place = head.find(_LENGTH)
    if place < 0:
        raise RuntimeError(f"an answer without a length: {head.decode(errors='replace')}")
    length = head[place + len(_LENGTH) :].partition(b"\r\n")[0]
    return end + len(_HEAD_END) + int(length)
