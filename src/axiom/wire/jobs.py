"""Jobs over the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from axiom.wire.base import WireModel

__all__ = ["JobAnswer", "JobPage", "JobStatus"]

JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]


class JobAnswer(WireModel):
    """Long work that was accepted, and how far it is.

    Notes
    -----
    Verified by tests/unit/wire/test_jobs.py.
    """

    id: str
    """Identifier; ids sort in the order of submission."""
    kind: str
    """What is done, such as ``fit``."""
    status: JobStatus
    """Where it stands; ``done``, ``failed`` and ``cancelled`` are final."""
    share: Annotated[float, Field(ge=0.0, le=1.0)]
    """Share of the work that is done, 0 to 1."""
    text: str
    """What is being done, for people."""
    attempts: int
    """How often it was begun; more than once where a worker ended before the job did."""
    is_cancel_requested: bool
    """Whether it was asked to stop."""
    problem: dict[str, Any] | None
    """Why it failed, as a problem document; null otherwise."""
    submitted_at: AwareDatetime
    """When it was accepted."""
    started_at: AwareDatetime | None
    """When it was last begun; null while it waits."""
    updated_at: AwareDatetime
    """When its worker last told of it."""
    finished_at: AwareDatetime | None
    """When it ended; null before."""


class JobPage(WireModel):
    """A page of jobs, the newest first.

    Notes
    -----
    Verified by tests/unit/wire/test_jobs.py.
    """

    jobs: tuple[JobAnswer, ...]
    """The jobs."""
    next: str | None
    """What to give as ``after`` for the next page; null on the last one."""
