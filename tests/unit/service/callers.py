"""Applications of some routers, called in process with every scope."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from axiom.service.access import SCOPES, Principal, Scope
from axiom.service.edge.problems import handle_problems
from axiom.service.lean import LeanRoutes
from axiom.service.services import open_services
from axiom.service.settings import ServiceSettings


class _Admitted:
    """Lets a principal in, as the gate does."""

    def __init__(self, app: ASGIApp, scopes: Iterable[Scope] = SCOPES) -> None:
        self.app = app
        self.scopes = frozenset(scopes)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        principal = Principal(name="desk", key_id="1", scopes=self.scopes)
        scope.setdefault("state", {})["principal"] = principal
        await self.app(scope, receive, send)


@contextmanager
def stored_caller(database_url: str, *routers: APIRouter) -> Iterator[TestClient]:
    """Give a client of an application of these routers, with all that handlers share."""
    app = FastAPI()
    handle_problems(app)
    app.state.services = open_services(ServiceSettings(database_url=database_url))
    for router in routers:
        app.include_router(router)
    try:
        with TestClient(_Admitted(app)) as client:
            yield client
    finally:
        app.state.services.close()


def caller_of(
    *routers: APIRouter,
    scopes: Iterable[Scope] = SCOPES,
    is_direct: bool = False,
    **settings: Any,
) -> TestClient:
    """Return a client of an application that has these routers alone, and settings.

    Where `is_direct`, lean routes are reached without the router.
    """
    app = FastAPI()
    handle_problems(app)
    if is_direct:
        app.add_middleware(LeanRoutes, routers=routers)
    app.state.services = SimpleNamespace(settings=ServiceSettings(**settings))
    for router in routers:
        app.include_router(router)
    return TestClient(_Admitted(app, scopes))
