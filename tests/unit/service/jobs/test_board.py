"""What a job's end looks like when its worker, or the store, is not there."""

from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import (
    FitError,
    InvalidArgumentError,
    QueueFullError,
    StoreUnavailableError,
)
from axiom.service.jobs.board import MOST_ATTEMPTS, JobBoard, problem_of
from axiom.store import JobRecord, Store

SILENCE = dt.timedelta(0)


@pytest.fixture
def board(fresh_file):
    with Store.open(fresh_file) as store:
        yield JobBoard(store, most_waiting=2)


def accepted(board, **fields):
    with board._store.begin() as work:
        return board.accept(work, JobRecord(kind="fit", request={}, principal="desk", **fields))


def stored(board, job):
    with board._store.begin(read_only=True) as work:
        return work.jobs.get(job.id)


def test_too_many_jobs_are_refused(board):
    accepted(board)
    accepted(board)
    with pytest.raises(QueueFullError, match="2 jobs are waiting"):
        accepted(board)
    assert board.depth() == 2


def test_nothing_is_taken_where_nothing_waits(board):
    assert board.take("a") is None


def test_a_job_whose_worker_is_gone_waits_again_then_has_failed(board):
    job = accepted(board)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert board.take("a").attempts == attempt
        board.take_back(SILENCE)
    found = stored(board, job)
    assert found.status == "failed"
    assert "ended its process 2 times" in found.problem["detail"]


def test_a_job_that_was_to_stop_is_cancelled_when_its_worker_is_gone(board):
    job = accepted(board)
    board.take("a")
    with board._store.begin() as work:
        work.jobs.request_cancel(job.id, at=board.now())
    board.take_back(SILENCE)
    assert stored(board, job).status == "cancelled"


def test_a_worker_that_is_heard_of_keeps_its_jobs(board):
    job = accepted(board)
    board.take("a")
    assert list(board.alive("a")) == [job.id]
    board.take_back(dt.timedelta(hours=1))
    assert stored(board, job).status == "running"


def test_a_job_that_does_not_reach_the_store_is_tried_again_then_has_failed(board):
    job = accepted(board)
    away = StoreUnavailableError("the database is away: try again")
    board.tried(board.take("a"), away)
    assert stored(board, job).status == "queued"
    board.tried(board.take("a"), away)
    found = stored(board, job)
    assert (found.status, found.problem["status"]) == ("failed", 503)


def test_a_job_that_had_to_stop_waits_again_as_if_never_begun(board):
    job = accepted(board)
    board.put_back(board.take("a"))
    assert (stored(board, job).status, stored(board, job).attempts) == ("queued", 0)


def test_problems_have_the_librarys_words_and_no_others():
    assert problem_of(FitError("no expiry")) == {
        "type": "urn:axiom:problem:fit",
        "title": "No surface fits",
        "status": 422,
        "detail": "no expiry",
    }
    assert problem_of(InvalidArgumentError("bad"))["status"] == 422
    assert problem_of(ValueError("secret"))["detail"] == "the service failed; its logs say why"
