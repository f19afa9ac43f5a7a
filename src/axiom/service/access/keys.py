"""The text of API keys: ``ax_PREFIX_SECRET``, with a checksum that tells typing errors."""

from __future__ import annotations

import re
import secrets
import string
from typing import Final, NamedTuple
from zlib import crc32

from axiom.core.errors import AuthenticationError

__all__ = ["KeyText", "new_key", "new_secret", "prefix_of"]

_ALPHABET: Final = string.digits + string.ascii_letters
_PREFIX_LETTERS: Final = 12
_SECRET_LETTERS: Final = 43
"""62^43 is above 2^256."""
_CHECKSUM_LETTERS: Final = 6
_FORM: Final = re.compile(
    rf"ax_([0-9A-Za-z]{{{_PREFIX_LETTERS}}})_[0-9A-Za-z]{{{_SECRET_LETTERS + _CHECKSUM_LETTERS}}}"
)


class KeyText(NamedTuple):
    """A new API key: what it is looked up by, and all of it, which is shown once."""

    prefix: str
    text: str


def new_key() -> KeyText:
    """Make an API key of 256 random bits.

    Returns
    -------
    KeyText
        ``ax_``, 12 letters and digits to look it up by, ``_``, 43 that are secret and 6 that check
        the others.

    Notes
    -----
    The checksum is the CRC-32 of what stands before it: a typing error is told from an unknown key
    without the database, and scanners of source code find real keys alone.

    Verified by tests/unit/service/access/test_keys.py.
    """
    prefix = _random(_PREFIX_LETTERS)
    return KeyText(prefix, _checked(f"ax_{prefix}_{_random(_SECRET_LETTERS)}"))


def new_secret() -> str:
    """Make the secret of an OAuth2 client: 256 random bits in 49 letters and digits.

    Notes
    -----
    Verified by tests/unit/service/access/test_keys.py.
    """
    return _checked(_random(_SECRET_LETTERS))


def prefix_of(text: str) -> str:
    """Return the part that an API key is looked up by.

    Parameters
    ----------
    text
        The key.

    Raises
    ------
    AuthenticationError
        If it is no API key, or its checksum does not fit. The message never repeats it.

    Notes
    -----
    Verified by tests/unit/service/access/test_keys.py.
    """
    form = _FORM.fullmatch(text)
    if form is None or _checked(text[:-_CHECKSUM_LETTERS]) != text:
        raise AuthenticationError("the API key is mistyped or cut off: give it as it was shown")
    return form[1]


def _random(count: int) -> str:
    """Draw letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))


def _checked(text: str) -> str:
    """Append the checksum."""
    rest, letters = crc32(text.encode("ascii")), ""
    for _ in range(_CHECKSUM_LETTERS):
        rest, digit = divmod(rest, len(_ALPHABET))
        letters = _ALPHABET[digit] + letters
    return text + letters
