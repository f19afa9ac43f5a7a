"""Routers whose every route needs one scope."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from axiom.service.access.principal import Scope, principal_of
from axiom.service.strict import StrictRoute

__all__ = ["SECURITY_SCHEMES", "ScopedRoute", "scoped_router"]

SECURITY_SCHEMES: Final[dict[str, dict[str, Any]]] = {
    "ApiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "An API key, as `axiom admin create-key` shows it.",
    },
    "Bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, or a token of `/v1/oauth/token`.",
    },
    "OAuth2": {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "/v1/oauth/token",
                "scopes": {
                    "read": "What is stored.",
                    "price": "To compute without storing.",
                    "trade": "To write.",
                    "admin": "Keys, audit, maintenance.",
                },
            }
        },
    },
    "ClientBasic": {
        "type": "http",
        "scheme": "basic",
        "description": "Identifier and secret of an OAuth2 client.",
    },
}
"""Ways to say who calls, for the components of the OpenAPI document."""


class ScopedRoute(StrictRoute):
    """A route that needs a scope; it is checked before the body is read.

    Notes
    -----
    Verified by tests/unit/service/access/test_scoped.py.
    """

    needed: Scope

    def __init__(self, *args: Any, **options: Any) -> None:
        ways: list[dict[str, list[str]]] = [{"ApiKey": []}, {"Bearer": []}]
        extra = {**(options.get("openapi_extra") or {})}
        extra["security"] = [*ways, {"OAuth2": [self.needed]}]
        super().__init__(*args, **{**options, "openapi_extra": extra})

    def require_scope(self, scope: AsgiScope) -> None:
        """Refuse a request with 401 or 403 whose caller lacks the scope."""
        principal = principal_of(HTTPConnection(scope))
        if principal is None:
            raise HTTPException(401, "give an API key or a token", {"WWW-Authenticate": "Bearer"})
        if self.needed not in principal.scopes:
            raise HTTPException(403, f"{principal.name} lacks the scope {self.needed!r}")

    async def handle(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer the request, or refuse it with 401 or 403."""
        self.require_scope(scope)
        await super().handle(scope, receive, send)


def scoped_router(
    needed: Scope,
    *,
    prefix: str = "/v1",
    route_class: type[ScopedRoute] = ScopedRoute,
    **options: Any,
) -> APIRouter:
    """Make a router whose every route needs a scope.

    Parameters
    ----------
    needed
        The scope.
    prefix
        Of the paths.
    route_class
        Kind of its routes.
    options
        As `fastapi.APIRouter` takes them, such as ``tags``.

    Notes
    -----
    Verified by tests/unit/service/access/test_scoped.py.
    """
    needing = type(f"{needed.title()}{route_class.__name__}", (route_class,), {"needed": needed})
    return APIRouter(prefix=prefix, route_class=needing, **options)
