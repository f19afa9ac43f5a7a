"""API keys over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from axiom.service.access.hashing import is_secret
from axiom.service.services import Services
from tests.unit.service.keyed import Keyed

KEYS = "/v1/admin/keys"
DESK = {"name": "desk", "scopes": ["price", "read"]}


def _make(service: Keyed, **given: Any) -> Any:
    answer = service.ask("admin", "POST", KEYS, json={**DESK, **given})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _stored(service: Keyed, key_id: str) -> Any:
    services: Services = service.app.state.services
    with services.store.begin(read_only=True) as work:
        return work.keys.get(key_id)


def _status(service: Keyed, key: str, path: str = "/ready") -> int:
    return int(service.client.get(path, headers={"X-API-Key": key}).status_code)


def test_a_key_is_shown_once_and_lets_in_what_it_may(service: Keyed) -> None:
    made = _make(service, requests_per_second=50.0, burst=7)
    stored = _stored(service, made["id"])
    assert is_secret(made["key"], stored.hash)
    assert made["scopes"] == ["read", "price"]
    assert made["created_by"] == "admin"
    answer = service.client.get("/ready", headers={"Authorization": f"Bearer {made['key']}"})
    assert answer.status_code == 200
    assert answer.headers["RateLimit-Policy"] == '"key";q=7;w=1'
    assert _status(service, made["key"], KEYS) == 403
    shown = service.ask("admin", "GET", f"{KEYS}/{made['id']}").json()
    del shown["last_used_at"], made["last_used_at"]
    assert {**shown, "key": made["key"]} == made
    assert made["key"].split("_")[2] not in service.ask("admin", "GET", KEYS).text


def test_a_repeated_request_makes_one_key_and_shows_it_no_more(service: Keyed) -> None:
    headers = {"Idempotency-Key": "once"}
    first = service.ask("admin", "POST", KEYS, json=DESK, headers=headers)
    again = service.ask("admin", "POST", KEYS, json=DESK, headers=headers)
    assert first.status_code == again.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == {**first.json(), "key": None}
    other = service.ask("admin", "POST", KEYS, json={**DESK, "name": "b"}, headers=headers)
    assert other.status_code == 409
    services: Services = service.app.state.services
    with services.store.begin(read_only=True) as work:
        kept = work.idempotency.find(_principal(service), "once")
    assert kept is not None
    assert first.json()["key"].encode() not in kept.body


def _principal(service: Keyed) -> str:
    items = service.ask("admin", "GET", KEYS).json()["items"]
    return next(str(item["id"]) for item in items if item["name"] == "admin")


def test_keys_are_paged(service: Keyed) -> None:
    names, after = [], None
    for _ in range(20):
        params = {"limit": 2} if after is None else {"limit": 2, "after": after}
        page = service.ask("admin", "GET", KEYS, params=params).json()
        names += [item["name"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert names[:7] == ["read", "price", "trade", "admin", "revoked", "expired", "expired"]
    assert len(names) == len(service.ask("admin", "GET", KEYS).json()["items"])


def test_a_revoked_key_is_refused_at_once(service: Keyed) -> None:
    made = _make(service)
    assert _status(service, made["key"]) == 200
    revoked = service.ask("admin", "DELETE", f"{KEYS}/{made['id']}")
    assert revoked.status_code == 200
    assert revoked.json()["revoked_at"] is not None
    refused = service.client.get("/ready", headers={"X-API-Key": made["key"]})
    assert refused.status_code == 401
    assert "was revoked" in refused.json()["detail"]


def test_a_rotated_key_goes_on_for_the_overlap(service: Keyed) -> None:
    old, stale = _make(service), _make(service)
    new = service.ask("admin", "POST", f"{KEYS}/{old['id']}/rotate", json={"overlap_s": 60.0})
    assert new.status_code == 201
    assert new.json()["id"] != old["id"]
    assert _status(service, old["key"]) == _status(service, new.json()["key"]) == 200
    ended = service.ask("admin", "POST", f"{KEYS}/{stale['id']}/rotate", json={"overlap_s": 0.0})
    assert ended.status_code == 201
    assert _status(service, stale["key"]) == 401
    again = service.ask("admin", "POST", f"{KEYS}/{stale['id']}/rotate", json={})
    assert again.status_code == 422
    assert "has expired" in again.json()["detail"]


def test_an_expiry_is_kept(service: Keyed) -> None:
    end = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    made = _make(service, expires_at=end.isoformat())
    assert _stored(service, made["id"]).expires_at == end


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "desk"},
        {"name": "desk", "scopes": ["root"]},
        {**DESK, "name": "a\u0000b"},
        {**DESK, "expires_at": "2001-01-01T00:00:00Z"},
        {**DESK, "expires_at": "9999-12-31T23:59:59-14:00"},
        {**DESK, "expires_at": "2031-01-01T00:00:00"},
        {**DESK, "burst": 0},
        {**DESK, "key": "ax_mine"},
    ],
)
def test_bad_requests_make_no_key(service: Keyed, body: dict[str, Any]) -> None:
    before = service.ask("admin", "GET", KEYS).json()
    assert service.ask("admin", "POST", KEYS, json=body).status_code == 422
    after = service.ask("admin", "GET", KEYS).json()
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]


@pytest.mark.parametrize("name", ["'; DROP TABLE api_keys; --", "%(name)s", "<script>", "Bücher"])
def test_names_are_data_alone(service: Keyed, name: str) -> None:
    made = _make(service, name=name)
    assert service.ask("admin", "GET", f"{KEYS}/{made['id']}").json()["name"] == name


@pytest.mark.parametrize(
    ("key_id", "status"),
    [
        ("00000000-0000-7000-8000-000000000000", 404),
        ("1", 422),
        ("' OR '1'='1", 422),
        ("..%2F..%2Fetc%2Fpasswd", 404),
        ("%00", 422),
        ("a" * 5000, 422),
    ],
)
def test_what_is_no_key_is_not_found(service: Keyed, key_id: str, status: int) -> None:
    for method in ("GET", "DELETE"):
        assert service.ask("admin", method, f"{KEYS}/{key_id}").status_code == status
    rotated = service.ask("admin", "POST", f"{KEYS}/{key_id}/rotate", json={})
    assert rotated.status_code == status
    listed = service.ask("admin", "GET", f"{KEYS}?after={key_id}")
    assert listed.status_code == (200 if status == 404 and "%" not in key_id else 422)
