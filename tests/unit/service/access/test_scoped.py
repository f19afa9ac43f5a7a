"""Routes that need a scope."""

from collections.abc import Iterable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from axiom.service.access import SCOPES, SECURITY_SCHEMES, Principal, Scope, scoped_router


class _As:
    """Lets a principal in, as the gate does."""

    def __init__(self, app: ASGIApp, principal: Principal) -> None:
        self.app = app
        self.principal = principal

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["principal"] = self.principal
        await self.app(scope, receive, send)


def _app() -> FastAPI:
    app = FastAPI()
    for needed in SCOPES:
        router = scoped_router(needed)

        @router.post(f"/{needed}")
        def answer(body: dict[str, Any]) -> dict[str, Any]:
            return body

        app.include_router(router)
    return app


def _status(app: ASGIApp, needed: Scope, body: bytes = b"{}") -> int:
    return (
        TestClient(app)
        .post(f"/v1/{needed}", content=body, headers={"Content-Type": "application/json"})
        .status_code
    )


@pytest.mark.parametrize("needed", SCOPES)
@pytest.mark.parametrize("held", [(), ("read",), ("price", "trade"), SCOPES])
def test_only_those_with_the_scope_pass(needed: Scope, held: Iterable[Scope]) -> None:
    app = _As(_app(), Principal(name="desk", key_id="1", scopes=frozenset(held)))
    assert _status(app, needed) == (200 if needed in held else 403)


def test_nobody_passes_without_a_principal_and_no_body_is_read() -> None:
    assert _status(_app(), "price", b"{ not JSON") == 401


def test_the_document_says_which_scope_a_route_needs() -> None:
    paths = _app().openapi()["paths"]
    for needed in SCOPES:
        ways = paths[f"/v1/{needed}"]["post"]["security"]
        assert ways == [{"ApiKey": []}, {"Bearer": []}, {"OAuth2": [needed]}]
        assert {name for way in ways for name in way} <= set(SECURITY_SCHEMES)


def test_a_router_may_stand_elsewhere() -> None:
    router = scoped_router("read", prefix="")
    router.get("/docs")(lambda: None)
    app = FastAPI(docs_url=None)
    app.include_router(router)
    assert TestClient(app).get("/docs").status_code == 401
