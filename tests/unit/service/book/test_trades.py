"""Trades over HTTP: booked, listed, taken back, corrected, refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from axiom.wire.book import TradeAnswer
from tests.unit.service.book.trading import OPTION, TRADE


def _post(client: TestClient, *, key: str | None = None, **changes: Any) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post("/v1/trades", json={**TRADE, **changes}, headers=headers)


def test_a_trade_is_booked_as_it_was_given(client: TestClient) -> None:
    exact = {"quantity": "-123456789.000000001", "price": "0.000000000000000001", "fees": "-0.1"}
    answer = _post(client, **exact, traded_at="2026-01-30T15:04:05.123456-05:00", strategy="vol")
    assert answer.status_code == 201
    said = answer.json()
    assert {name: said[name] for name in exact} == exact
    amount = Decimal(exact["quantity"]) * Decimal(exact["price"]) * 100
    assert TradeAnswer.model_validate_json(answer.content).amount == amount
    assert said["traded_at"] == "2026-01-30T20:04:05.123456Z"
    assert said["instrument"]["symbol"] == "SPX 2026-12-18 C 5000 x100"
    assert said["instrument"]["expires_at"] == "2026-12-18T21:00:00Z"
    assert client.get(answer.headers["location"]).json() == said


def test_a_trade_sent_again_is_booked_once(client: TestClient) -> None:
    first, again = _post(client, key="k"), _post(client, key="k")
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert _post(client, key="k", price="13").status_code == 409
    assert len(client.get("/v1/trades").json()["items"]) == 1


def test_a_batch_is_booked_whole_or_not_at_all(client: TestClient) -> None:
    stock = {**TRADE, "instrument": {"underlying": "SPX"}, "quantity": "50"}
    answer = client.post("/v1/trades/batch", json={"trades": [TRADE, stock]})
    assert [one["instrument"]["kind"] for one in answer.json()["items"]] == ["option", "underlying"]
    ahead = {**TRADE, "traded_at": "2099-01-01T00:00:00Z"}
    assert client.post("/v1/trades/batch", json={"trades": [TRADE, ahead]}).status_code == 422
    assert len(client.get("/v1/trades").json()["items"]) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quantity": "0"}, "a decimal number other than 0"),
        ({"quantity": "-0.00"}, "a decimal number other than 0"),
        ({"quantity": 5}, "a number that is not text would be rounded"),
        ({"quantity": 0.1}, "a number that is not text would be rounded"),
        ({"quantity": "1e400"}, "at most 18 digits"),
        ({"quantity": "1" * 19}, "at most 18 digits"),
        ({"quantity": "0." + "1" * 19}, "at most 18 digits"),
        ({"quantity": "NaN"}, "a decimal number"),
        ({"quantity": "\u0661"}, "a decimal number"),
        ({"price": "-0.01"}, "a decimal number of 0 or more"),
        ({"price": "Infinity"}, "a decimal number of 0 or more"),
        ({"fees": None}, "a decimal number"),
        ({"traded_at": "1969-12-31T23:59:59Z"}, "from 1970 on and before 2100"),
        ({"traded_at": "2100-01-01T00:00:00Z"}, "from 1970 on and before 2100"),
        ({"traded_at": "2099-12-31T00:00:00Z"}, "more than a day ahead of the service's clock"),
        ({"traded_at": "2026-01-30T15:04:05"}, "timezone"),
        ({"traded_at": 1700000000}, "give text such as"),
        ({"strategy": ""}, "at least 1 character"),
        ({"strategy": "x" * 65}, "at most 64 characters"),
        ({"strategy": "'; DROP TABLE trades; --"}, "should match pattern"),
        ({"strategy": "a\u0000b"}, "should match pattern"),
        ({"external_id": "7"}, "name the venue that gave it"),
        ({"venue": "axiom:cancel"}, "which the service keeps to itself"),
        ({"instrument": {**OPTION, "strike": "-5"}}, "a decimal number above 0"),
        ({"instrument": {**OPTION, "strike": None}}, "a decimal number above 0"),
        ({"instrument": {**OPTION, "is_call": 1}}, "valid boolean"),
        ({"instrument": {**OPTION, "expiry": 20805}}, "give text such as"),
        ({"instrument": {**OPTION, "multiplier": "0"}}, "a decimal number above 0"),
        ({"instrument": {"underlying": "SPX", "strike": "5"}}, "expiry: Field required"),
        ({"unknown": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_trade_that_is_none_is_refused_by_name(
    refusing: TestClient, changes: dict[str, Any], said: str
) -> None:
    answer = _post(refusing, **changes)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_venues_number_is_booked_once(client: TestClient) -> None:
    named = {"venue": "CBOE", "external_id": "7"}
    assert _post(client, **named).status_code == 201
    refused = _post(client, **named)
    assert refused.status_code == 409
    assert "external_id='7' of venue 'CBOE' is booked as trade" in refused.json()["detail"]


def test_a_trade_is_taken_back_once_by_its_reverse(client: TestClient) -> None:
    booked = _post(client).json()
    place = f"/v1/trades/{booked['id']}/cancel"
    reverse = client.post(place, headers={"Idempotency-Key": "c"})
    assert reverse.status_code == 201
    said = reverse.json()
    assert (said["quantity"], said["fees"], said["cancels"]) == ("2", "-1.3", booked["id"])
    assert (said["venue"], said["external_id"]) == (None, None)
    assert client.post(place, headers={"Idempotency-Key": "c"}).content == reverse.content
    again = client.post(place)
    assert (again.status_code, said["id"] in again.json()["detail"]) == (409, True)
    undoing = client.post(f"/v1/trades/{said['id']}/cancel")
    assert (undoing.status_code, booked["id"] in undoing.json()["detail"]) == (409, True)
    (position,) = client.get("/v1/positions").json()["items"]
    assert (position["quantity"], position["cash"], position["trades"]) == ("0", "0", 2)


def test_a_correction_leaves_both_trades_to_be_seen(client: TestClient) -> None:
    booked = _post(client).json()
    right = {**TRADE, "price": "12.75"}
    answer = client.post(f"/v1/trades/{booked['id']}/correct", json=right)
    assert answer.status_code == 201
    reverse, replacement = answer.json()["items"]
    assert (reverse["cancels"], replacement["replaces"]) == (booked["id"], booked["id"])
    assert client.post(f"/v1/trades/{booked['id']}/correct", json=right).status_code == 409
    (position,) = client.get("/v1/positions").json()["items"]
    assert (position["quantity"], position["cash"]) == ("-2", "2548.7")
    listed = client.get("/v1/trades").json()["items"]
    assert [one["id"] for one in listed] == [booked["id"], reverse["id"], replacement["id"]]


def test_what_is_not_there_is_said(client: TestClient) -> None:
    assert client.get("/v1/trades/none").status_code == 404
    refused = client.post("/v1/trades/none/cancel")
    assert (refused.status_code, "'none'" in refused.json()["detail"]) == (404, True)


def test_trades_are_listed_in_pages(client: TestClient) -> None:
    days = ("05", "06", "07", "08", "09")
    for day in days:
        name = "NDX" if day == "07" else "SPX"
        _post(
            client,
            instrument={**OPTION, "underlying": name},
            strategy="vol" if day > "07" else "default",
            traded_at=f"2026-01-{day}T15:00:00Z",
        )
    seen, after = [], {}
    while True:
        page = client.get("/v1/trades", params={"limit": 2, **after}).json()
        seen += [one["traded_at"][8:10] for one in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == list(days)
    for query, expected in (
        ({"strategy": "vol"}, ["08", "09"]),
        ({"underlying": "NDX"}, ["07"]),
        ({"start": "2026-01-06T00:00:00Z", "end": "2026-01-08T00:00:00Z"}, ["06", "07"]),
        ({"newest_first": "true", "limit": "1"}, ["09"]),
    ):
        found = client.get("/v1/trades", params=query).json()["items"]
        assert [one["traded_at"][8:10] for one in found] == expected
    assert client.get("/v1/trades", params={"strategie": "vol"}).status_code == 422
    assert client.get("/v1/trades", params={"limit": 1001}).status_code == 422
