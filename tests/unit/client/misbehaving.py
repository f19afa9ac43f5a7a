"""A server on loopback that answers each request as a script says: wrongly, late or not at all."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LONGEST_HANG_S = 20.0


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Misbehaving:
    """What the server does next, and what it has seen."""

    script: list[Callable[[BaseHTTPRequestHandler], None]]
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> Callable[[BaseHTTPRequestHandler], None]:
        """Take the next line of the script; the last one is for all further requests."""
        with self.lock:
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def answer(status: int, body: object = None, **headers: str):
    """Answer with a status, JSON, and headers whose names have dashes for underscores."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return behave


def say(text: bytes):
    """Send bytes that need not be HTTP, and hang up."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(text)
        handler.close_connection = True

    return behave


hang_up = say(b"")
cut_short = say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
babble = say(b"\x00\x01 this is no HTTP\r\n\r\n")


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection off."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()
    handler.close_connection = True


def stay_silent(handler: BaseHTTPRequestHandler) -> None:
    """Never answer."""
    handler.server.misbehaving.over.wait(LONGEST_HANG_S)
    handler.close_connection = True


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not handler.server.misbehaving.over.wait(0.02):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def parse_request(self) -> bool:
        """Read the head of a request, and let one method answer every verb."""
        is_read = super().parse_request()
        setattr(self, f"do_{self.command}", self._behave)
        return is_read

    def _behave(self) -> None:
        state: Misbehaving = self.server.misbehaving
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        state.seen.append(Seen(self.command, self.path, dict(self.headers), body))
        state.next()(self)

    def log_message(self, *_: object) -> None:
        """Say nothing on stderr."""


@contextmanager
def misbehaving(*script: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Misbehaving]:
    """Run a server that follows a script; its last line is for all further requests."""
    state = Misbehaving(script=list(script))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.misbehaving = state
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            state.over.set()
            server.shutdown()
            thread.join()
