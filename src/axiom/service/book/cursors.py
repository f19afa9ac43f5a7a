"""Cursors: where a page ended, as text that the next request gives back."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from axiom.core.errors import InvalidArgumentError

__all__ = ["cursor_of", "read_cursor"]


def cursor_of(key: Sequence[str]) -> str:
    """Write the key of the last row of a page.

    Notes
    -----
    Verified by tests/unit/service/book/test_positions.py.

    Examples
    --------
    >>> from axiom.service.book.cursors import cursor_of, read_cursor
    >>> read_cursor(cursor_of(["desk", "7"]), parts=2)
    ('desk', '7')
    """
    text = json.dumps(list(key), separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, *, parts: int) -> tuple[str, ...]:
    """Read the key that a cursor stands for.

    Parameters
    ----------
    text
        The cursor.
    parts
        How many parts the key has.

    Raises
    ------
    InvalidArgumentError
        If the text is none of the cursors that the service gives.

    Notes
    -----
    Verified by tests/unit/service/book/test_positions.py.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list) or len(key) != parts or not all(map(_is_part, key)):
        raise InvalidArgumentError(f"after={text[:80]!r}: give what a page says under `next`")
    return tuple(key)


def _is_part(part: object) -> bool:
    return isinstance(part, str) and "\0" not in part and part.isprintable()
