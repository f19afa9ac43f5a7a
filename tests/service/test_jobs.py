"""Jobs on real databases: done once, cancelled, taken up again after their process was killed."""

from __future__ import annotations

import signal
import time
from contextlib import closing, contextmanager
from multiprocessing import get_context

import pytest

from axiom.core.errors import InvalidArgumentError, NotFoundError, QueueFullError
from axiom.service.jobs import Jobs, PoolRules
from axiom.store import JobRecord, Store
from tests.service.job_kinds import ADMIN, DESK, KINDS, OTHER, QUICK, do_jobs, services


@contextmanager
def pool(store, rules=QUICK, **options):
    shared = services()
    jobs = Jobs(store, rules=rules, kinds=KINDS, **options)
    with closing(jobs):
        jobs.start(shared)
        assert jobs.is_working
        jobs.shared = shared
        yield jobs


def ended(jobs, job, *, within_s=20.0):
    """Wait for a job to end."""
    return reached(jobs, job, lambda found: found.is_finished, within_s=within_s)


def reached(jobs, job, state, *, within_s=20.0):
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        found = jobs.get(job.id, ADMIN)
        if state(found):
            return found
        time.sleep(0.01)
    raise AssertionError(f"the job is still {found}")


def test_a_job_is_stored_then_done_and_its_result_kept(store):
    waiting = Jobs(store, kinds=KINDS)
    job = waiting.submit("echo", {"value": [1, 2.5, None]}, DESK)
    assert waiting.get(job.id, DESK).status == "queued"
    with pool(store) as jobs:
        found = ended(jobs, job)
    assert (found.status, found.share, found.attempts) == ("done", 1.0, 1)
    assert found.result == {"echo": [1, 2.5, None]}
    assert found.submitted_at <= found.started_at <= found.finished_at


def test_two_hundred_jobs_on_a_small_pool_are_each_done_once(store):
    with pool(store) as jobs:
        for n in range(200):
            jobs.submit("counts", {"n": n}, DESK)
        until = time.monotonic() + 30.0
        while len(jobs.page(DESK, status="done", limit=1000)) < 200 and time.monotonic() < until:
            time.sleep(0.02)
        done = jobs.page(DESK, status="done", limit=1000)
        assert sorted(jobs.shared.seen) == list(range(200))
    assert sorted(job.result["n"] for job in done) == list(range(200))
    assert {job.attempts for job in done} == {1}


def test_errors_of_the_library_keep_their_words_and_others_say_nothing(store):
    with pool(store) as jobs:
        refused = ended(jobs, jobs.submit("fails", {}, DESK))
        broken = ended(jobs, jobs.submit("breaks", {}, DESK))
    assert refused.status == broken.status == "failed"
    assert refused.problem["detail"] == "nothing to fit: give quotes"
    assert refused.problem["status"] == 422
    assert broken.problem["status"] == 500
    assert "secret" not in str(broken.problem)


def test_a_running_job_is_cancelled_at_its_next_step(store, tmp_path):
    with pool(store) as jobs:
        job = jobs.submit("waits", {"file": str(tmp_path / "never")}, DESK)
        running = reached(jobs, job, lambda found: found.share > 0.0)
        assert running.text == "waiting"
        with store.begin() as work:
            assert jobs.cancel(work, job.id, DESK).is_cancel_requested
        assert ended(jobs, job).status == "cancelled"


def test_a_waiting_job_is_cancelled_at_once_and_an_ended_one_stays(store):
    jobs = Jobs(store, kinds=KINDS)
    job = jobs.submit("echo", {"value": 1}, DESK)
    with store.begin() as work:
        assert jobs.cancel(work, job.id, DESK).status == "cancelled"
    with store.begin() as work:
        assert jobs.cancel(work, job.id, ADMIN).status == "cancelled"
    with pool(store) as working:
        assert ended(working, working.submit("echo", {"value": 2}, DESK)).status == "done"
        assert working.get(job.id, DESK).attempts == 0


def test_a_job_belongs_to_its_key(store):
    jobs = Jobs(store, kinds=KINDS)
    job = jobs.submit("echo", {"value": 1}, DESK)
    with pytest.raises(NotFoundError, match="there is no job"):
        jobs.get(job.id, OTHER)
    with store.begin() as work, pytest.raises(NotFoundError):
        jobs.cancel(work, job.id, OTHER)
    assert jobs.page(OTHER) == ()
    assert [one.id for one in jobs.page(DESK)] == [one.id for one in jobs.page(ADMIN)] == [job.id]


def test_unknown_kinds_and_a_full_queue_are_refused(store):
    jobs = Jobs(store, kinds=KINDS, most_waiting=3)
    with pytest.raises(InvalidArgumentError, match="kind='dance': give one of breaks, counts"):
        jobs.submit("dance", {}, DESK)
    for n in range(3):
        jobs.submit("counts", {"n": n}, DESK)
    with pytest.raises(QueueFullError, match="3 jobs are waiting") as refused:
        jobs.submit("counts", {"n": 4}, DESK)
    assert refused.value.retry_after_s > 0.0


def test_a_process_that_ends_gives_its_jobs_back(store, tmp_path):
    file = tmp_path / "there"
    with pool(store) as jobs:
        job = jobs.submit("waits", {"file": str(file)}, DESK)
        reached(jobs, job, lambda found: found.status == "running")
    given_back = jobs.get(job.id, DESK)
    assert (given_back.status, given_back.attempts, given_back.worker) == ("queued", 0, "")
    file.touch()
    with pool(store) as others:
        assert ended(others, job).result == {"waited": True}


def killed_worker(url):
    """Run a process that does jobs until one of them kills it."""
    server = get_context("forkserver")
    server.set_forkserver_preload(["tests.service.job_kinds"])
    process = server.Process(target=do_jobs, args=(url,))
    process.start()
    process.join(60.0)
    assert process.exitcode == -signal.SIGKILL


def test_a_job_whose_process_is_killed_is_done_by_another(fresh_database, tmp_path):
    with Store.open(fresh_database) as store:
        waiting = Jobs(store, kinds=KINDS)
        job = waiting.submit("kills_once", {"file": str(tmp_path / "mark")}, DESK)
        killed_worker(fresh_database)
        assert waiting.get(job.id, DESK).status == "running"
        with pool(store) as jobs:
            found = ended(jobs, job)
    assert (found.status, found.result, found.attempts) == ("done", {"survived": True}, 2)


def test_a_job_that_kills_its_process_twice_has_failed(fresh_file):
    with Store.open(fresh_file) as store:
        job = Jobs(store, kinds=KINDS).submit("kills", {}, DESK)
        killed_worker(fresh_file)
        killed_worker(fresh_file)
        with pool(store) as jobs:
            found = ended(jobs, job)
    assert (found.status, found.problem["status"], found.attempts) == ("failed", 500, 2)
    assert "ended its process 2 times" in found.problem["detail"]


def test_a_worker_that_was_taken_for_dead_cannot_write(store):
    job = JobRecord(kind="echo", request={"value": 1}, principal=DESK.key_id)
    at = job.submitted_at
    with store.begin() as work:
        work.jobs.add(job)
        work.jobs.claim(worker="slow", at=at)
    with store.begin() as work:
        work.jobs.release(job.id, worker="slow", attempts=1, at=at)
        work.jobs.claim(worker="quick", at=at)
    with store.begin() as work:
        assert work.jobs.finish(job.id, worker="slow", status="done", result={}, at=at) is None
        assert work.jobs.progress(job.id, worker="slow", share=0.5, text="", at=at) is None
        assert work.jobs.renew(worker="slow", at=at) == ()
        assert work.jobs.get(job.id).worker == "quick"


def test_what_ended_long_ago_is_cleared_away(store):
    with pool(store, PoolRules(threads=1, poll_s=0.02, keep_s=0.0)) as jobs:
        job = ended_or_gone(jobs, jobs.submit("echo", {"value": 1}, DESK))
    with pytest.raises(NotFoundError):
        Jobs(store, kinds=KINDS).get(job.id, DESK)


def ended_or_gone(jobs, job):
    until = time.monotonic() + 20.0
    while time.monotonic() < until:
        if not jobs.page(DESK):
            return job
        time.sleep(0.02)
    raise AssertionError("the job is still there")
