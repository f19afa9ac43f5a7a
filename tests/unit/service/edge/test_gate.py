"""What every request passes, in one process."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI, Request, WebSocket
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from axiom.core.errors import InvalidArgumentError, StoreUnavailableError
from axiom.wire import Problem

Started = Callable[..., TestClient]
OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}


def _problem(response: Any) -> Problem:
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    assert problem.request_id == response.headers["x-request-id"]
    return problem


def _extend(app: FastAPI) -> None:
    @app.get("/v1/slow")
    def get_slow(seconds: float) -> str:
        time.sleep(seconds)
        return "done"

    @app.get("/v1/waiting")
    async def get_waiting(seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "done"

    @app.get("/v1/broken")
    def get_broken(kind: str) -> str:
        raise {
            "bug": RuntimeError("a secret of the inside"),
            "away": StoreUnavailableError("the database is away: try again"),
            "argument": InvalidArgumentError("strike=-1: give a number above 0"),
        }[kind]

    @app.post("/v1/length")
    async def post_length(request: Request) -> int:
        return len(await request.body())

    @app.websocket("/v1/echo")
    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(await socket.receive_text())


@pytest.fixture
def client(started: Started) -> TestClient:
    return started(_extend, body_limit_bytes=100_000)


def test_who_has_a_key_gets_in_and_who_has_none_does_not(client: TestClient) -> None:
    assert client.post("/v1/price", json=OPTION).status_code == 200
    refused = client.post("/v1/price", json=OPTION, headers={"Authorization": "Bearer ax_no"})
    assert _problem(refused).type == "urn:axiom:problem:unauthenticated"
    assert refused.headers["www-authenticate"] == "Bearer"
    client.headers.clear()
    for path in ("/v1/price", "/v1/openapi.json", "/docs", "/ready", "/metrics", "/nowhere"):
        assert _problem(client.get(path)).status == 401
    assert client.get("/health").status_code == 200


def test_the_body_of_who_has_no_key_is_not_read(client: TestClient) -> None:
    def body() -> Iterator[bytes]:
        yield b"{"
        raise AssertionError("the body was read")

    refused = client.post("/v1/length", headers={"Authorization": "Bearer no"}, content=b"{" * 9)
    assert refused.status_code == 401


@pytest.mark.parametrize("given", ["a", "7f3e-55", "A" * 128, "trace.1~2_3"])
def test_a_sane_request_id_is_kept(client: TestClient, given: str) -> None:
    assert client.get("/health", headers={"X-Request-ID": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "A" * 129, "a b", "a\tb", "é".encode(), '"', "<script>"])
def test_another_request_id_is_replaced(client: TestClient, given: str | bytes) -> None:
    made = [
        client.get("/health", headers={"X-Request-ID": given}).headers["x-request-id"]
        for _ in range(2)
    ]
    assert made[0] != made[1]
    assert all(re.fullmatch("[0-9a-f]{12}-[0-9a-f]+", each) for each in made)


def test_a_bug_is_answered_without_what_is_inside_and_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.get("/v1/broken?kind=bug")
    assert _problem(response).status == 500
    assert b"inside" not in response.content
    logged = [record for record in caplog.records if record.name == "axiom.service"]
    assert "a secret of the inside" in str(logged[0].exc_info)


def test_errors_of_the_library_keep_their_message(client: TestClient) -> None:
    problem = _problem(client.get("/v1/broken?kind=argument"))
    assert (problem.status, problem.detail) == (422, "strike=-1: give a number above 0")


def test_a_database_that_is_away_is_to_be_tried_again(client: TestClient) -> None:
    response = client.get("/v1/broken?kind=away")
    assert _problem(response).status == 503
    assert int(response.headers["retry-after"]) >= 1


@pytest.mark.parametrize("path", ["/v1/slow", "/v1/waiting"])
def test_an_answer_that_is_late_is_given_up(started: Started, path: str) -> None:
    client = started(_extend, time_limit_s=0.2)
    assert _problem(client.get(path, params={"seconds": 0.6})).status == 504


def test_who_asks_in_time_is_answered(client: TestClient) -> None:
    assert client.get("/v1/slow?seconds=0.01").json() == "done"


def test_requests_in_progress_are_bounded(started: Started) -> None:
    client = started(_extend, requests_in_progress=3)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/v1/slow?seconds=0.3"), range(8)))
        while_busy = client.get("/health")
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] * 3 + [503] * 5
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert int(refused.headers["retry-after"]) >= 1
    assert while_busy.status_code == 200
    assert client.get("/v1/slow?seconds=0").status_code == 200


@pytest.mark.parametrize("is_declared", [True, False])
def test_a_body_that_is_too_large_is_refused(client: TestClient, is_declared: bool) -> None:
    read = []

    def pieces() -> Iterator[bytes]:
        for _ in range(1000):
            read.append(1)
            yield b"x" * 50_000

    content: Any = b"x" * 100_001 if is_declared else pieces()
    assert _problem(client.post("/v1/length", content=content)).status == 413
    assert client.post("/v1/length", content=b"x" * 100_000).json() == 100_000


def test_bodies_together_are_bounded_and_room_comes_back(started: Started) -> None:
    client = started(_extend, all_bodies_limit_bytes=100)
    assert _problem(client.post("/v1/length", content=b"x" * 101)).status == 503
    for _ in range(5):
        assert client.post("/v1/length", content=b"x" * 100).json() == 100


@pytest.mark.parametrize("body", [b"[" * 40_000, b'{"a":' * 9_000, b'[{"a":[' * 5_000])
@pytest.mark.parametrize("path", ["/v1/price", "/v1/length"])
def test_json_that_is_nested_too_deeply_is_refused(
    client: TestClient, path: str, body: bytes
) -> None:
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert _problem(response).status == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(client: TestClient, number: str) -> None:
    body = json.dumps({**OPTION, "vol": 0.0}).replace("0.0}", f"{number}}}")
    response = client.post("/v1/price", content=body, headers={"Content-Type": "application/json"})
    assert _problem(response).status in (400, 422)


def test_rates_are_in_every_answer_and_hold(started: Started) -> None:
    client = started(_extend, rate_per_second=0.001, rate_burst=2)
    first, second, third = (client.post("/v1/price", json=OPTION) for _ in range(3))
    assert (first.status_code, second.status_code) == (200, 200)
    assert "ratelimit" in first.headers
    assert _problem(third).status == 429
    assert int(third.headers["retry-after"]) >= 1


def test_every_request_is_measured_and_failures_are_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "axiom.access")
    client.get("/nowhere", headers={"X-Request-ID": "seen-1"})
    lines = [record.__dict__ for record in caplog.records if record.name == "axiom.access"]
    assert [(line["path"], line["status"]) for line in lines] == [("/nowhere", 404)]
    page = client.get("/metrics").text
    assert 'axiom_request_seconds_count{method="GET",route="unmatched",status="404"} 1.0' in page


def test_websockets_need_a_key_too(client: TestClient) -> None:
    with client.websocket_connect("/v1/echo") as socket:
        socket.send_text("heard")
        assert socket.receive_text() == "heard"
    client.headers.clear()
    with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect("/v1/echo"):
        pass
    assert refused.value.status_code == 401
    assert Problem.model_validate_json(refused.value.content).instance == "/v1/echo"


def test_threads_that_are_late_do_not_pile_up(started: Started) -> None:
    before = threading.active_count()
    client = started(_extend, time_limit_s=0.05, requests_in_progress=4, threads=2)
    for _ in range(6):
        assert client.get("/v1/slow?seconds=0.5").status_code in (503, 504)
    assert threading.active_count() - before < 12
