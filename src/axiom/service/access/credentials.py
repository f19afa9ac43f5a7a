"""The one credential of a request: an API key or a token."""

from __future__ import annotations

from collections.abc import Iterable

from axiom.core.errors import AuthenticationError

__all__ = ["LONGEST_CREDENTIAL", "check_credential", "read_credential"]

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
        The key or token, as it was given; see `check_credential`.

    Raises
    ------
    AuthenticationError
        If there is none, more than one, or one by another scheme. The message never repeats what
        was given.

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
    return found


def check_credential(credential: bytes) -> str:
    """Check that a credential may be looked at.

    Parameters
    ----------
    credential
        What was given.

    Returns
    -------
    str
        The same as text: printable ASCII without spaces.

    Raises
    ------
    AuthenticationError
        If it is longer than 4096 bytes, or has other characters. The message never repeats it.

    Notes
    -----
    Verified by tests/unit/service/access/test_credentials.py.
    """
    is_short = len(credential) <= LONGEST_CREDENTIAL
    if is_short and credential.isascii() and b" " not in credential:
        text = credential.decode("ascii")
        if text.isprintable():
            return text
    raise AuthenticationError("neither an API key nor a token: give it as it was shown")
