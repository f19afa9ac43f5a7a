"""Limits against a strategy's book: usage is the library's, what is exceeded is stored."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from axiom.risk import Limits, limit_exposures, value_book, vega_by_expiry
from tests.unit.service.risk.test_risk import ASKED, BOOK, ON

WHOSE = {"strategy": "desk", "underlying": "SPX"}


def _check(client: TestClient, **limits: float) -> dict[str, Any]:
    assert client.put("/v1/limits", json={**WHOSE, "limits": limits}).status_code == 200
    asked = {**ASKED, "strategy": "desk", "profit": -50.0}
    answer = client.post("/v1/risk/limits", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_usage_is_the_librarys_and_breaches_are_stored_once(surfaces: TestClient) -> None:
    unknown = surfaces.post("/v1/risk/limits", json={**ASKED, "strategy": "nobody"})
    assert (unknown.status_code, "PUT /v1/limits" in unknown.json()["detail"]) == (404, True)
    limits = {"delta": 1.0, "vega": 1e9, "vega_by_expiry": 1e9, "loss": 100.0}
    said = _check(surfaces, **limits)
    valued = value_book(BOOK, **ON)
    own = Limits(**limits).usage(
        limit_exposures(valued, profit=-50.0),
        spot=valued.spot,
        vega_by_expiry=vega_by_expiry(valued),
    )
    assert [row["name"] for row in said["rows"]] == list(own.names)
    assert [row["amount"] for row in said["rows"]] == list(own.amounts)
    assert [row["share"] for row in said["rows"]] == list(own.shares)
    (breach,) = surfaces.get("/v1/breaches", params=WHOSE).json()["items"]
    assert said["breaches"] == [breach["id"]]
    assert (breach["name"], breach["limit"], breach["resolved_at"]) == ("delta", 1.0, None)
    assert _check(surfaces, **limits)["breaches"] == [breach["id"]]
    assert _check(surfaces, delta=1e12)["breaches"] == []
    (after,) = surfaces.get("/v1/breaches", params=WHOSE).json()["items"]
    assert after["resolved_at"] is not None
    again = _check(surfaces, delta=1.0)["breaches"]
    assert len(again) == 1
    assert again != [breach["id"]]
