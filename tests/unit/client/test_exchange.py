"""Which failures are asked again, how often, how long: against a server that really fails."""

from __future__ import annotations

import gzip
import socket
import time

import anyio
import httpx
import pytest

from axiom.client import Retries
from axiom.client.calls import Call, get, post
from axiom.client.connection import Connection
from axiom.client.transports import AsyncHttp, Http
from axiom.core.errors import (
    InvalidArgumentError,
    RateLimitError,
    ServiceError,
    ServiceUnavailableError,
    ServiceUnreachableError,
)
from tests.unit.client.misbehaving import (
    answer,
    babble,
    cut_short,
    hang_up,
    misbehaving,
    reset,
    say,
    stay_silent,
    trickle,
)

AT_ONCE = Retries(first_wait_s=0.0, longest_wait_s=0.0, total_s=10.0)
FINE = answer(200, {"price": 1.5})


def connection(url, retries=AT_ONCE, timeout_s=5.0):
    return Connection(url=url, key="secret", retries=retries, timeout_s=timeout_s)


def ask_waiting(call, **settings):
    http = Http.open(connection(**settings))
    try:
        return http.run(call)
    finally:
        http.close()


def ask_async(call, **settings):
    async def run():
        http = AsyncHttp.open(connection(**settings))
        try:
            return await http.run(call)
        finally:
            await http.close()

    return anyio.run(run)


@pytest.fixture(params=[ask_waiting, ask_async], ids=["sync", "async"])
def ask(request):
    return request.param


READ = get("/v1/catalogue", dict)


@pytest.mark.parametrize(
    "failure",
    [
        answer(408), answer(425), answer(429), answer(502), answer(503),
        hang_up, reset, cut_short, babble,
    ],
    ids=["408", "425", "429", "502", "503", "hangs up", "resets", "cuts short", "babbles"],
)  # fmt: skip
def test_what_may_pass_is_asked_again(ask, failure):
    with misbehaving(failure, failure, FINE) as server:
        assert ask(READ, url=server.url) == {"price": 1.5}
    assert len(server.seen) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422, 500, 501, 504, 302])
def test_what_will_not_pass_is_not_asked_again(ask, status):
    with misbehaving(answer(status), FINE) as server, pytest.raises(ServiceError) as caught:
        ask(READ, url=server.url)
    assert caught.value.status == status
    assert len(server.seen) == 1


def test_the_attempts_are_counted_and_the_last_failure_is_raised(ask):
    with (
        misbehaving(answer(503, {"detail": "the database is away"})) as server,
        pytest.raises(ServiceUnavailableError, match="the database is away"),
    ):
        ask(READ, url=server.url, retries=Retries(attempts=3, first_wait_s=0.0))
    assert len(server.seen) == 3


def test_one_attempt_is_one(ask):
    with misbehaving(answer(429), FINE) as server, pytest.raises(RateLimitError):
        ask(READ, url=server.url, retries=Retries(attempts=1))
    assert len(server.seen) == 1


def test_a_write_is_sent_again_with_the_same_key_and_body(ask):
    write = post("/v1/trades", {"quantity": "3"}, dict, is_write=True)
    with misbehaving(hang_up, answer(503), FINE) as server:
        assert ask(write, url=server.url) == {"price": 1.5}
    keys = {seen.headers["Idempotency-Key"] for seen in server.seen}
    assert len(server.seen) == 3
    assert len(keys) == 1
    assert {seen.body for seen in server.seen} == {b'{"quantity":"3"}'}


def test_two_writes_have_keys_of_their_own():
    one, other = (post("/v1/trades", {"quantity": "3"}, dict, is_write=True) for _ in range(2))
    assert one.headers["Idempotency-Key"] != other.headers["Idempotency-Key"]


def test_what_must_not_be_sent_twice_is_not(ask):
    once = Call(method="POST", path="/v1/x", read=httpx.Response.json, is_repeatable=False)
    with (
        misbehaving(hang_up, FINE) as server,
        pytest.raises(ServiceUnreachableError, match="/v1/x"),
    ):
        ask(once, url=server.url)
    assert len(server.seen) == 1


def test_a_service_that_is_not_there_yet_is_asked_again(ask):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ServiceUnreachableError, match="see whether the service runs") as caught:
            ask(READ, url=url, retries=Retries(attempts=2, first_wait_s=0.0))
    assert isinstance(caught.value, ConnectionError)
    assert isinstance(caught.value.__cause__, httpx.ConnectError)


def test_silence_ends_with_the_time_for_one_answer(ask):
    with misbehaving(stay_silent, FINE) as server:
        assert ask(READ, url=server.url, timeout_s=0.2) == {"price": 1.5}
    assert len(server.seen) == 2


@pytest.mark.parametrize("failure", [stay_silent, trickle, answer(503)])
def test_all_together_ends_with_the_total_time(ask, failure):
    limited = Retries(attempts=10_000, first_wait_s=0.05, longest_wait_s=0.05, total_s=0.4)
    started = time.monotonic()
    with misbehaving(failure) as server, pytest.raises(ServiceError):
        ask(READ, url=server.url, retries=limited, timeout_s=0.3)
    assert time.monotonic() - started < 5.0


@pytest.mark.parametrize("asked", ["1", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_wait_that_was_asked_for_is_kept_or_ends_the_attempts(ask, asked):
    with (
        misbehaving(answer(429, Retry_After=asked), FINE) as server,
        pytest.raises(RateLimitError) as caught,
    ):
        ask(READ, url=server.url, retries=Retries(total_s=0.5))
    assert caught.value.retry_after_s >= 1.0
    assert len(server.seen) == 1


def test_a_short_wait_that_was_asked_for_is_waited(ask):
    with misbehaving(answer(503, Retry_After="1"), FINE) as server:
        started = time.monotonic()
        ask(READ, url=server.url)
        assert time.monotonic() - started >= 1.0


def test_an_operation_of_several_calls_may_go_on_after_an_error(ask):
    def steps():
        try:
            yield READ
        except InvalidArgumentError as error:
            told = str(error)
        last = yield READ
        return told, last

    refused = answer(422, {"detail": "strike=-1.0: give a number above 0"})
    with misbehaving(refused, FINE) as server:
        told, last = ask(steps(), url=server.url)
    assert told == "strike=-1.0: give a number above 0"
    assert last == {"price": 1.5}


def test_an_error_that_an_operation_does_not_expect_leaves_it(ask):
    def steps():
        yield READ

    with misbehaving(answer(404)) as server, pytest.raises(ServiceError) as caught:
        ask(steps(), url=server.url)
    assert caught.value.status == 404


def test_compressed_answers_are_read(ask):
    body = gzip.compress(b'{"price": 1.5}')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    with misbehaving(say(head.encode() + body)) as server:
        assert ask(READ, url=server.url) == {"price": 1.5}
