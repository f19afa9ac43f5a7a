"""Jobs are taken once, changed by their worker alone, and end once."""

from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import InvalidArgumentError, NotFoundError
from axiom.store import JobRecord

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def added(work, **fields):
    return work.jobs.add(JobRecord(kind="fit", request={}, principal="desk", **fields))


def test_jobs_are_taken_in_order_and_once(store):
    with store.begin() as work:
        first, second = added(work), added(work)
        assert work.jobs.count(status="queued") == 2
    with store.begin() as work:
        taken = work.jobs.claim(worker="a", at=NOW)
        assert taken.id == first.id
        assert (taken.status, taken.worker, taken.started_at) == ("running", "a", NOW)
        assert taken.attempts == 1
    with store.begin() as work:
        assert work.jobs.claim(worker="b", at=NOW).id == second.id
        assert work.jobs.claim(worker="c", at=NOW) is None
        assert len(work.jobs.page(status="running", principal="desk")) == 2
        assert work.jobs.count(status="queued") == 0


def test_a_job_progresses_and_ends_once(store):
    with store.begin() as work:
        job = added(work)
        own = {"worker": "a", "at": NOW}
        work.jobs.claim(**own)
        assert work.jobs.progress(job.id, share=0.5, text="half", **own).share == 0.5
        done = work.jobs.finish(job.id, status="done", result={"n": 1}, **own)
        assert (done.share, done.result, done.is_finished) == (1.0, {"n": 1}, True)
        assert work.jobs.finish(job.id, status="failed", **own) is None
        assert work.jobs.get(job.id) == done
        with pytest.raises(InvalidArgumentError, match="status"):
            work.jobs.finish(job.id, status="running", **own)
        with pytest.raises(InvalidArgumentError, match="share"):
            work.jobs.progress(job.id, share=2.0, text="", **own)


def test_only_its_worker_changes_a_job(store):
    with store.begin() as work:
        job = added(work)
        work.jobs.claim(worker="a", at=NOW)
        other = {"worker": "b", "at": NOW + HOUR}
        assert work.jobs.progress(job.id, share=0.5, text="", **other) is None
        assert work.jobs.finish(job.id, status="done", result={}, **other) is None
        assert work.jobs.release(job.id, attempts=0, **other) is None
        assert work.jobs.renew(**other) == ()
        (mine,) = work.jobs.renew(worker="a", at=NOW + HOUR)
        assert (mine.id, mine.updated_at, mine.share) == (job.id, NOW + HOUR, 0.0)


def test_a_job_is_given_back_to_those_that_wait(store):
    with store.begin() as work:
        job = added(work)
        work.jobs.claim(worker="a", at=NOW)
        back = work.jobs.release(job.id, worker="a", attempts=0, at=NOW)
        assert (back.status, back.worker, back.started_at, back.attempts) == ("queued", "", None, 0)
        assert work.jobs.claim(worker="b", at=NOW).attempts == 1


def test_a_job_is_cancelled_at_once_or_asked_to_stop(store):
    with store.begin() as work:
        runs, waits = added(work), added(work)
        work.jobs.claim(worker="a", at=NOW)
        assert work.jobs.request_cancel(waits.id, at=NOW).status == "cancelled"
        asked = work.jobs.request_cancel(runs.id, at=NOW)
        assert (asked.status, asked.is_cancel_requested) == ("running", True)
        ended = work.jobs.finish(runs.id, worker="a", status="cancelled", at=NOW)
        assert work.jobs.request_cancel(runs.id, at=NOW + HOUR) == ended
        with pytest.raises(NotFoundError):
            work.jobs.request_cancel("none", at=NOW)


def test_silent_workers_are_found_and_ended_jobs_purged(store):
    with store.begin() as work:
        silent = added(work, status="running", worker="a", updated_at=NOW - HOUR)
        added(work, status="running", worker="b", updated_at=NOW)
        old = added(work, status="done", finished_at=NOW - HOUR)
        assert [one.id for one in work.jobs.silent(since=NOW - HOUR / 2)] == [silent.id]
        assert work.jobs.purge(before=NOW) == 1
        assert work.jobs.find(old.id) is None
        assert work.jobs.find(silent.id) == silent
