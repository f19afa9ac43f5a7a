"""The one credential of a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.core.errors import AuthenticationError
from axiom.service.access.credentials import (
    LONGEST_CREDENTIAL,
    check_credential,
    read_credential,
)

KEY = b"ax_0123_abc"


@pytest.mark.parametrize(
    "headers",
    [
        [(b"authorization", b"Bearer " + KEY)],
        [(b"authorization", b"bearer   " + KEY + b" ")],
        [(b"x-api-key", KEY)],
        [(b"host", b"localhost"), (b"x-api-key", b" " + KEY)],
    ],
)
def test_a_key_is_found_where_it_may_stand(headers: list[tuple[bytes, bytes]]) -> None:
    assert read_credential(headers) == KEY


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ([], "no key and no token"),
        ([(b"x-api-key", b"  ")], "no key and no token"),
        ([(b"authorization", b"Bearer")], "no key and no token"),
        ([(b"authorization", b"Basic " + KEY)], "scheme"),
        ([(b"authorization", KEY)], "scheme"),
        ([(b"x-api-key", KEY), (b"authorization", b"Bearer " + KEY)], "several"),
        ([(b"x-api-key", KEY), (b"x-api-key", KEY)], "several"),
    ],
)
def test_anything_else_is_refused(headers: list[tuple[bytes, bytes]], message: str) -> None:
    with pytest.raises(AuthenticationError, match=message):
        read_credential(headers)


@pytest.mark.parametrize(
    "credential",
    [
        "clé-été".encode(),
        "\u043a\u043b\u044e\u0447".encode(),
        b"\xff\xfe",
        b"a b",
        b"a\x00b",
        b"a\r\nx-admin: 1",
        b"a" * (LONGEST_CREDENTIAL + 1),
    ],
)
def test_other_text_is_not_looked_at(credential: bytes) -> None:
    assert read_credential([(b"x-api-key", credential)]) == credential
    with pytest.raises(AuthenticationError, match="neither"):
        check_credential(credential)


@given(value=st.binary(max_size=50))
def test_no_message_repeats_what_was_given(value: bytes) -> None:
    with pytest.raises(AuthenticationError) as refused:
        check_credential(b"s3cr3t\xff" + value)
    assert "s3cr3t" not in str(refused.value)


@given(text=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_any_plain_text_is_looked_at(text: str) -> None:
    assert check_credential(read_credential([(b"x-api-key", text.encode())])) == text
