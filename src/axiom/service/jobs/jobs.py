"""`Jobs`: long work, accepted now and done by whichever process has room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from axiom.core.errors import InvalidArgumentError, NotFoundError
from axiom.service.access.principal import Principal
from axiom.service.jobs.board import JobBoard
from axiom.service.jobs.kinds import KINDS, job_function
from axiom.service.jobs.pool import JobPool, PoolRules
from axiom.store import JobRecord, Store, UnitOfWork

if TYPE_CHECKING:
    from axiom.service.jobs.progress import Progress
    from axiom.service.services import Services

__all__ = ["Jobs"]


class Jobs:
    """Long work, accepted now and done by whichever process has room.

    Parameters
    ----------
    store
        Where jobs are kept before they are acknowledged.
    rules
        Threads and times of this process; None does no jobs here.
    most_waiting
        Jobs that may wait at a time, of all processes.
    kinds
        Function of each kind, see `axiom.service.jobs.kinds.KINDS`.

    Notes
    -----
    Verified by tests/service/test_jobs.py.
    """

    def __init__(
        self,
        store: Store,
        *,
        rules: PoolRules | None = None,
        most_waiting: int = 1000,
        kinds: Mapping[str, str] = KINDS,
    ) -> None:
        self._store, self._rules, self._kinds = store, rules, kinds
        self._board = JobBoard(store, most_waiting=most_waiting)
        self._pool: JobPool | None = None

    @property
    def is_working(self) -> bool:
        """Whether this process takes jobs."""
        return self._pool is not None and self._pool.is_working

    def start(self, services: Services) -> None:
        """Begin to do jobs in this process, with what its handlers share."""
        if self._rules is None or self._pool is not None:
            return

        def run(job: JobRecord, progress: Progress) -> dict[str, Any]:
            return job_function(job.kind, self._kinds)(services, dict(job.request), progress)

        self._pool = JobPool(
            self._board,
            run,
            self._rules,
            note_depth=lambda depth: services.metrics.queue("jobs", depth),
        )
        self._pool.start()

    def submit(
        self,
        kind: str,
        request: Mapping[str, Any],
        principal: Principal,
        *,
        work: UnitOfWork | None = None,
    ) -> JobRecord:
        """Accept a job; once this returns, or `work` is committed, it will be done.

        Parameters
        ----------
        kind
            One of the kinds.
        request
            Its arguments, as a JSON object.
        principal
            Whose job it is.
        work
            Unit of work to store it in; one of its own when None.

        Raises
        ------
        InvalidArgumentError
            If there is no such kind.
        QueueFullError
            If too many jobs wait already.
        """
        if kind not in self._kinds:
            known = ", ".join(sorted(self._kinds))
            raise InvalidArgumentError(f"kind={kind!r}: give one of {known}")
        job = JobRecord(kind=kind, request=request, principal=principal.key_id)
        if work is not None:
            return self._board.accept(work, job)
        with self._store.begin() as own:
            self._board.accept(own, job)
        self.wake()
        return job

    def wake(self) -> None:
        """Look for jobs now rather than at the next look."""
        if self._pool is not None:
            self._pool.wake()

    def get(self, identifier: str, principal: Principal) -> JobRecord:
        """Give a job of a principal; an administrator sees all.

        Raises
        ------
        NotFoundError
            If there is none, or it is another's.
        """
        with self._store.begin(read_only=True) as work:
            return _own(work, identifier, principal)

    def page(
        self,
        principal: Principal,
        *,
        status: str | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> tuple[JobRecord, ...]:
        """Give a principal's jobs, the newest first; all jobs to an administrator."""
        owner = None if "admin" in principal.scopes else principal.key_id
        with self._store.begin(read_only=True) as work:
            return work.jobs.page(
                status=status, principal=owner, limit=limit, after=after, newest_first=True
            )

    def cancel(self, work: UnitOfWork, identifier: str, principal: Principal) -> JobRecord:
        """Ask a job to stop; one that waits is cancelled at once, one that ended stays as it is.

        Raises
        ------
        NotFoundError
            If there is none, or it is another's.
        """
        _own(work, identifier, principal)
        return work.jobs.request_cancel(identifier, at=self._board.now())

    def close(self, grace_s: float = 10.0) -> None:
        """Take no more jobs; those that run stop at their next step and wait again."""
        if self._pool is not None:
            self._pool.close(grace_s)


def _own(work: UnitOfWork, identifier: str, principal: Principal) -> JobRecord:
    """Give a job where it is the principal's, or the principal an administrator."""
    job = work.jobs.find(identifier)
    if job is None or not (job.principal == principal.key_id or "admin" in principal.scopes):
        raise NotFoundError(f"there is no job {identifier!r}: GET /v1/jobs lists yours")
    return job
