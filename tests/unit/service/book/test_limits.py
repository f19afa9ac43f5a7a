"""Limits over HTTP: set, each version kept, the latest holds."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from axiom.risk import Limits
from axiom.service.book.limits import limits_of, limits_record
from axiom.wire.limits import LimitAmounts, LimitsRequest

WHOSE = {"strategy": "vol", "underlying": "SPX"}


def test_the_latest_limits_hold_and_all_are_kept(client: TestClient) -> None:
    assert client.get("/v1/limits/current", params=WHOSE).status_code == 404
    for delta in (1e6, 2e6):
        limits = {"delta": delta, "vega_by_expiry": {"2026-12-18": 5e4}}
        answer = client.put("/v1/limits", json={**WHOSE, "limits": limits})
        assert answer.status_code == 200
    current = client.get("/v1/limits/current", params=WHOSE).json()
    assert current == answer.json()
    assert (current["limits"]["delta"], current["set_by"]) == (2e6, "desk")
    page = client.get("/v1/limits", params={"limit": 1}).json()
    assert [one["limits"]["delta"] for one in page["items"]] == [1e6]
    rest = client.get("/v1/limits", params={"after": page["next"]}).json()
    assert [one["limits"]["delta"] for one in rest["items"]] == [2e6]
    assert client.get("/v1/breaches").json() == {"items": [], "next": None}


@pytest.mark.parametrize("limits", [{"delta": -1.0}, {"unknown": 1.0}, {"vega_by_expiry": "x"}])
def test_limits_that_are_none_are_refused(refusing: TestClient, limits: dict[str, object]) -> None:
    assert refusing.put("/v1/limits", json={**WHOSE, "limits": limits}).status_code == 422


@pytest.mark.parametrize("vega", [5e4, {"2026-12-18": 5e4}, None])
def test_limits_come_back_as_the_librarys(vega: float | dict[str, float] | None) -> None:
    amounts = LimitAmounts(delta=1e6, vega_by_expiry=vega, loss=0.0)
    record = limits_record(LimitsRequest(**WHOSE, limits=amounts), set_by="desk")
    assert limits_of(record) == Limits(delta=1e6, vega_by_expiry=vega, loss=0.0)
