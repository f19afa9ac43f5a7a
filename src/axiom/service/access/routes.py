"""Routes that clients take tokens by; they need no key."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from axiom.core.errors import AuthenticationError
from axiom.service.access.issuing import signing_key
from axiom.service.access.opening import signing_period, token_terms
from axiom.service.access.signing_keys import json_web_key
from axiom.service.access.sources import check_client
from axiom.service.access.token_requests import (
    FORM,
    TokenRefusedError,
    granted_scopes,
    read_token_request,
)
from axiom.service.access.tokens import issue_token
from axiom.service.edge.responses import responses
from axiom.service.services import Services, services_of
from axiom.wire.access import JsonWebKey, JsonWebKeySet, TokenAnswer, TokenRefusal

__all__ = ["router"]

TAKE_PATH: Final = "/v1/oauth/token"
KEYS_PATH: Final = "/v1/oauth/jwks.json"

_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_FORM_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "scope": {"type": "string", "description": "Scopes separated by blanks."},
        "client_id": {"type": "string", "description": "Or by HTTP Basic."},
        "client_secret": {"type": "string", "description": "Or by HTTP Basic."},
    },
}
_REFUSED: Final = {"model": TokenRefusal, "description": "Why there is no token."}

router = APIRouter(tags=["access"])


@router.post(
    TAKE_PATH,
    operation_id="take_token",
    response_model=TokenAnswer,
    responses={400: _REFUSED, 401: _REFUSED, **responses(429, 503)},
    openapi_extra={
        "requestBody": {"required": True, "content": {FORM: {"schema": _FORM_SCHEMA}}},
        "security": [{"ClientBasic": []}, {}],
    },
)
async def take_token(request: Request) -> Response:
    """Give a client a token for its credentials (RFC 6749, section 4.4)."""
    services, address = services_of(request), request.client.host if request.client else ""
    try:
        asked = read_token_request(
            await request.body(),
            content_type=request.headers.get("content-type", ""),
            authorization=request.headers.get("authorization"),
        )
        answer = await services.access.check(
            lambda: _token(services, asked.client_id, asked.client_secret, asked.scope),
            address=address,
        )
    except TokenRefusedError as refused:
        return _refusal(refused)
    except AuthenticationError as error:
        refusal = TokenRefusal(error="invalid_client", error_description=str(error))
        return _refusal(TokenRefusedError(refusal, status=401))
    return Response(answer.model_dump_json(), media_type="application/json", headers=_NO_STORE)


@router.get(KEYS_PATH, operation_id="list_token_keys", responses=responses(503))
def list_token_keys(request: Request, response: Response) -> JsonWebKeySet:
    """Publish the keys by which tokens can be verified (RFC 7517)."""
    response.headers["Cache-Control"] = "max-age=60"
    with services_of(request).store.begin(read_only=True) as work:
        found = work.tokens.valid(at=dt.datetime.now(dt.UTC))
    return JsonWebKeySet(keys=tuple(JsonWebKey(**json_web_key(record)) for record in found))


def _token(services: Services, client_id: str, secret: str, scope: str | None) -> TokenAnswer:
    """Prove a client and sign its token."""
    store, terms = services.store, token_terms(services.settings)
    principal = check_client(client_id, secret, store=store).principal
    scopes = granted_scopes(scope, principal.scopes)
    with store.begin(read_only=True) as work:
        signer = work.tokens.signing(at=dt.datetime.now(dt.UTC))
    if signer is None:
        with store.begin() as work:
            signer = signing_key(work, terms=terms, signs=signing_period(services.settings))
    token = issue_token(signer, client_id=principal.key_id, scopes=scopes, terms=terms)
    seconds = int(terms.lifetime.total_seconds())
    return TokenAnswer(access_token=token, expires_in=seconds, scope=" ".join(scopes))


def _refusal(refused: TokenRefusedError) -> Response:
    """Answer a refusal as RFC 6749, section 5.2, has it."""
    headers = {**_NO_STORE, "WWW-Authenticate": "Basic"} if refused.status == 401 else _NO_STORE
    return Response(
        refused.refusal.model_dump_json(),
        status_code=refused.status,
        media_type="application/json",
        headers=headers,
    )
