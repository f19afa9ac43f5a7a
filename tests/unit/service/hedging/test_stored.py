"""Hedges that are stored and listed."""

from __future__ import annotations

import pytest

from axiom.service.hedging import ROUTERS
from tests.unit.service.callers import stored_caller
from tests.unit.service.hedging.test_book import BOOK, OPTION


@pytest.fixture
def client(fresh_file):
    with stored_caller(fresh_file, *ROUTERS) as opened:
        yield opened


def test_hedges_are_stored_once_and_listed(client):
    key = {"Idempotency-Key": "one"}
    first = client.post("/v1/hedges", json=BOOK | {"option": OPTION}, headers=key)
    again = client.post("/v1/hedges", json=BOOK | {"option": OPTION}, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    ids = first.json()["hedge_ids"]
    page = client.get("/v1/hedges").json()
    assert [hedge["id"] for hedge in page["items"]] == ids
    assert [hedge["quantity"] for hedge in page["items"]] == ["-228", "-45"]
    assert {hedge["status"] for hedge in page["items"]} == {"suggested"}
    assert page["next"] is None


def test_pages_follow_each_other(client):
    for _ in range(3):
        client.post("/v1/hedges", json=BOOK)
    first = client.get("/v1/hedges", params={"limit": 2}).json()
    rest = client.get("/v1/hedges", params={"limit": 2, "after": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"])) == (2, 1)
    assert client.get("/v1/hedges", params={"strategy": "other"}).json()["items"] == []


def test_nothing_to_trade_stores_nothing(client):
    quiet = client.post("/v1/hedges", json=BOOK | {"exposures": {"delta": 1.0}})
    assert (quiet.status_code, quiet.json()["hedge_ids"]) == (201, [])
    assert client.get("/v1/hedges").json()["items"] == []


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 1001}, {"after": ""}, {"x": 1}])
def test_bad_pages_are_refused(client, params):
    assert client.get("/v1/hedges", params=params).status_code == 422
