"""Keys, clients and tokens over the wire."""

import pytest
from pydantic import ValidationError

from axiom.wire.access import ClientRequest, KeyRequest, RotationRequest, TokenAnswer


@pytest.mark.parametrize("request_type", [KeyRequest, ClientRequest])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " desk"),
        ("name", "desk "),
        ("name", "a\nb"),
        ("name", "a\x00b"),
        ("name", "x" * 101),
        ("scopes", []),
        ("scopes", ["root"]),
        ("scopes", ["read", "read", "read", "read", "read"]),
        ("expires_at", "2031-01-01T00:00:00"),
        ("requests_per_second", 0.0),
        ("requests_per_second", float("nan")),
        ("requests_per_second", float("inf")),
        ("burst", 0),
        ("burst", 10**9),
        ("owner", "desk"),
    ],
)
def test_what_is_outside_its_domain_is_refused(
    request_type: type[KeyRequest | ClientRequest], field: str, value: object
) -> None:
    given = {"name": "desk", "scopes": ["read"], field: value}
    with pytest.raises(ValidationError) as refused:
        request_type.model_validate(given)
    assert {error["loc"][0] for error in refused.value.errors()} == {field}


@pytest.mark.parametrize("name", ["d", "desk 1", "Bücher", "'; DROP TABLE api_keys; --", "<b>"])
def test_names_are_any_printable_text(name: str) -> None:
    assert KeyRequest(name=name, scopes=("read",)).name == name


@pytest.mark.parametrize("overlap_s", [-1.0, 2_592_001.0])
def test_an_old_key_goes_on_for_thirty_days_at_most(overlap_s: float) -> None:
    with pytest.raises(ValidationError, match="overlap_s"):
        RotationRequest(overlap_s=overlap_s)


def test_tokens_are_bearer_tokens() -> None:
    given = {"access_token": "a.b.c", "expires_in": 900, "scope": "read"}
    answer = TokenAnswer.model_validate(given)
    assert answer.model_dump() == {**given, "token_type": "Bearer"}
