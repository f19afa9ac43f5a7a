"""The one credential of a request: an API key or a token."""

from __future__ import annotations

from collections.abc import Iterable

from axiom.core.errors import AuthenticationError

__all__ = ["LONGEST_CREDENTIAL", "read_credential"]

LONGEST_CREDENTIAL = 4096
"""Bytes of the longest key or token that is looked at."""

_HOW = "give an API key as 'Authorization: Bearer KEY' or 'X-API-Key: KEY', or a token as Bearer"


def read_credential(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Find the API key or token among the headers of a request.

    Parameters
    ----------
    headers
        Names, in lower case, and values: ``scope["headers"]`` of ASGI.

    Returns
    -------
    bytes
        The key or token; printable ASCII without spaces.

    Raises
    ------
    AuthenticationError
        If there is none, more than one, one by another scheme, one that is longer than 4096 bytes,
        or one that has other characters. The message never repeats what was given.

    Notes
    -----
    Verified by tests/unit/service/access/test_credentials.py.
    """
    found: bytes | None = None
    for name, value in headers:
        if name == b"authorization":
            scheme, _, text = value.partition(b" ")
            if scheme.lower() != b"bearer":
                raise AuthenticationError(f"the scheme of the Authorization header: {_HOW}")
        elif name == b"x-api-key":
            text = value
        else:
            continue
        if found is not None:
            raise AuthenticationError("several keys or tokens: give one")
        found = text.strip()
    if not found:
        raise AuthenticationError(f"no key and no token: {_HOW}")
    if len(found) > LONGEST_CREDENTIAL or not _is_plain(found):
        raise AuthenticationError("neither an API key nor a token: give it as it was shown")
    return found


def _is_plain(text: bytes) -> bool:
    """Tell whether text is printable ASCII without spaces."""
    return text.isascii() and text.decode("ascii").isprintable() and b" " not in text
