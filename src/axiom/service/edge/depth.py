"""How deeply the JSON of a body is nested, told while it arrives."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["DEEPEST", "Depth"]

DEEPEST: Final = 64
"""Arrays and objects within each other that a body may have; the schemas need less than 20."""

_ESCAPE: Final = re.compile(rb"\\.", re.DOTALL)
_STRING: Final = re.compile(rb'"[^"]*"')
_REST: Final = bytes(set(range(256)) - set(b'[]{}"'))
_OPENING: Final = frozenset(b"[{")


class Depth:
    """Depth of the JSON that arrived so far.

    Notes
    -----
    Everything but brackets and quotes is dropped first, so that the walk is over few bytes however
    many numbers a body has, and nothing of it is kept. Text that is not JSON gives some depth; what
    it is said to be is left to its parser.

    Verified by tests/unit/service/edge/test_depth.py.

    Examples
    --------
    >>> from axiom.service.edge.depth import Depth
    >>> Depth().is_exceeded_by(b'{"strike": [100, 105]}')
    False
    >>> Depth().is_exceeded_by(b"[" * 100)
    True
    """

    __slots__ = ("_depth", "_in_string", "_is_escaping")

    def __init__(self) -> None:
        self._depth = 0
        self._in_string = False
        self._is_escaping = False

    def is_exceeded_by(self, chunk: bytes) -> bool:
        """Take the next piece of a body; tell whether it is nested too deeply by now."""
        depth = self._depth
        for mark in self._brackets(chunk):
            depth += 1 if mark in _OPENING else -1
            if depth > DEEPEST:
                return True
        self._depth = depth
        return False

    def _brackets(self, chunk: bytes) -> bytes:
        """Return the brackets of a piece that are outside strings."""
        if self._is_escaping or b"\\" in chunk:
            chunk = self._without_escapes(chunk)
        marks = chunk.translate(None, _REST)
        if self._in_string:
            marks = b'"' + marks
        marks = _STRING.sub(b"", marks.replace(b'""', b""))
        outside, quote, _ = marks.partition(b'"')
        self._in_string = bool(quote)
        return outside

    def _without_escapes(self, chunk: bytes) -> bytes:
        """Drop backslashes and what each escapes; a last one escapes what comes next."""
        if self._is_escaping:
            chunk = b"\\" + chunk
        chunk = _ESCAPE.sub(b"", chunk)
        self._is_escaping = chunk.endswith(b"\\")
        return chunk
