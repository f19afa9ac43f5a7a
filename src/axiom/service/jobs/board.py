"""What happens to a job in the store: accepted, taken, told of, ended, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from axiom.core.errors import AxiomError, QueueFullError, StoreUnavailableError
from axiom.service.edge.kinds import BY_STATUS, kind_of
from axiom.store import JobRecord, Store, UnitOfWork

__all__ = ["MOST_ATTEMPTS", "JobBoard"]

MOST_ATTEMPTS: Final = 2
"""A job that ends the process of a worker so often has failed."""
FULL_RETRY_S: Final = 5.0


class JobBoard:
    """Jobs in the store.

    Parameters
    ----------
    store
        Where they are kept.
    most_waiting
        Jobs that may wait at a time, of all processes.

    Notes
    -----
    A worker writes only to jobs that are still its own: one that was taken for dead and comes back
    finds that its job has gone, and its result is dropped.

    Verified by tests/unit/service/jobs/test_board.py.
    """

    def __init__(self, store: Store, *, most_waiting: int = 1000) -> None:
        self._store, self._most_waiting = store, most_waiting

    def accept(self, work: UnitOfWork, job: JobRecord) -> JobRecord:
        """Store a new job.

        Raises
        ------
        QueueFullError
            If too many wait already.
        """
        if work.jobs.count(status="queued") >= self._most_waiting:
            raise QueueFullError(
                f"{self._most_waiting} jobs are waiting: try again later",
                retry_after_s=FULL_RETRY_S,
            )
        return work.jobs.add(job)

    def now(self) -> dt.datetime:
        """Tell the time that is written to jobs."""
        return dt.datetime.now(dt.UTC)

    def depth(self) -> int:
        """Count the jobs that wait."""
        with self._store.begin(read_only=True) as work:
            return work.jobs.count(status="queued")

    def take(self, worker: str) -> JobRecord | None:
        """Take the oldest job that waits, or None."""
        if not self.depth():
            return None
        with self._store.begin() as work:
            return work.jobs.claim(worker=worker, at=self.now())

    def progress(self, job: JobRecord, *, share: float, text: str) -> JobRecord | None:
        """Write how far a job is; None where it is no longer this worker's."""
        with self._store.begin() as work:
            return work.jobs.progress(
                job.id, worker=job.worker, share=share, text=text, at=self.now()
            )

    def alive(self, worker: str) -> dict[str, JobRecord]:
        """Say that a worker is alive, and give its jobs by id."""
        with self._store.begin() as work:
            return {job.id: job for job in work.jobs.renew(worker=worker, at=self.now())}

    def done(self, job: JobRecord, result: Mapping[str, Any]) -> None:
        """Write the result of a job."""
        self._end(job, status="done", result=result)

    def cancelled(self, job: JobRecord) -> None:
        """Write that a job stopped because it was asked to."""
        self._end(job, status="cancelled")

    def failed(self, job: JobRecord, error: Exception) -> None:
        """Write why a job failed: an error of Axiom in its own words, another as internal."""
        self._end(job, status="failed", problem=problem_of(error))

    def tried(self, job: JobRecord, error: StoreUnavailableError) -> None:
        """Let a job wait again that did not reach the store, unless it was tried often enough."""
        if job.attempts >= MOST_ATTEMPTS:
            self.failed(job, error)
            return
        with self._store.begin() as work:
            work.jobs.release(job.id, worker=job.worker, attempts=job.attempts, at=self.now())

    def put_back(self, job: JobRecord) -> None:
        """Let a job wait again that had to stop; that attempt does not count."""
        with self._store.begin() as work:
            work.jobs.release(job.id, worker=job.worker, attempts=job.attempts - 1, at=self.now())

    def take_back(self, silence: dt.timedelta) -> None:
        """Let jobs wait again whose workers are silent; those tried often enough have failed."""
        now = self.now()
        with self._store.begin(read_only=True) as work:
            if not work.jobs.silent(since=now - silence):
                return
        with self._store.begin() as work:
            for job in work.jobs.silent(since=now - silence):
                _take_back(work, job, now)

    def clear_away(self, age: dt.timedelta) -> int:
        """Delete jobs that ended longer ago, and give how many those were."""
        with self._store.begin() as work:
            return work.jobs.purge(before=self.now() - age)

    def _end(self, job: JobRecord, **ended: Any) -> None:
        with self._store.begin() as work:
            work.jobs.finish(job.id, worker=job.worker, at=self.now(), **ended)


def _take_back(work: UnitOfWork, job: JobRecord, now: dt.datetime) -> None:
    """Decide on a job whose worker is gone: it has failed, was to stop, or waits again."""
    own: dict[str, Any] = {"worker": job.worker, "at": now}
    if job.is_cancel_requested:
        work.jobs.finish(job.id, status="cancelled", **own)
    elif job.attempts >= MOST_ATTEMPTS:
        problem = _internal(f"the job ended its process {job.attempts} times")
        work.jobs.finish(job.id, status="failed", problem=problem, **own)
    else:
        work.jobs.release(job.id, attempts=job.attempts, **own)


def problem_of(error: Exception) -> dict[str, Any]:
    """Describe an error as problem documents do; one that is not Axiom's as internal."""
    if not isinstance(error, AxiomError):
        return _internal("the service failed; its logs say why")
    kind = kind_of(error)
    return {
        "type": kind.urn,
        "title": kind.title,
        "status": kind.status,
        "detail": str(error),
    }


def _internal(detail: str) -> dict[str, Any]:
    kind = BY_STATUS[500]
    return {"type": kind.urn, "title": kind.title, "status": kind.status, "detail": detail}
