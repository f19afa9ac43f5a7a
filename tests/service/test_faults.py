"""Clients that mean harm, or have bad luck."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.service.running import RunningService

OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service that waits for nobody for long."""
    folder = tmp_path_factory.mktemp("hasty")
    service = RunningService(
        folder, header_timeout_s=1.0, body_timeout_s=1.0, body_limit_bytes=2**20
    )
    yield service
    service.stop()


def _connect(service: RunningService) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(service.url.rpartition(":")[2])), 30.0)


def _head(service: RunningService, more: str) -> bytes:
    return (
        "POST /v1/price HTTP/1.1\r\nHost: axiom\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {service.key}\r\n{more}\r\n"
    ).encode()


def _status(connection: socket.socket) -> int:
    answer = connection.recv(65536)
    return int(answer.split()[1]) if answer else 0


def _peak_bytes(service: RunningService) -> int:
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def test_a_body_of_1_gb_is_refused_before_it_is_sent(hasty: RunningService) -> None:
    before = _peak_bytes(hasty)
    with _connect(hasty) as connection:
        connection.sendall(_head(hasty, f"Content-Length: {10**9}\r\n") + b"[" + b"1," * 1000)
        assert _status(connection) == 413
    assert _peak_bytes(hasty) - before < 64 * 2**20


def test_a_body_of_1_gb_of_unsaid_size_is_refused_while_it_comes(hasty: RunningService) -> None:
    before = _peak_bytes(hasty)
    chunk = b"10000\r\n" + b"1" * 0x10000 + b"\r\n"
    sent = 0
    with _connect(hasty) as connection:
        connection.sendall(_head(hasty, "Transfer-Encoding: chunked\r\n"))
        with suppress(ConnectionError):
            while sent < 10**9:
                connection.sendall(chunk)
                sent += len(chunk)
    assert sent < 64 * 2**20
    assert _peak_bytes(hasty) - before < 64 * 2**20


def test_json_nested_100_000_deep_is_refused(hasty: RunningService) -> None:
    body = b"[" * 100_000
    headers = {"Content-Type": "application/json"}
    with hasty.client() as client:
        assert client.post("/v1/price", content=body, headers=headers).status_code == 400


def test_a_head_that_trickles_in_is_not_waited_for(hasty: RunningService) -> None:
    begun = time.monotonic()
    with _connect(hasty) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n")
        connection.settimeout(0.2)
        answer = b""
        while not answer:
            assert time.monotonic() - begun < 30.0
            try:
                connection.sendall(b"X-A: b\r\n")
                answer = connection.recv(100)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")


def test_a_head_without_end_is_refused(hasty: RunningService) -> None:
    with _connect(hasty) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n" + b"X-A: " + b"b" * 200_000)
        assert _status(connection) in (400, 431)


def test_a_body_that_trickles_in_is_not_waited_for(hasty: RunningService) -> None:
    with _connect(hasty) as connection:
        connection.sendall(_head(hasty, "Content-Length: 1000\r\n") + b"[")
        assert _status(connection) == 408


def test_a_connection_that_says_nothing_is_closed(hasty: RunningService) -> None:
    with _connect(hasty) as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 408")
        assert connection.recv(100) == b""


@pytest.mark.parametrize(
    "said", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"\x00" * 1000, b"NO / SUCH/9\r\n\r\n"]
)
def test_what_is_not_http_is_refused(hasty: RunningService, said: bytes) -> None:
    with _connect(hasty) as connection:
        connection.sendall(said)
        assert _status(connection) in (400, 408)
    assert httpx.get(f"{hasty.url}/health").status_code == 200


def test_thousands_of_half_open_connections_stop_nobody(shared_service: RunningService) -> None:
    """As many as 10,000, or as the limit on open files allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    number = min(10_000, hard // 2)
    service = shared_service
    try:
        with ExitStack() as stack, service.client() as client:
            for count in range(number):
                connection = stack.enter_context(_connect(service))
                connection.sendall(b"POST /v1/price HTTP/1.1\r\nHost: ")
                if count % 1000 == 0:
                    assert client.post("/v1/price", json=OPTION).status_code == 200
            assert httpx.get(f"{service.url}/health").status_code == 200
            assert client.post("/v1/price", json=OPTION).status_code == 200
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
