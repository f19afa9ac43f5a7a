"""Every route × every scope × every key that does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from axiom.service import ServiceSettings, create_app
from axiom.service.access import SCOPES, ScopedRoute
from tests.unit.service.keyed import Keyed, keyed, quick_hashes

PUBLIC: Final = {
    ("GET", "/health"),
    ("POST", "/v1/oauth/token"),
    ("GET", "/v1/oauth/jwks.json"),
}
"""All that answers without a key."""
NOBODY: Final = (None, "unknown", "revoked", "expired")
ID: Final = "00000000-0000-7000-8000-000000000000"


def _flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Go through routes and those of routers that were included."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from _flat(included.routes)


ALL: Final = tuple(_flat(create_app(ServiceSettings()).routes))
SOCKETS: Final = [route for route in ALL if isinstance(route, WebSocketRoute)]
ROUTES: Final = [
    (method, route)
    for route in ALL
    if isinstance(route, APIRoute)
    for method in sorted(route.methods)
]
SCOPED: Final = [(method, route) for method, route in ROUTES if isinstance(route, ScopedRoute)]


def _name(value: object) -> str:
    return value.path if isinstance(value, APIRoute) else str(value)


def _path(route: APIRoute | WebSocketRoute) -> str:
    """Fill in a route's parameters."""
    return route.path_format.format(**dict.fromkeys(route.param_convertors, ID))


@pytest.fixture(scope="module")
def service(template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyed]:
    """Run the application, with hashes that are quick to check: thousands are."""
    file = tmp_path_factory.mktemp("table") / "axiom.db"
    file.write_bytes(template_file.read_bytes())
    with quick_hashes(), keyed(f"sqlite:///{file}") as running:
        yield running


def test_what_needs_no_key_is_this_and_nothing_else() -> None:
    unscoped = {(method, route.path) for method, route in ROUTES if (method, route) not in SCOPED}
    assert unscoped == PUBLIC
    assert SCOPED


@pytest.mark.parametrize(("method", "route"), SCOPED, ids=_name)
def test_a_route_lets_in_its_scope_alone(service: Keyed, method: str, route: ScopedRoute) -> None:
    path = _path(route)
    for key in NOBODY:
        refused = service.ask(key, method, path)
        assert refused.status_code == 401, key
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    for scope in SCOPES:
        answer = service.ask(scope, method, path)
        if scope == route.needed:
            assert answer.status_code not in (401, 403), scope
        else:
            assert answer.status_code == 403, scope
            assert route.needed in answer.json()["detail"]


@pytest.mark.parametrize(("method", "path"), sorted(PUBLIC))
def test_public_routes_ask_for_no_key(service: Keyed, method: str, path: str) -> None:
    answer = service.ask(None, method, path)
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    "path", ["/", "/v1/none", "/v1/%2e%2e/health", "//health", "/health/", "/V1/oauth/token"]
)
def test_what_is_not_there_needs_a_key_too(service: Keyed, path: str) -> None:
    assert service.ask(None, "GET", path).status_code == 401


@pytest.mark.parametrize("route", SOCKETS, ids=lambda route: route.path)
@pytest.mark.parametrize("key", [*NOBODY, "price", "trade", "admin"])
def test_web_sockets_need_a_key_that_may_read(
    service: Keyed, route: WebSocketRoute, key: str | None
) -> None:
    headers = {} if key is None else {"X-API-Key": service.keys[key]}
    refused = pytest.raises((WebSocketDenialResponse, WebSocketDisconnect))
    with refused, service.client.websocket_connect(_path(route), headers=headers):
        pytest.fail("the socket was opened")


def test_nothing_else_is_served() -> None:
    assert all(isinstance(route, APIRoute | WebSocketRoute) for route in ALL)
    assert SOCKETS


@pytest.mark.parametrize("parameter", ["key", "api_key", "access_token", "token"])
def test_a_key_in_the_address_is_none(service: Keyed, parameter: str) -> None:
    given = {parameter: service.keys["admin"]}
    assert service.ask(None, "GET", "/ready", params=given).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": "ключ".encode()},
        {"X-API-Key": b"\xff\xfe"},
        {"X-API-Key": b"a" * 60_000},
        {"Authorization": b"Bearer " + b"a" * 60_000},
        {"Authorization": b"Basic YTpi"},
        {"Authorization": b"' OR 1=1 --"},
        {"X-API-Key": b"ax_'; DROP TABLE api_keys; --"},
        {"X-Forwarded-User": b"admin", "X-Remote-User": b"admin"},
    ],
)
def test_other_headers_let_nobody_in(service: Keyed, headers: dict[str, bytes]) -> None:
    assert service.ask(None, "GET", "/ready", headers=headers).status_code == 401
    assert service.ask("read", "GET", "/ready").status_code == 200


def test_two_keys_at_once_are_refused(service: Keyed) -> None:
    other = {"Authorization": f"Bearer {service.keys['admin']}"}
    assert service.ask("read", "GET", "/ready", headers=other).status_code == 401
