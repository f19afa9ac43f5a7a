"""The audit log over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.service.keyed import Keyed

AUDIT = "/v1/admin/audit"
KEYS = "/v1/admin/keys"


def _make(service: Keyed, name: str) -> Any:
    asked = {"name": name, "scopes": ["read"]}
    headers = {"X-Request-ID": f"request-{name}"}
    return service.ask("admin", "POST", KEYS, json=asked, headers=headers).json()


def _items(service: Keyed, **params: Any) -> Any:
    answer = service.ask("admin", "GET", AUDIT, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_every_write_has_its_row_without_its_secret(fresh_service: Keyed) -> None:
    made = _make(fresh_service, "first")
    fresh_service.ask("admin", "DELETE", f"{KEYS}/{made['id']}")
    revoked, created = _items(fresh_service)
    assert (created["action"], created["status"]) == ("POST /v1/admin/keys", 201)
    assert created["principal"] == "admin"
    assert created["target"] == revoked["target"] == made["id"]
    assert created["request_id"] == "request-first"
    assert created["address"] == "testclient"
    assert created["details"]["scopes"] == ["read"]
    assert len(created["details"]["request_sha256"]) == 64
    assert made["key"].split("_")[2] not in str(_items(fresh_service))


def test_reads_and_refused_writes_have_none(fresh_service: Keyed) -> None:
    fresh_service.ask("admin", "GET", KEYS)
    fresh_service.ask("read", "POST", KEYS, json={"name": "a", "scopes": ["admin"]})
    fresh_service.ask("admin", "POST", KEYS, json={"name": "a", "scopes": []})
    assert _items(fresh_service) == []


def test_it_is_paged_from_its_end(fresh_service: Keyed) -> None:
    made = [_make(fresh_service, str(number))["id"] for number in range(5)]
    found, after = [], None
    for _ in range(10):
        params = {"limit": 2} if after is None else {"limit": 2, "after": after}
        page = fresh_service.ask("admin", "GET", AUDIT, params=params).json()
        found += [item["target"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == made[::-1]


def test_it_is_filtered(fresh_service: Keyed) -> None:
    first, second = _make(fresh_service, "first"), _make(fresh_service, "second")
    assert [item["target"] for item in _items(fresh_service, target=first["id"])] == [first["id"]]
    assert len(_items(fresh_service, principal="admin", action="POST /v1/admin/keys")) == 2
    between = _items(fresh_service)[0]["time"]
    assert [item["target"] for item in _items(fresh_service, since=between)] == [second["id"]]
    assert [item["target"] for item in _items(fresh_service, until=between)] == [first["id"]]
    for nothing in (
        {"principal": "' OR '1'='1"},
        {"action": "%"},
        {"key_id": "nobody"},
        {"since": "9999-12-31T23:59:59-14:00"},
        {"until": "0001-01-01T00:00:00+14:00"},
    ):
        assert _items(fresh_service, **nothing) == []


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 1001},
        {"after": "nothing"},
        {"after": "2026-01-01T00:00:00_x"},
        {"after": "0001-01-01T00:00:00+14:00_x"},
        {"after": "2026-01-01T00:00:00Z_a\0b"},
        {"since": "yesterday"},
        {"since": "2026-01-01T00:00:00"},
        {"principal": "a\0b"},
        {"principal": "a" * 201},
    ],
)
def test_bad_questions_are_refused(service: Keyed, params: dict[str, Any]) -> None:
    assert service.ask("admin", "GET", AUDIT, params=params).status_code == 422
