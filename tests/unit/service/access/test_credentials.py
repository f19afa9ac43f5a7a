"""The one credential of a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.core.errors import AuthenticationError
from axiom.service.access.credentials import LONGEST_CREDENTIAL, read_credential

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
        ([(b"x-api-key", "clé-été".encode())], "neither"),
        ([(b"x-api-key", "\u043a\u043b\u044e\u0447".encode())], "neither"),
        ([(b"x-api-key", b"\xff\xfe")], "neither"),
        ([(b"x-api-key", b"a b")], "neither"),
        ([(b"x-api-key", b"a\x00b")], "neither"),
        ([(b"x-api-key", b"a\r\nx-admin: 1")], "neither"),
        ([(b"x-api-key", b"a" * (LONGEST_CREDENTIAL + 1))], "neither"),
    ],
)
def test_anything_else_is_refused(headers: list[tuple[bytes, bytes]], message: str) -> None:
    with pytest.raises(AuthenticationError, match=message):
        read_credential(headers)


@given(value=st.binary(min_size=1, max_size=50))
def test_no_message_repeats_what_was_given(value: bytes) -> None:
    marked = b"s3cr3t\xff" + value
    with pytest.raises(AuthenticationError) as refused:
        read_credential([(b"x-api-key", marked)])
    assert "s3cr3t" not in str(refused.value)
