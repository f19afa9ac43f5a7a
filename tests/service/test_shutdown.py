"""A service that is told to stop under load loses no request."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

from tests.service.running import RunningService

Start = Callable[..., RunningService]
BODY = json.dumps({"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}).encode()


class _Load:
    """A client that keeps asking on one connection, and makes another when it is told to."""

    def __init__(self, service: RunningService) -> None:
        self._connection = HTTPConnection("127.0.0.1", _port(service), timeout=60.0)
        self._headers = {**service.headers, "Content-Type": "application/json"}
        self.answered = 0
        self.lost = 0
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        while self._is_answered():
            self.answered += 1

    def _is_answered(self) -> bool:
        """Ask once; tell whether an answer came. A connection that is refused loses nothing."""
        try:
            self._connection.request("POST", "/v1/price", BODY, self._headers)
            with self._connection.getresponse() as response:
                return response.status == 200 and bool(response.read())
        except ConnectionRefusedError:
            return False
        except (ConnectionError, HTTPException):
            self.lost += 1
            return False


def _port(service: RunningService) -> int:
    return int(service.url.rpartition(":")[2])


def test_no_request_is_lost_when_it_stops_under_load(running_service: Start) -> None:
    service = running_service()
    clients = [_Load(service) for _ in range(8)]
    while sum(client.answered for client in clients) < 200:
        assert any(client.thread.is_alive() for client in clients)
        time.sleep(0.01)
    code = service.stop()
    for client in clients:
        client.thread.join()
    assert code == 0
    assert [client.lost for client in clients] == [0] * 8


def test_a_request_in_progress_is_answered(running_service: Start) -> None:
    service = running_service()
    head, body = b"POST /v1/price HTTP/1.1\r\nHost: axiom\r\n", BODY
    head += f"Authorization: Bearer {service.key}\r\nContent-Type: application/json\r\n".encode()
    head += b"Content-Length: %d\r\n\r\n" % len(body)
    with socket.create_connection(("127.0.0.1", _port(service)), timeout=60.0) as connection:
        connection.sendall(head + body[:5])
        time.sleep(0.2)
        stopping = threading.Thread(target=service.stop)
        stopping.start()
        time.sleep(1.0)
        connection.sendall(body[5:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    stopping.join()
    assert service.process.returncode == 0
