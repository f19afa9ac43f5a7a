"""The answer at once, or a job: what ``Prefer: respond-async`` chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Header
from starlette.requests import Request
from starlette.responses import Response

from axiom.service.access import caller_of
from axiom.service.services import services_of
from axiom.service.writes import Answer, write
from axiom.store import JobRecord, UnitOfWork
from axiom.wire.jobs import JobAnswer

__all__ = ["ACCEPTED", "PREFER", "job_answer", "prefers_job", "submitted"]

_ASYNC: Final = "respond-async"


async def _declare(
    prefer: Annotated[
        str | None,
        Header(
            description="`respond-async` makes it a job: the answer is 202 with the job, whose "
            "result is what would have been answered at once.",
            max_length=200,
        ),
    ] = None,
) -> None:
    """Declare the header; `prefers_job` reads it."""


PREFER: Final = Depends(_declare)
"""Dependency that declares the header ``Prefer``."""
ACCEPTED: Final[dict[int | str, dict[str, Any]]] = {
    202: {
        "model": JobAnswer,
        "description": "Accepted as a job",
        "headers": {"Location": {"description": "Of the job", "schema": {"type": "string"}}},
    }
}
"""What a route that may answer a job declares beside its own answer."""


def prefers_job(request: Request) -> bool:
    """Whether the caller would rather have a job than wait.

    Notes
    -----
    RFC 7240, section 4.1. Verified by tests/unit/service/jobs/test_answers.py.
    """
    preferences = ",".join(request.headers.getlist("prefer")).split(",")
    return any(one.partition(";")[0].strip().lower() == _ASYNC for one in preferences)


def submitted(request: Request, route: str, kind: str, body: Mapping[str, Any]) -> Response:
    """Accept a job and answer 202.

    Parameters
    ----------
    request
        The request.
    route
        Method and route, for the audit log.
    kind
        Of the job.
    body
        Its arguments, as a JSON object.

    Raises
    ------
    QueueFullError
        If too many jobs wait already.

    Notes
    -----
    The job is stored before the answer is given; with an ``Idempotency-Key`` it is accepted once.

    Verified by tests/service/test_job_routes.py.
    """
    jobs = services_of(request).jobs

    def change(work: UnitOfWork) -> Answer:
        job = jobs.submit(kind, body, caller_of(request), work=work)
        headers = {"location": f"/v1/jobs/{job.id}", "preference-applied": _ASYNC}
        return Answer.of(
            job_answer(job),
            status=202,
            headers=headers,
            target=job.id,
            details={"kind": kind},
            after_commit=(jobs.wake,),
        )

    return write(request, route, change)


def job_answer(job: JobRecord) -> JobAnswer:
    """Describe a job, without its request and result."""
    return JobAnswer(**{name: getattr(job, name) for name in JobAnswer.model_fields})
