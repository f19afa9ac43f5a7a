"""Idempotency keys are claimed once, jobs are taken once and end once, sessions go on."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest

from axiom.core.errors import ConflictError, InvalidArgumentError, NotFoundError
from axiom.store import IdempotencyRecord, JobRecord, new_id
from tests.unit.store.samples import NOW, STORED

HOUR = dt.timedelta(hours=1)
ANSWER = IdempotencyRecord(
    principal="desk",
    key="k",
    route="POST /v1/trades",
    request_hash="1",
    status=201,
    headers={"location": "/v1/trades/1"},
    body=b'{"id":1}',
    created_at=NOW,
    expires_at=NOW + HOUR,
)


def _job(**more) -> JobRecord:
    return JobRecord(kind="fit", request={}, principal="desk", id=new_id(), **more)


def test_a_key_is_claimed_once(store):
    with store.begin() as work:
        assert work.idempotency.claim(ANSWER) is None
        work.idempotency.settle(replace(ANSWER, status=202))
    with store.begin() as work:
        assert work.idempotency.claim(replace(ANSWER, body=b"")) == replace(ANSWER, status=202)
        assert work.idempotency.claim(replace(ANSWER, principal="agent")) is None
        assert work.idempotency.find("desk", "other") is None
        with pytest.raises(NotFoundError):
            work.idempotency.settle(replace(ANSWER, key="other"))


def test_a_key_is_free_again_when_its_unit_of_work_fails(store):
    def fail(work):
        work.idempotency.claim(ANSWER)
        raise ConflictError

    with store.begin() as work, pytest.raises(ConflictError), work.savepoint():
        fail(work)
    with store.begin() as work:
        assert work.idempotency.claim(ANSWER) is None


def test_one_of_several_claims_wins(store):
    found: list[IdempotencyRecord | None] = []

    def claim(number: int) -> None:
        with store.begin() as work:
            found.append(work.idempotency.claim(replace(ANSWER, status=number)))

    threads = [threading.Thread(target=claim, args=(200 + i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 1
    assert len({one.status for one in found if one is not None}) == 1


def test_expired_answers_are_purged(store):
    with store.begin() as work:
        work.idempotency.add_many([ANSWER, replace(ANSWER, key="j", expires_at=NOW - HOUR)])
        assert work.idempotency.purge(before=NOW) == 1
        assert work.idempotency.find("desk", "k") == ANSWER


def test_a_session_goes_on_and_ends(store):
    session = STORED["sessions"]
    with store.begin() as work:
        work.sessions.add(session)
        assert work.sessions.keep(session.id, state={"n": 2}, at=NOW).state == {"n": 2}
        ended = work.sessions.end(session.id, status="stopped", at=NOW)
        assert (ended.status, ended.ended_at) == ("stopped", NOW)
        assert work.sessions.page(underlying="SPX", status="stopped") == (ended,)
        with pytest.raises(InvalidArgumentError, match="status"):
            work.sessions.end(session.id, status="running", at=NOW)
