"""Routes of OAuth2 clients, and of the keys that their tokens are signed with."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import Query, Request, Response

from axiom.service.access import caller_of, scoped_router
from axiom.service.access.issuing import issue_client, rotate_signing_key
from axiom.service.access.issuing import renew_client as renew
from axiom.service.access.opening import signing_period, token_terms
from axiom.service.admin.answers import client_answer, new_client_answer, signing_key_answer
from axiom.service.admin.parameters import AfterQuery, IdPath, LimitQuery, next_of
from axiom.service.admin.secrets import shown_once
from axiom.service.edge.responses import responses
from axiom.service.services import services_of
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import UnitOfWork
from axiom.wire.access import (
    ClientAnswer,
    ClientRequest,
    ClientsPage,
    NewClientAnswer,
    SigningKeyAnswer,
)

__all__ = ["router"]

WithdrawQuery = Annotated[
    bool, Query(description="Whether the tokens of the old keys are refused from now on.")
]

router = scoped_router("admin", tags=["admin"])


@router.post(
    "/admin/clients",
    operation_id="create_client",
    status_code=201,
    response_model=NewClientAnswer,
    dependencies=[IDEMPOTENT],
    responses=responses(409),
)
def create_client(request: Request, body: ClientRequest) -> Response:
    """Make an OAuth2 client; the answer shows its secret, this once."""

    def change(work: UnitOfWork) -> Answer:
        issued = issue_client(work, **body.model_dump(), created_by=caller_of(request).name)
        return shown_once(
            new_client_answer(issued),
            "client_secret",
            target=issued.record.id,
            details={"name": body.name, "scopes": list(issued.record.scopes)},
        )

    return write(request, "POST /v1/admin/clients", change)


@router.get("/admin/clients", operation_id="list_clients")
def list_clients(
    request: Request, limit: LimitQuery = 100, after: AfterQuery = None
) -> ClientsPage:
    """List OAuth2 clients, without their secrets."""
    with services_of(request).store.begin(read_only=True) as work:
        found = work.clients.page(limit=limit, after=None if after is None else str(after))
    return ClientsPage(items=tuple(map(client_answer, found)), next=next_of(found, limit))


@router.get("/admin/clients/{client_id}", operation_id="get_client", responses=responses(404))
def get_client(request: Request, client_id: IdPath) -> ClientAnswer:
    """Give an OAuth2 client, without its secret."""
    with services_of(request).store.begin(read_only=True) as work:
        return client_answer(work.clients.get(str(client_id)))


@router.delete(
    "/admin/clients/{client_id}",
    operation_id="revoke_client",
    response_model=ClientAnswer,
    dependencies=[IDEMPOTENT],
    responses=responses(404, 409),
)
def revoke_client(request: Request, client_id: IdPath) -> Response:
    """Revoke an OAuth2 client and its tokens: at once here, within 30 seconds elsewhere."""
    access, identifier = services_of(request).access, str(client_id)

    def change(work: UnitOfWork) -> Answer:
        revoked = work.clients.revoke(identifier, at=dt.datetime.now(dt.UTC))
        return Answer.of(
            client_answer(revoked),
            target=identifier,
            after_commit=(lambda: access.forget(identifier),),
        )

    return write(request, "DELETE /v1/admin/clients/{client_id}", change)


@router.post(
    "/admin/clients/{client_id}/renew",
    operation_id="renew_client",
    status_code=201,
    response_model=NewClientAnswer,
    dependencies=[IDEMPOTENT],
    responses=responses(404, 409),
)
def renew_client(request: Request, client_id: IdPath) -> Response:
    """Give an OAuth2 client a new secret; the old one gets no more tokens."""
    identifier = str(client_id)

    def change(work: UnitOfWork) -> Answer:
        issued = renew(work, identifier)
        return shown_once(new_client_answer(issued), "client_secret", target=identifier)

    return write(request, "POST /v1/admin/clients/{client_id}/renew", change)


@router.post(
    "/admin/signing-keys/rotate",
    operation_id="rotate_signing_key",
    status_code=201,
    response_model=SigningKeyAnswer,
    dependencies=[IDEMPOTENT],
    responses=responses(409),
)
def rotate_signing_keys(request: Request, withdraw: WithdrawQuery = False) -> Response:
    """Sign tokens by a new key from now on; those signed before hold until they expire."""
    services = services_of(request)
    terms, signs = token_terms(services.settings), signing_period(services.settings)

    def change(work: UnitOfWork) -> Answer:
        made = rotate_signing_key(work, terms=terms, signs=signs, withdraw=withdraw)
        return Answer.of(
            signing_key_answer(made),
            status=201,
            target=made.id,
            details={"withdraw": withdraw},
            after_commit=(services.access.forget,) if withdraw else (),
        )

    return write(request, "POST /v1/admin/signing-keys/rotate", change)
