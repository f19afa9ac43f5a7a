"""Access tokens."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.core.errors import AuthenticationError
from axiom.service.access.signing_keys import new_signing_key, private_key_of
from axiom.service.access.tokens import TokenTerms, issue_token, read_token
from axiom.store import SigningKeyRecord

LIFETIME = dt.timedelta(minutes=15)
TERMS = TokenTerms(issuer="axiom", audience="desk", lifetime=LIFETIME)
SIGNER = new_signing_key(secret_key=None, signs=dt.timedelta(days=1), token_lifetime=LIFETIME)
PRIVATE = private_key_of(SIGNER.private_key, None)
OTHER = new_signing_key(secret_key=None, signs=dt.timedelta(days=1), token_lifetime=LIFETIME)


def _find(key_id: str) -> SigningKeyRecord | None:
    return SIGNER if key_id == SIGNER.id else None


def _read(token: str, find: Callable[[str], SigningKeyRecord | None] = _find) -> Any:
    return read_token(token, find_key=find, terms=TERMS)


def _token() -> str:
    return issue_token(SIGNER, client_id="robot", scopes=("read", "price"), terms=TERMS)


def _claims() -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(_token(), options={"verify_signature": False})
    return claims


def _signed(claims: dict[str, Any], key: Any = PRIVATE, **header: Any) -> str:
    headers = {"kid": SIGNER.id, "typ": "at+jwt", **header}
    return jwt.encode(claims, key, algorithm=headers.pop("alg", "EdDSA"), headers=headers)


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_says_whose_it_is_and_what_it_may_do() -> None:
    claims = _read(_token())
    assert claims.client_id == "robot"
    assert claims.scopes == {"read", "price"}
    assert claims.key_id == SIGNER.id
    left = claims.expires_at - dt.datetime.now(dt.UTC)
    assert dt.timedelta() < left <= LIFETIME
    assert _read(_signed(_claims())).client_id == "robot"


def test_no_two_tokens_are_the_same() -> None:
    assert len({_claims()["jti"] for _ in range(50)}) == 50


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "HS256", "ES256", "RS256"])
def test_the_header_does_not_choose_the_algorithm(algorithm: str) -> None:
    header = _part({"alg": algorithm, "typ": "at+jwt", "kid": SIGNER.id})
    body, signature = _token().split(".")[1:]
    for given_signature in ("", signature):
        with pytest.raises(AuthenticationError):
            _read(f"{header}.{body}.{given_signature}")


def test_the_public_key_is_no_shared_secret() -> None:
    header = _part({"alg": "HS256", "typ": "at+jwt", "kid": SIGNER.id})
    signing = f"{header}.{_part(_claims())}"
    mac = hmac.new(SIGNER.public_key.encode(), signing.encode(), hashlib.sha256).digest()
    with pytest.raises(AuthenticationError):
        _read(f"{signing}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}")


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "unknown"},
        {"kid": "' OR 1=1 --"},
        {"kid": "../../dev/null"},
        {"kid": "a\x00b"},
        {"typ": "JWT"},
        {"typ": "dpop+jwt"},
        {"crit": ["exp"]},
    ],
)
def test_headers_of_others_are_refused(header: dict[str, Any]) -> None:
    with pytest.raises(AuthenticationError):
        _read(_signed(_claims(), **header))


def test_a_header_does_not_bring_its_own_key() -> None:
    foreign = private_key_of(OTHER.private_key, None)
    jwk = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(foreign.public_key()))
    for header in ({"jwk": jwk}, {"jku": "https://example.com/jwks.json"}, {"x5u": "https://a"}):
        with pytest.raises(AuthenticationError, match="not valid here"):
            _read(_signed(_claims(), foreign, **header))


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "another"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["desk", "another"]},
        {"aud": None},
        {"nbf": 4_000_000_000},
        {"iat": 4_000_000_000},
        {"exp": 1},
        {"exp": None},
        {"jti": None},
        {"sub": "another"},
        {"client_id": 7},
        {"scope": "read root"},
        {"scope": ""},
        {"scope": ["read"]},
    ],
)
def test_claims_of_others_are_refused(change: dict[str, Any]) -> None:
    claims = {**_claims(), **change}
    kept = {name: value for name, value in claims.items() if value is not None}
    with pytest.raises(AuthenticationError):
        _read(_signed(kept))


def test_an_expired_token_says_so() -> None:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    with pytest.raises(AuthenticationError, match="has expired"):
        _read(_signed({**_claims(), "exp": past}))


@given(data=st.data())
def test_a_changed_letter_is_refused(data: st.DataObject) -> None:
    token = _token()
    # The last letter of each part of base64 has bits that say nothing.
    places = [i for i in range(len(token) - 1) if token[i] != "." and token[i + 1] != "."]
    at = data.draw(st.sampled_from(places))
    letter = data.draw(st.sampled_from("abcXYZ019-_").filter(lambda other: other != token[at]))
    with pytest.raises(AuthenticationError):
        _read(token[:at] + letter + token[at + 1 :])


@given(text=st.text(max_size=60))
def test_text_is_no_token(text: str) -> None:
    with pytest.raises(AuthenticationError):
        _read(f"{text}.{text}.{text}")


def test_tokens_of_a_key_that_was_withdrawn_or_has_ended_are_refused() -> None:
    token, now = _token(), dt.datetime.now(dt.UTC)
    for key in (replace(SIGNER, revoked_at=now), replace(SIGNER, verifies_until=now)):
        with pytest.raises(AuthenticationError, match="signing key is not known"):
            _read(token, lambda _, key=key: key)
    retired = replace(SIGNER, signs_until=now)
    assert _read(token, lambda _: retired).client_id == "robot"


def test_terms_show_no_secret() -> None:
    hidden = "of the operator"
    assert hidden not in repr(replace(TERMS, secret_key=hidden))
