"""`/v1/desk/sessions`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from axiom.service.access import caller_of, scoped_router
from axiom.service.edge import responses
from axiom.service.services import services_of
from axiom.service.sessions.running import UNDERLYING
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import SessionRecord, UnitOfWork, new_id
from axiom.wire.sessions import SessionAnswer, SessionRequest, SessionsPage, SessionsQuery

__all__ = ["ROUTERS"]

_READING: Final = scoped_router("read", tags=["sessions"])
_WRITING: Final = scoped_router("trade", tags=["sessions"], dependencies=[IDEMPOTENT])
ROUTERS: Final[tuple[APIRouter, ...]] = (_READING, _WRITING)
_Identifier = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z-]+$")]


@_WRITING.post(
    "/desk/sessions",
    status_code=202,
    response_model=SessionAnswer,
    responses=responses(409, 422, 503),
)
def start_session(request: Request, asked: SessionRequest) -> Response:
    """Start a paper session as a job; its news is on the stream, its histories in the store."""
    services, principal = services_of(request), caller_of(request)

    def change(work: UnitOfWork) -> Answer:
        identifier, session = new_id(), asked.model_dump(mode="json")
        body = {"session_id": identifier, "session": session}
        job = services.jobs.submit("session", body, principal, work=work)
        record = SessionRecord(
            id=identifier,
            name=asked.name,
            underlying=UNDERLYING,
            settings={"session": session, "job_id": job.id},
            principal=principal.key_id,
        )
        return Answer.of(
            _answer(work.sessions.add(record)),
            status=202,
            headers={"location": f"/v1/desk/sessions/{identifier}"},
            target=identifier,
            after_commit=(services.jobs.wake,),
        )

    return write(request, "POST /v1/desk/sessions", change)


@_READING.get("/desk/sessions", response_model=SessionsPage, responses=responses(422, 503))
def list_sessions(request: Request, query: Annotated[SessionsQuery, Query()]) -> SessionsPage:
    """List sessions, the newest first."""
    with services_of(request).store.begin(read_only=True) as work:
        found = work.sessions.page(**query.model_dump(), newest_first=True)
    is_full = len(found) == query.limit
    return SessionsPage(items=tuple(map(_answer, found)), next=found[-1].id if is_full else None)


@_READING.get(
    "/desk/sessions/{session_id}", response_model=SessionAnswer, responses=responses(404, 422, 503)
)
def get_session(request: Request, session_id: _Identifier) -> SessionAnswer:
    """Say how far a session is."""
    with services_of(request).store.begin(read_only=True) as work:
        return _answer(work.sessions.get(session_id))


@_WRITING.delete(
    "/desk/sessions/{session_id}",
    status_code=202,
    response_model=SessionAnswer,
    responses=responses(404, 409, 422, 503),
)
def stop_session(request: Request, session_id: _Identifier) -> Response:
    """Stop a session at its next update; one that has ended stays as it is."""
    services, principal = services_of(request), caller_of(request)

    def change(work: UnitOfWork) -> Answer:
        record = work.sessions.get(session_id)
        job = services.jobs.cancel(work, record.settings["job_id"], principal)
        if job.status == "cancelled" and record.status == "running":
            now = dt.datetime.now(dt.UTC)
            record = work.sessions.end(session_id, status="stopped", at=now)
        return Answer.of(_answer(record), status=202, target=session_id)

    return write(request, "DELETE /v1/desk/sessions/{session_id}", change)


def _answer(record: SessionRecord) -> SessionAnswer:
    names = ("id", "name", "underlying", "status", "created_at", "ended_at")
    told = {name: getattr(record, name) for name in names}
    return SessionAnswer(job_id=record.settings.get("job_id"), state=dict(record.state), **told)
