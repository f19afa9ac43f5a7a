"""Routers whose every route needs one scope."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from axiom.service.access.principal import Scope, principal_of

__all__ = ["ScopedRoute", "scoped_router"]


class ScopedRoute(APIRoute):
    """A route that needs a scope; it is checked before the body is read.

    Notes
    -----
    Verified by tests/unit/service/access/test_scoped.py.
    """

    needed: Scope

    async def handle(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer the request, or refuse it with 401 or 403."""
        principal = principal_of(HTTPConnection(scope))
        if principal is None:
            raise HTTPException(401, "give an API key or a token", {"WWW-Authenticate": "Bearer"})
        if self.needed not in principal.scopes:
            raise HTTPException(403, f"{principal.name} lacks the scope {self.needed!r}")
        await super().handle(scope, receive, send)


def scoped_router(
    needed: Scope, *, route_class: type[ScopedRoute] = ScopedRoute, **options: Any
) -> APIRouter:
    """Make a router under ``/v1`` whose every route needs a scope.

    Parameters
    ----------
    needed
        The scope.
    route_class
        Kind of its routes.
    options
        As `fastapi.APIRouter` takes them, such as ``tags``.

    Notes
    -----
    Verified by tests/unit/service/access/test_scoped.py.
    """
    needing = type(f"{needed.title()}{route_class.__name__}", (route_class,), {"needed": needed})
    return APIRouter(prefix="/v1", route_class=needing, **options)
