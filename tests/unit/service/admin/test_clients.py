"""OAuth2 clients and their tokens over HTTP."""

from __future__ import annotations

import base64
from typing import Any

import jwt
import pytest

from axiom.store import new_id
from tests.unit.service.keyed import Keyed

ABSENT = "00000000-0000-7000-8000-000000000000"
CLIENTS = "/v1/admin/clients"
ROTATE = "/v1/admin/signing-keys/rotate"
TAKE = "/v1/oauth/token"
GRANT = {"grant_type": "client_credentials"}


def _make(service: Keyed, **given: Any) -> Any:
    asked = {"name": "robot", "scopes": ["read", "price"], **given}
    answer = service.ask("admin", "POST", CLIENTS, json=asked)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _ask(service: Keyed, made: Any, **form: str) -> Any:
    given = {name: made[name] for name in ("client_id", "client_secret")}
    return service.client.post(TAKE, data={**GRANT, **given, **form})


def _status(service: Keyed, token: str, path: str = "/ready") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return int(service.client.get(path, headers=headers).status_code)


def test_a_client_takes_tokens_for_its_credentials(service: Keyed) -> None:
    made = _make(service)
    answer = _ask(service, made, scope="read")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json()
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 300, "read")
    assert _status(service, token["access_token"]) == 200
    assert _status(service, token["access_token"], CLIENTS) == 403
    assert _ask(service, made).json()["scope"] == "read price"
    pair = base64.b64encode(f"{made['client_id']}:{made['client_secret']}".encode()).decode()
    by_header = service.client.post(TAKE, data=GRANT, headers={"Authorization": f"Basic {pair}"})
    assert by_header.status_code == 200


def test_others_verify_tokens_by_the_published_keys(service: Keyed) -> None:
    token = _ask(service, _make(service)).json()["access_token"]
    published = jwt.PyJWKSet.from_dict(service.client.get("/v1/oauth/jwks.json").json())
    key = published[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["EdDSA"], audience="axiom", issuer="axiom")
    assert claims["scope"] == "read price"
    assert "d" not in service.client.get("/v1/oauth/jwks.json").json()["keys"][0]


def test_refusals_are_those_of_the_standard(service: Keyed) -> None:
    made = _make(service)
    for form, status, error in [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": new_id()}, 401, "invalid_client"),
        ({"client_id": "' OR '1'='1"}, 401, "invalid_client"),
        ({"client_id": "a\0b"}, 401, "invalid_client"),
        ({"scope": "admin"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ]:
        refused = _ask(service, made, **form)
        assert (refused.status_code, refused.json()["error"]) == (status, error)
        assert refused.headers["Cache-Control"] == "no-store"
        assert made["client_secret"] not in refused.text
        assert ("WWW-Authenticate" in refused.headers) == (status == 401)
    as_json = service.client.post(TAKE, json=GRANT)
    assert (as_json.status_code, as_json.json()["error"]) == (400, "invalid_request")


def test_a_revoked_client_and_its_tokens_are_refused_at_once(service: Keyed) -> None:
    made = _make(service)
    token = _ask(service, made).json()["access_token"]
    assert _status(service, token) == 200
    assert service.ask("admin", "DELETE", f"{CLIENTS}/{made['client_id']}").status_code == 200
    assert _status(service, token) == 401
    assert _ask(service, made).status_code == 401


def test_a_new_secret_takes_the_place_of_the_old(service: Keyed) -> None:
    made = _make(service)
    path = f"{CLIENTS}/{made['client_id']}/renew"
    headers = {"Idempotency-Key": "once"}
    renewed = service.ask("admin", "POST", path, headers=headers)
    assert renewed.status_code == 201
    assert _ask(service, made).status_code == 401
    assert _ask(service, renewed.json()).status_code == 200
    again = service.ask("admin", "POST", path, headers=headers)
    assert again.json() == {**renewed.json(), "client_secret": None}


def test_tokens_outlive_a_rotation_but_no_withdrawal(service: Keyed) -> None:
    made = _make(service)
    first = _ask(service, made).json()["access_token"]
    assert _status(service, first) == 200
    rotated = service.ask("admin", "POST", ROTATE)
    assert rotated.status_code == 201
    second = _ask(service, made).json()["access_token"]
    assert jwt.get_unverified_header(second)["kid"] == rotated.json()["id"]
    assert _status(service, first) == _status(service, second) == 200
    assert len(service.client.get("/v1/oauth/jwks.json").json()["keys"]) >= 2
    assert service.ask("admin", "POST", f"{ROTATE}?withdraw=true").status_code == 201
    assert _status(service, first) == _status(service, second) == 401
    assert _status(service, _ask(service, made).json()["access_token"]) == 200


def test_clients_are_listed_without_secrets(service: Keyed) -> None:
    made = _make(service)
    page = service.ask("admin", "GET", CLIENTS)
    assert page.json()["items"][-1]["client_id"] == made["client_id"]
    assert made["client_secret"] not in page.text
    shown = service.ask("admin", "GET", f"{CLIENTS}/{made['client_id']}").json()
    assert {**shown, "client_secret": made["client_secret"]} == made


@pytest.mark.parametrize(("client_id", "status"), [(ABSENT, 404), ("1", 422), ("' --", 422)])
def test_what_is_no_client_is_not_found(service: Keyed, client_id: str, status: int) -> None:
    path = f"{CLIENTS}/{client_id}"
    assert service.ask("admin", "GET", path).status_code == status
    assert service.ask("admin", "DELETE", path).status_code == status
    assert service.ask("admin", "POST", f"{path}/renew").status_code == status
