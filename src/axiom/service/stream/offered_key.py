"""The key that a browser offers as a subprotocol, since it can set no headers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = ["with_offered_key"]

_PREFIX: Final = b"axiom.key."
_PROOFS: Final = frozenset({b"authorization", b"x-api-key"})


def with_offered_key(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of a handshake with the key that its subprotocols offer.

    Parameters
    ----------
    headers
        As ASGI has them.

    Returns
    -------
    list
        With ``authorization`` where there was no proof and a subprotocol ``axiom.key.KEY``.

    Notes
    -----
    Verified by tests/unit/service/stream/test_offered_key.py.
    """
    given = list(headers)
    if any(name in _PROOFS for name, _ in given):
        return given
    for name, value in given:
        if name == b"sec-websocket-protocol":
            for one in value.split(b","):
                if one.strip().startswith(_PREFIX):
                    key = one.strip().removeprefix(_PREFIX)
                    return [*given, (b"authorization", b"Bearer " + key)]
    return given
