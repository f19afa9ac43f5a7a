"""Routes that write: the header, the body and the answer over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Request, Response
from fastapi.testclient import TestClient

from axiom.core.errors import InvalidArgumentError
from axiom.service.access import Principal, scoped_router
from axiom.service.writes import IDEMPOTENT, Answer, WriteRequest, write
from axiom.store import InstrumentRecord, UnitOfWork
from axiom.wire import WireModel
from tests.unit.service.callers import stored_caller


class _Named(WireModel):
    symbol: str


@pytest.fixture
def client(fresh_file: str) -> Iterator[TestClient]:
    router = scoped_router("trade", dependencies=[IDEMPOTENT])

    @router.put("/instruments/{underlying}")
    def put(request: Request, underlying: str, named: _Named) -> Response:
        def change(work: UnitOfWork) -> Answer:
            record = InstrumentRecord(underlying=underlying, symbol=named.symbol)
            kept = work.instruments.add(record)
            return Answer.of(_Named(symbol=kept.id), status=201, headers={"location": "/here"})

        return write(request, "PUT /v1/instruments/{underlying}", change)

    with stored_caller(fresh_file, router) as opened:
        yield opened


def _put(client: TestClient, name: str, symbol: str, key: str) -> Any:
    headers = {"Idempotency-Key": key}
    return client.put(f"/v1/instruments/{name}", json={"symbol": symbol}, headers=headers)


def test_a_request_sent_again_gets_the_stored_answer(client: TestClient) -> None:
    first, again = _put(client, "SPX", "SPX", "k"), _put(client, "SPX", "SPX", "k")
    assert (first.status_code, first.headers["location"]) == (201, "/here")
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["location"] == "/here"


@pytest.mark.parametrize(("name", "symbol"), [("SPX", "other"), ("NDX", "SPX")])
def test_path_and_body_are_what_a_key_stands_for(
    client: TestClient, name: str, symbol: str
) -> None:
    _put(client, "SPX", "SPX", "k")
    refused = _put(client, name, symbol, "k")
    assert refused.status_code == 409
    assert "used for another request" in refused.json()["detail"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_a_key_has_visible_ascii_characters(client: TestClient, key: str) -> None:
    assert _put(client, "SPX", "SPX", key).status_code == 422


def test_the_document_names_the_header(client: TestClient) -> None:
    (put,) = client.get("/openapi.json").json()["paths"].values()
    names = {one["name"] for one in put["put"]["parameters"]}
    assert names == {"underlying", "Idempotency-Key"}


def test_the_key_is_checked_where_a_route_does_not_declare_it() -> None:
    desk = Principal(name="desk", key_id="1", scopes=frozenset({"trade"}))
    with pytest.raises(InvalidArgumentError, match=r"Idempotency-Key='a b': give 1 to 255"):
        WriteRequest(route="POST /", principal=desk, key="a b", digest="d")
