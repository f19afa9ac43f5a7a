"""Who calls, and how often they may."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from axiom.core.errors import AuthenticationError, RateLimitError
from axiom.service.access import Access, Principal
from axiom.service.access.buckets import Rate
from axiom.service.access.proofs import Grant

DESK = Principal(name="desk", key_id="1", scopes=frozenset(("read",)))
ADDRESS = "192.0.2.7"


@dataclass
class _Row:
    """A row of a store in memory, which counts how often it is read."""

    principal: Principal | None = DESK
    seconds: float | None = None
    reads: int = 0
    proven: list[str] = field(default_factory=list)

    def find(self, credential: str) -> "_Row":
        self.proven.append(credential)
        if credential != "good":
            raise AuthenticationError("unknown API key")
        return self

    def grant(self) -> Grant:
        self.reads += 1
        if self.principal is None:
            raise AuthenticationError("revoked")
        return Grant(principal=self.principal, seconds=self.seconds)


@contextmanager
def _access(row: _Row, *, expiry_s: float = 30.0, failures: int = 100) -> Iterator[Access]:
    access = Access(
        row.find,
        rate=Rate(per_second=0.001, burst=3),
        failure_rate=Rate(per_second=0.001, burst=failures),
        expiry_s=expiry_s,
    )
    yield access
    access.close()


def _run(call: Callable[[], Coroutine[None, None, None]]) -> None:
    asyncio.run(call())


def _as(access: Access, key: bytes) -> Awaitable[Principal]:
    return access.authenticate([(b"x-api-key", key)], address=ADDRESS)


def test_a_credential_is_proven_once() -> None:
    row = _Row()

    async def call() -> None:
        with _access(row) as access:
            assert [await _as(access, b"good") for _ in range(100)] == [DESK] * 100

    _run(call)
    assert row.proven == ["good"]
    assert row.reads == 1


def test_its_row_is_read_again_beside_the_requests_and_a_revocation_found() -> None:
    row = _Row()

    async def call() -> None:
        with _access(row, expiry_s=0.2) as access:
            await _as(access, b"good")
            row.principal = None
            give_up = time.monotonic() + 10.0
            while time.monotonic() < give_up:
                try:
                    await _as(access, b"good")
                except AuthenticationError:
                    return
                await asyncio.sleep(0.01)
            pytest.fail("the revoked key went on")

    _run(call)
    assert row.proven in (["good"], ["good", "good"])


def test_a_revocation_here_acts_at_once() -> None:
    row = _Row()

    async def call() -> None:
        with _access(row) as access:
            await _as(access, b"good")
            row.principal = None
            access.forget(DESK.key_id)
            with pytest.raises(AuthenticationError, match="revoked"):
                await _as(access, b"good")

    _run(call)


def test_an_idle_credential_is_not_hashed_again() -> None:
    row = _Row(seconds=0.0)

    async def call() -> None:
        with _access(row) as access:
            assert [await _as(access, b"good") for _ in range(3)] == [DESK] * 3

    _run(call)
    assert row.proven == ["good"]
    assert row.reads == 3


def test_an_address_that_fails_too_often_waits_but_known_keys_go_on() -> None:
    row = _Row(seconds=0.0)

    async def call() -> None:
        with _access(row, failures=2) as access:
            await _as(access, b"good")
            for _ in range(2):
                with pytest.raises(AuthenticationError, match="unknown"):
                    await _as(access, b"bad")
            with pytest.raises(RateLimitError, match="did not hold") as refused:
                await _as(access, b"bad")
            assert refused.value.retry_after_s > 100.0
            assert await _as(access, b"good") == DESK
            with pytest.raises(AuthenticationError, match="unknown"):
                await access.authenticate([(b"x-api-key", b"bad")], address="192.0.2.8")

    _run(call)
    assert row.proven == ["good", "bad", "bad", "bad"]


def test_no_more_are_verified_than_there_is_room_for() -> None:
    opened, row = threading.Event(), _Row()

    def wait(credential: str) -> _Row:
        opened.wait(30.0)
        return row.find("good")

    async def call() -> None:
        with _access(row) as access:
            access._find_source = wait
            waiting = [asyncio.ensure_future(_as(access, str(i).encode())) for i in range(256)]
            await asyncio.sleep(0)
            with pytest.raises(RateLimitError, match="being verified"):
                await _as(access, b"another")
            opened.set()
            assert await asyncio.gather(*waiting) == [DESK] * 256
            assert await _as(access, b"another") == DESK

    _run(call)


def test_requests_are_counted_by_key_at_its_own_rate() -> None:
    with _access(_Row()) as access:
        assert [access.admit(DESK).is_admitted for _ in range(4)] == [True, True, True, False]
        fast = replace(DESK, key_id="2", burst=10)
        assert [access.admit(fast).taken.remaining for _ in range(3)] == [9, 8, 7]
        slow = replace(DESK, key_id="3", requests_per_second=0.5, burst=1)
        assert access.admit(slow).is_admitted
        assert access.admit(slow).taken.retry_after_s > 1.9
