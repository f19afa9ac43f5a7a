"""`/v1/jobs`: how far long work is, what came of it, and how to stop it."""

from __future__ import annotations

import time
from typing import Annotated, Any, Final

import anyio
from anyio import to_thread
from fastapi import HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from axiom.service.access import caller_of, scoped_router
from axiom.service.edge import responses
from axiom.service.edge.kinds import Kind
from axiom.service.edge.problems import problem_response
from axiom.service.jobs.answers import job_answer
from axiom.service.services import services_of
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import JobRecord, UnitOfWork
from axiom.wire.chains import Identifier
from axiom.wire.jobs import JobAnswer, JobPage, JobStatus

__all__ = ["ROUTERS"]

LONGEST_WAIT_S: Final = 20.0
_FIRST_LOOK_S: Final = 0.02
_SLOWEST_LOOK_S: Final = 0.5

reading = scoped_router("read", tags=["jobs"])
ROUTERS = (reading,)


@reading.get("/jobs", operation_id="list_jobs")
def list_jobs(
    request: Request,
    status: Annotated[JobStatus | None, Query(description="Only jobs that stand there")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Most jobs of a page")] = 100,
    after: Annotated[Identifier | None, Query(description="Last id of the page before")] = None,
) -> JobPage:
    """List your jobs, the newest first; an administrator sees all."""
    jobs = services_of(request).jobs
    found = jobs.page(caller_of(request), status=status, limit=limit, after=after)
    return JobPage(
        jobs=tuple(job_answer(one) for one in found),
        next=found[-1].id if len(found) == limit else None,
    )


@reading.get("/jobs/{job_id}", operation_id="get_job", responses=responses(404))
async def get_job(
    request: Request,
    job_id: Identifier,
    wait_s: Annotated[
        float,
        Query(ge=0.0, le=LONGEST_WAIT_S, description="Wait so many seconds for the job to end"),
    ] = 0.0,
) -> JobAnswer:
    """Say how far a job is; with `wait_s`, once it has ended or that time is over."""
    jobs, who = services_of(request).jobs, caller_of(request)
    until, pause = time.monotonic() + wait_s, _FIRST_LOOK_S
    job = await to_thread.run_sync(jobs.get, job_id, who)
    while not job.is_finished and time.monotonic() + pause < until:
        await anyio.sleep(pause)
        pause = min(1.5 * pause, _SLOWEST_LOOK_S)
        job = await to_thread.run_sync(jobs.get, job_id, who)
    return job_answer(job)


@reading.get(
    "/jobs/{job_id}/result",
    operation_id="get_job_result",
    response_model=dict[str, Any],
    responses=responses(404, 409, 410, 422),
)
def get_job_result(request: Request, job_id: Identifier) -> Response:
    """Give what a job gave: what its route would have answered at once.

    A job that failed answers its problem; one that has not ended 409, one that was cancelled 410.
    """
    job = services_of(request).jobs.get(job_id, caller_of(request))
    if job.status == "done":
        return JSONResponse(dict(job.result or {}))
    if job.status == "failed":
        return _failed(request, job)
    if job.status == "cancelled":
        raise HTTPException(410, f"job {job_id!r} was cancelled: submit it again")
    raise HTTPException(409, f"job {job_id!r} is {job.status}: ask again when it has ended")


@reading.delete(
    "/jobs/{job_id}",
    operation_id="cancel_job",
    status_code=202,
    response_model=JobAnswer,
    dependencies=[IDEMPOTENT],
    responses=responses(404, 409),
)
def cancel_job(request: Request, job_id: Identifier) -> Response:
    """Ask your job to stop; one that waits is cancelled at once, one that runs at its next step."""
    jobs = services_of(request).jobs

    def change(work: UnitOfWork) -> Answer:
        job = jobs.cancel(work, job_id, caller_of(request))
        return Answer.of(job_answer(job), status=202, target=job_id)

    return write(request, "DELETE /v1/jobs/{job_id}", change)


def _failed(request: Request, job: JobRecord) -> Response:
    """Answer the problem of a job that failed, as its route would have."""
    problem = dict(job.problem or {})
    kind = Kind(problem["status"], problem["type"].rpartition(":")[2], problem["title"])
    return problem_response(request.scope, kind, problem["detail"])
