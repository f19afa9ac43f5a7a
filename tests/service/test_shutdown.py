"""A service that is told to stop under load loses no request."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable

from tests.service.running import RunningService

Start = Callable[..., RunningService]
BODY = json.dumps({"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}).encode()


class _Load:
    """A client that asks on one connection, and makes another when it is told to."""

    def __init__(self, service: RunningService) -> None:
        self._address = ("127.0.0.1", int(service.url.rpartition(":")[2]))
        self._request = (
            b"POST /v1/price HTTP/1.1\r\nHost: axiom\r\nContent-Type: application/json\r\n"
            + f"Authorization: Bearer {service.key}\r\n".encode()
            + b"Content-Length: %d\r\n\r\n" % len(BODY)
            + BODY
        )
        self.answered = 0
        self.lost = 0
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while self._on_one_connection():
            pass

    def _on_one_connection(self) -> bool:
        """Ask until the service says farewell; tell whether it can be reached at all."""
        try:
            connection = socket.create_connection(self._address, timeout=30.0)
        except ConnectionRefusedError:
            return False
        with connection:
            while True:
                try:
                    connection.sendall(self._request)
                    answer = connection.recv(65536)
                except ConnectionError:
                    answer = b""
                if not answer.startswith(b"HTTP/1.1 200"):
                    self.lost += 1
                    return False
                self.answered += 1
                if b"connection: close" in answer.lower():
                    return True


def test_no_request_is_lost_when_it_stops_under_load(running_service: Start) -> None:
    service = running_service()
    clients = [_Load(service) for _ in range(8)]
    for client in clients:
        client.thread.start()
    while sum(client.answered for client in clients) < 200:
        time.sleep(0.01)
    code = service.stop()
    for client in clients:
        client.thread.join()
    assert code == 0
    assert [client.lost for client in clients] == [0] * 8


def test_a_request_in_progress_is_answered(running_service: Start) -> None:
    service = running_service()
    port = int(service.url.rpartition(":")[2])
    head, body = b"POST /v1/price HTTP/1.1\r\nHost: axiom\r\n", BODY
    head += f"Authorization: Bearer {service.key}\r\nContent-Type: application/json\r\n".encode()
    head += b"Content-Length: %d\r\n\r\n" % len(body)
    with socket.create_connection(("127.0.0.1", port), timeout=30.0) as connection:
        connection.sendall(head + body[:5])
        time.sleep(0.2)
        stopping = threading.Thread(target=service.stop)
        stopping.start()
        time.sleep(1.0)
        connection.sendall(body[5:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    stopping.join()
    assert service.process.returncode == 0
