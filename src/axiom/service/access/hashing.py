"""How secrets are stored: argon2id."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = ["hash_secret", "is_secret"]

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Least parameters that OWASP's cheat sheet on storing passwords recommends for argon2id."""


def _encoded_zeros(count: int) -> str:
    """Write zero bytes as an encoded hash has them: base64 without padding."""
    return b64encode(bytes(count)).decode().rstrip("=")


_OF_NOTHING: Final = f"$argon2id$v=19$m=19456,t=2,p=1${_encoded_zeros(16)}${_encoded_zeros(32)}"
"""A hash that no known secret has; it costs as much to check as any other."""


def hash_secret(text: str) -> str:
    """Hash a secret for the store.

    Parameters
    ----------
    text
        An API key or a client's secret, of 256 random bits.

    Returns
    -------
    str
        In the encoding of argon2, with its salt and parameters; about 25 ms of one core.

    Notes
    -----
    Verified by tests/unit/service/access/test_hashing.py.
    """
    return _HASHER.hash(text)


def is_secret(text: str, stored: str | None) -> bool:
    """Tell whether a secret is the one that was stored.

    Parameters
    ----------
    text
        What was given.
    stored
        What `hash_secret` made; None where nothing is stored under that name, which takes the same
        time and is never true.

    Notes
    -----
    Verified by tests/unit/service/access/test_hashing.py.
    """
    try:
        _HASHER.verify(_OF_NOTHING if stored is None else stored, text)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
