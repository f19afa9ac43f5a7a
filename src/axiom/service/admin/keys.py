"""Routes of API keys."""

from __future__ import annotations

import datetime as dt

from fastapi import Request, Response

from axiom.service.access import caller_of, scoped_router
from axiom.service.access.issuing import issue_key
from axiom.service.access.issuing import rotate_key as rotate
from axiom.service.admin.answers import key_answer, new_key_answer
from axiom.service.admin.parameters import AfterQuery, IdPath, LimitQuery, next_of
from axiom.service.admin.secrets import shown_once
from axiom.service.edge.responses import responses
from axiom.service.services import services_of
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import UnitOfWork
from axiom.wire.access import KeyAnswer, KeyRequest, KeysPage, NewKeyAnswer, RotationRequest

__all__ = ["router"]

router = scoped_router("admin", tags=["admin"])


@router.post(
    "/admin/keys",
    operation_id="create_key",
    status_code=201,
    response_model=NewKeyAnswer,
    dependencies=[IDEMPOTENT],
    responses=responses(409),
)
def create_key(request: Request, body: KeyRequest) -> Response:
    """Make an API key; the answer shows it, this once."""

    def change(work: UnitOfWork) -> Answer:
        issued = issue_key(work, **body.model_dump(), created_by=caller_of(request).name)
        details = {"name": body.name, "scopes": list(issued.record.scopes)}
        return shown_once(new_key_answer(issued), "key", target=issued.record.id, details=details)

    return write(request, "POST /v1/admin/keys", change)


@router.get("/admin/keys", operation_id="list_keys")
def list_keys(request: Request, limit: LimitQuery = 100, after: AfterQuery = None) -> KeysPage:
    """List API keys, without the keys themselves."""
    with services_of(request).store.begin(read_only=True) as work:
        found = work.keys.page(limit=limit, after=None if after is None else str(after))
    return KeysPage(items=tuple(map(key_answer, found)), next=next_of(found, limit))


@router.get("/admin/keys/{key_id}", operation_id="get_key", responses=responses(404))
def get_key(request: Request, key_id: IdPath) -> KeyAnswer:
    """Give an API key, without the key itself."""
    with services_of(request).store.begin(read_only=True) as work:
        return key_answer(work.keys.get(str(key_id)))


@router.delete(
    "/admin/keys/{key_id}",
    operation_id="revoke_key",
    response_model=KeyAnswer,
    dependencies=[IDEMPOTENT],
    responses=responses(404, 409),
)
def revoke_key(request: Request, key_id: IdPath) -> Response:
    """Revoke an API key: refused at once by this process, within 30 seconds by others."""
    access, identifier = services_of(request).access, str(key_id)

    def change(work: UnitOfWork) -> Answer:
        revoked = work.keys.revoke(identifier, at=dt.datetime.now(dt.UTC))
        return Answer.of(
            key_answer(revoked),
            target=identifier,
            after_commit=(lambda: access.forget(identifier),),
        )

    return write(request, "DELETE /v1/admin/keys/{key_id}", change)


@router.post(
    "/admin/keys/{key_id}/rotate",
    operation_id="rotate_key",
    status_code=201,
    response_model=NewKeyAnswer,
    dependencies=[IDEMPOTENT],
    responses=responses(404, 409),
)
def rotate_key(request: Request, key_id: IdPath, body: RotationRequest) -> Response:
    """Replace an API key by a new one; the old one goes on for `overlap_s`."""
    access, identifier = services_of(request).access, str(key_id)
    overlap = dt.timedelta(seconds=body.overlap_s)

    def change(work: UnitOfWork) -> Answer:
        issued = rotate(work, identifier, overlap=overlap, created_by=caller_of(request).name)
        return shown_once(
            new_key_answer(issued),
            "key",
            target=issued.record.id,
            details={"replaces": identifier},
            after_commit=(lambda: access.forget(identifier),),
        )

    return write(request, "POST /v1/admin/keys/{key_id}/rotate", change)
