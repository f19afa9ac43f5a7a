"""An application in the same process, started, asked and stopped without a network."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import asynccontextmanager
from typing import Annotated

import anyio
import pytest
from fastapi import FastAPI, Header, Request

from axiom.client import AsyncAxiomClient, AxiomClient, Retries
from axiom.client.calls import get, post
from axiom.core.errors import ServiceError


def application(events, *, start_fails=False):
    @asynccontextmanager
    async def lifespan(app):
        if start_fails:
            raise RuntimeError("the database is locked")
        events.append("started")
        app.state.greeting = "hello"
        yield
        events.append("stopped")

    app = FastAPI(lifespan=lifespan)

    @app.get("/v1/greeting")
    def greeting(request: Request, authorization: Annotated[str, Header()]) -> dict[str, str]:
        return {"says": request.app.state.greeting, "to": authorization}

    @app.post("/v1/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("a fault of the service")

    return app


GREETING = get("/v1/greeting", dict)


def test_it_is_started_asked_and_stopped():
    events: list[str] = []
    with AxiomClient.in_process(application(events), key="k") as client:
        assert client._http.run(GREETING) == {"says": "hello", "to": "Bearer k"}
        assert events == ["started"]
        assert repr(client) == "AxiomClient('http://in-process')"
    assert events == ["started", "stopped"]


def test_it_is_started_asked_and_stopped_in_the_callers_event_loop():
    async def run():
        events: list[str] = []
        async with AsyncAxiomClient.in_process(application(events), key="k") as client:
            assert await client._http.run(GREETING) == {"says": "hello", "to": "Bearer k"}
            assert events == ["started"]
        return events

    assert anyio.run(run) == ["started", "stopped"]


def test_an_application_that_does_not_start_says_why_and_leaves_no_thread():
    before = set(threading.enumerate())
    with pytest.raises(ServiceError, match=r"in this process failed.*the database is locked"):
        AxiomClient.in_process(application([], start_fails=True))
    assert set(threading.enumerate()) <= before


def test_in_an_event_loop_too():
    async def run():
        async with AsyncAxiomClient.in_process(application([], start_fails=True)):
            pass

    with pytest.raises(ServiceError, match=r"in this process failed.*the database is locked"):
        anyio.run(run)


def test_a_fault_of_the_service_is_an_answer():
    once = Retries(attempts=1)
    with (
        AxiomClient.in_process(application([]), retries=once) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client._http.run(get("/v1/broken", dict))
    assert caught.value.status == 500


def test_large_bodies_arrive_whole():
    with AxiomClient.in_process(application([])) as client:
        assert client._http.run(post("/v1/echo", b"x" * 5_000_000, int)) == 5_000_000


def test_threads_share_a_client():
    with AxiomClient.in_process(application([]), key="k") as client:
        answers: list[object] = []

        def work():
            answers.extend(client._http.run(GREETING)["says"] for _ in range(10))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == ["hello"] * 80


def test_a_client_that_is_not_closed_lets_the_process_end_and_stops_the_application():
    program = """
from contextlib import asynccontextmanager
from fastapi import FastAPI
from axiom.client import AxiomClient

@asynccontextmanager
async def lifespan(app):
    yield
    print("stopped")

client = AxiomClient.in_process(FastAPI(lifespan=lifespan))
print("open")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["open", "stopped"]
    assert done.stderr == ""
