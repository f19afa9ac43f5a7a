"""Requests for tokens."""

import base64
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.service.access.token_requests import (
    FORM,
    TokenRefusedError,
    granted_scopes,
    read_token_request,
)

GRANT = {"grant_type": "client_credentials"}
BOTH = {**GRANT, "client_id": "robot", "client_secret": "s3cr3t"}


def _basic(*pair_of: str) -> str:
    pair = ":".join(map(quote_plus, pair_of or ("robot", "s3cr3t")))
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _read(form: object, authorization: str | None = None, content_type: str = FORM):
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    return read_token_request(body, content_type=content_type, authorization=authorization)


def test_credentials_stand_in_the_form_or_the_header() -> None:
    for asked in (_read(BOTH), _read(GRANT, _basic()), _read(GRANT, _basic(), f"{FORM}; q=1")):
        assert (asked.client_id, asked.client_secret, asked.scope) == ("robot", "s3cr3t", None)
        assert "s3cr3t" not in repr(asked)
    assert _read({**BOTH, "scope": "read price"}).scope == "read price"


@given(client_id=st.text(st.characters(codec="utf-8")), secret=st.text())
def test_any_text_comes_through_the_header(client_id: str, secret: str) -> None:
    try:
        header = _basic(client_id, secret)
    except UnicodeEncodeError:
        return
    asked = _read(GRANT, header)
    assert (asked.client_id, asked.client_secret) == (client_id, secret)


@pytest.mark.parametrize(
    ("form", "authorization", "error", "status"),
    [
        ({}, None, "invalid_request", 400),
        ({"grant_type": "password"}, None, "unsupported_grant_type", 400),
        ({"grant_type": "' OR 1=1 --"}, None, "unsupported_grant_type", 400),
        (GRANT, None, "invalid_client", 401),
        ({**GRANT, "client_id": "robot"}, None, "invalid_client", 401),
        ({**GRANT, "client_secret": "s"}, None, "invalid_client", 401),
        (GRANT, "Bearer abc", "invalid_client", 401),
        (GRANT, "Basic !!!", "invalid_client", 401),
        (GRANT, "Basic /w==", "invalid_client", 401),
        (GRANT, "Basic", "invalid_client", 401),
        (BOTH, _basic(), "invalid_request", 400),
        ([*BOTH.items(), ("client_id", "other")], None, "invalid_request", 400),
        ([*BOTH.items(), ("grant_type", "client_credentials")], None, "invalid_request", 400),
        (b"grant_type=client_credentials&scope=\xff", None, "invalid_request", 400),
        (b"grant_type=client_credentials&scope=%ff", None, "invalid_request", 400),
        (b"a=1&" * 100, None, "invalid_request", 400),
        (b"a" * 9000, None, "invalid_request", 400),
    ],
)
def test_other_requests_are_refused(
    form: object, authorization: str | None, error: str, status: int
) -> None:
    with pytest.raises(TokenRefusedError) as refused:
        _read(form, authorization)
    assert (refused.value.refusal.error, refused.value.status) == (error, status)
    assert "s3cr3t" not in refused.value.refusal.error_description


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data"])
def test_other_forms_are_refused(content_type: str) -> None:
    with pytest.raises(TokenRefusedError, match="urlencoded"):
        _read(BOTH, content_type=content_type)


def test_a_token_may_no_more_than_its_client() -> None:
    allowed = frozenset(("price", "read"))
    assert granted_scopes(None, allowed) == ("read", "price")
    assert granted_scopes("price", allowed) == ("price",)
    for scope in ("admin", "price admin", "", " ", "price  read", "PRICE", "price\tread"):
        with pytest.raises(TokenRefusedError, match="the client may: read price"):
            granted_scopes(scope, allowed)
