"""Positions and profit over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from axiom.core.errors import InvalidArgumentError
from axiom.service.book.cursors import cursor_of, read_cursor
from tests.unit.service.book.trading import OPTION, TRADE


def _book(client: TestClient, **changes: Any) -> None:
    assert client.post("/v1/trades", json={**TRADE, **changes}).status_code == 201


def test_positions_are_the_sums_of_trades_up_to_an_instant(client: TestClient) -> None:
    _book(client, traded_at="2026-01-05T15:00:00Z")
    _book(client, traded_at="2026-01-06T15:00:00Z", quantity="5", price="13")
    _book(client, traded_at="2026-01-07T15:00:00Z", instrument={"underlying": "NDX"})
    now = client.get("/v1/positions", params={"underlying": "SPX"}).json()
    assert now["at"] is None
    (held,) = now["items"]
    shown = ("quantity", "bought", "sold", "bought_amount", "sold_amount", "fees", "cash", "trades")
    assert [held[name] for name in shown] == ["3", "5", "2", "6500", "2500", "2.6", "-4002.6", 2]
    at = {"at": "2026-01-05T15:00:00Z"}
    (then,) = client.get("/v1/positions", params=at).json()["items"]
    assert [then[name] for name in shown] == ["-2", "0", "2", "0", "2500", "1.3", "2498.7", 1]
    later = client.get("/v1/positions", params={"at": "2026-02-01T00:00:00Z"}).json()["items"]
    assert later == client.get("/v1/positions").json()["items"]
    before = client.get("/v1/positions", params={"at": "2026-01-01T00:00:00Z"}).json()
    assert before["items"] == []


@pytest.mark.parametrize("at", [{}, {"at": "2026-03-01T00:00:00Z"}])
def test_positions_are_listed_in_pages_and_closed_ones_left_out(
    client: TestClient, at: dict[str, str]
) -> None:
    for i in range(5):
        instrument = {**OPTION, "strike": str(5000 + i)}
        _book(client, instrument=instrument, traded_at="2026-01-05T15:00:00Z")
    _book(client, instrument=instrument, quantity="2", traded_at="2026-01-05T15:00:00Z")
    seen, after = [], {}
    while True:
        query = {"limit": 2, "is_open": "true", **at, **after}
        page = client.get("/v1/positions", params=query).json()
        seen += [one["instrument"]["strike"] for one in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert sorted(seen) == ["5000", "5001", "5002", "5003"]
    assert len(client.get("/v1/positions", params=at).json()["items"]) == 5


def test_profit_is_stored_by_day_and_replaced(client: TestClient) -> None:
    row = {"day": "2026-01-05", "strategy": "vol", "underlying": "SPX", "total": "12.34"}
    for day, total in (("05", "12.34"), ("06", "-1"), ("05", "12.35")):
        change = {"day": f"2026-01-{day}", "total": total, "terms": {"delta": 1.5, "vega": -0.25}}
        assert client.put("/v1/pnl", json={**row, **change}).status_code == 200
    span = {"start": "2026-01-01", "end": "2026-02-01", "limit": 1}
    first = client.get("/v1/pnl", params=span).json()
    (one,) = first["items"]
    assert (one["day"], one["total"], one["terms"]) == (
        "2026-01-05",
        "12.35",
        {"delta": 1.5, "vega": -0.25},
    )
    second = client.get("/v1/pnl", params={**span, "after": first["next"]}).json()
    assert [one["total"] for one in second["items"]] == ["-1"]
    empty = {"start": "2026-02-01", "end": "2026-02-01"}
    refused = client.get("/v1/pnl", params=empty)
    assert (refused.status_code, "give a span of days" in refused.json()["detail"]) == (422, True)


@pytest.mark.parametrize("after", ["x", "W10", "WyJhIiwiYiJd!", "WyJhIl0", "WzEsMl0", "%00"])
@pytest.mark.parametrize("place", ["positions", "pnl?start=2026-01-01&end=2026-02-01"])
def test_a_cursor_that_is_none_is_refused(refusing: TestClient, place: str, after: str) -> None:
    joint = "&" if "?" in place else "?"
    answer = refusing.get(f"/v1/{place}{joint}after={after}")
    assert answer.status_code == 422


def test_a_cursor_of_a_day_that_is_none_is_refused(refusing: TestClient) -> None:
    query = {"start": "2026-01-01", "end": "2026-02-01", "after": cursor_of(["x", "", "", ""])}
    answer = refusing.get("/v1/pnl", params=query)
    assert (answer.status_code, "under `next`" in answer.json()["detail"]) == (422, True)


def test_cursors_give_their_key_back() -> None:
    key = ("dés k/1", "é")
    assert read_cursor(cursor_of(key), parts=2) == key
    with pytest.raises(InvalidArgumentError, match="after="):
        read_cursor(cursor_of(key), parts=3)
