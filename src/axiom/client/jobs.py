"""Long work: how far it is, its result, its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import httpx

from axiom.client.calls import Call, Steps, ask, delete, get, pages, segment
from axiom.client.operations import AsyncDomain, Domain, operation
from axiom.client.problems import error_of
from axiom.core.errors import ServiceError
from axiom.core.lazy import LazyModule
from axiom.wire.jobs import JobAnswer, JobPage, JobStatus

if TYPE_CHECKING:
    from rich import progress as rich_progress
else:
    rich_progress = LazyModule("rich.progress")

__all__ = ["AsyncJobs", "Jobs", "Progress"]

Progress = Callable[[float, str], None]
"""Called with the share that is done, 0 to 1, and what is being done."""
POLL_S: Final = 10.0
"""Seconds that the service holds a question back while nothing changes."""


class JobOperations:
    """Long work that the service has accepted.

    Notes
    -----
    Verified by tests/service/test_client_chains.py.
    """

    @operation
    def get(self, job_id: str) -> Call[JobAnswer]:
        """Return how far a job is.

        Parameters
        ----------
        job_id
            Identifier, as the service gave it when it accepted the job.

        Returns
        -------
        JobAnswer
            Its status, the share that is done, and its times.

        Raises
        ------
        NotFoundError
            If there is no such job, or it is another's.
        """
        return get(f"/v1/jobs/{segment(job_id)}", JobAnswer)

    @operation
    def list(
        self,
        *,
        status: JobStatus | None = None,
        limit: int | None = 100,
        after: str | None = None,
    ) -> Steps[JobPage]:
        """List your jobs, the newest first; an administrator sees all.

        Parameters
        ----------
        status
            Only jobs that stand there.
        limit
            Most jobs; all where None.
        after
            `JobPage.next` of the page before.
        """
        return pages("/v1/jobs", JobPage, "jobs", limit=limit, status=status, after=after)

    @operation
    def result(self, job_id: str) -> Call[dict[str, Any]]:
        """Return what a finished job came to, as JSON values."""
        return get(f"/v1/jobs/{segment(job_id)}/result", dict[str, Any])

    @operation
    def cancel(self, job_id: str) -> Call[JobAnswer]:
        """Ask a job to stop.

        One that waits is cancelled at once, one that runs at its next step; one that has ended
        stays as it is.
        """
        return delete(f"/v1/jobs/{segment(job_id)}", JobAnswer)

    @operation
    def wait(
        self, job_id: str, *, timeout_s: float = 3600.0, progress: bool | Progress = False
    ) -> Steps[dict[str, Any]]:
        """Wait for a job to end.

        Parameters
        ----------
        job_id
            Identifier.
        timeout_s
            Seconds to wait, above 0. The job goes on after that.
        progress
            True for a bar in the terminal or notebook, or what is called with the share that is
            done and what is being done.

        Returns
        -------
        dict
            The result, as JSON values.

        Raises
        ------
        ServiceError
            If the job failed (then the error that it failed with), was cancelled, or has not
            ended in time.
        """
        deadline = time.monotonic() + timeout_s
        with _watched(progress) as tell:
            while True:
                left_s = deadline - time.monotonic()
                job = yield from ask(
                    get(
                        f"/v1/jobs/{segment(job_id)}",
                        JobAnswer,
                        wait_s=round(max(0.0, min(POLL_S, left_s)), 3),
                    )
                )
                tell(job.share, job.text)
                if job.status == "done":
                    break
                _refuse_ended(job, left_s)
        return (yield from ask(get(f"/v1/jobs/{segment(job_id)}/result", dict[str, Any])))


class Jobs(JobOperations, Domain):
    """Long work that the service has accepted."""


class AsyncJobs(JobOperations, AsyncDomain):
    """Long work that the service has accepted, for an asynchronous client."""


def _refuse_ended(job: JobAnswer, left_s: float) -> None:
    """Raise where a job came to no result, or the time is up."""
    if job.status == "failed":
        problem = job.problem or {"detail": f"job {job.id} failed"}
        raise error_of(httpx.Response(int(problem.get("status", 500)), json=problem))
    if job.status == "cancelled":
        raise ServiceError(f"job {job.id} was cancelled")
    if left_s <= 0.0:
        raise ServiceError(
            f"job {job.id} is {job.status} at {job.share:.0%}: it goes on; wait again, or cancel it"
        )


@contextmanager
def _watched(progress: bool | Progress) -> Iterator[Progress]:
    """Give what is told how far a job is."""
    if not isinstance(progress, bool):
        yield progress
    elif not progress:
        yield lambda share, text: None
    else:
        with rich_progress.Progress() as bar:
            task = bar.add_task("", total=1.0)
            yield lambda share, text: bar.update(task, completed=share, description=text)
