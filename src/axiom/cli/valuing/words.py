"""From words on the command line to the fields of contracts, models and markets."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Final

from axiom.core.errors import InvalidArgumentError
from axiom.market.zero_curve import ZeroCurve
from axiom.models import VolTermStructure

__all__ = ["read_fields", "read_words"]

Words = dict[str, str]

_TRUE: Final = ("yes", "true", "1")
_FALSE: Final = ("no", "false", "0")
_SIDES: Final[Mapping[str, tuple[str, str]]] = {
    "call": ("is_call", "yes"),
    "put": ("is_call", "no"),
    "up": ("is_up", "yes"),
    "down": ("is_up", "no"),
    "in": ("is_knock_in", "yes"),
    "out": ("is_knock_in", "no"),
}


def read_words(arguments: Sequence[str]) -> Words:
    """Return options that the command does not know itself, by field name.

    Parameters
    ----------
    arguments : sequence of str
        ``--strike 100``, ``--strike=100``, ``--has-memory`` (yes), and the sides ``--call``,
        ``--put``, ``--up``, ``--down``, ``--in``, ``--out``.

    Raises
    ------
    InvalidArgumentError
        If a word stands where an option should, or an option is given twice.

    Verified by ``tests/unit/cli/test_value.py``.
    """
    words: Words = {}
    place = 0
    while place < len(arguments):
        argument = arguments[place]
        place += 1
        if not argument.startswith("--"):
            raise InvalidArgumentError(f"{argument!r} stands alone: give --NAME VALUE")
        name, equals, text = argument[2:].partition("=")
        if not equals and place < len(arguments) and not arguments[place].startswith("--"):
            text, equals = arguments[place], "="
            place += 1
        field, value = _SIDES.get(name, (name.replace("-", "_"), text if equals else "yes"))
        if field in words:
            raise InvalidArgumentError(f"--{name} is given twice: give it once")
        words[field] = value
    return words


def read_fields(owner: type, words: Words, *, prefix: str = "") -> dict[str, Any]:
    """Take the fields of a dataclass from words, and read their values by their types.

    Parameters
    ----------
    owner : type
        A dataclass.
    words : dict of str to str
        Those that are taken leave it.
    prefix : str
        What stands before the fields' names.

    Returns
    -------
    dict of str to value
        Those given only.

    Raises
    ------
    InvalidArgumentError
        If a text cannot be read as its field's type; the message shows how to write it.

    Verified by ``tests/unit/cli/test_value.py``.
    """
    read: dict[str, Any] = {}
    for name, hint in typing.get_type_hints(owner).items():
        if prefix + name in words:
            option = "--" + (prefix + name).replace("_", "-")
            read[name] = _read(option, words.pop(prefix + name), hint)
    return read


def _read(option: str, text: str, hint: Any) -> Any:
    """Read one value; the kinds of a union are tried in turn."""
    kinds = typing.get_args(hint) if _is_union(hint) else (hint,)
    if type(None) in kinds and text.lower() == "none":
        return None
    for kind in kinds:
        if kind is not type(None):
            try:
                return _read_as(text, kind)
            except ValueError:
                continue
    forms = " or ".join(_form(kind) for kind in kinds if kind is not type(None))
    raise InvalidArgumentError(f"{option} is {text!r}; give {forms}")


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (types.UnionType, typing.Union)


def _read_as(text: str, kind: Any) -> Any:
    if kind is bool:
        return _flag(text)
    if kind in (int, float, str):
        return kind(text)
    if kind in (ZeroCurve, VolTermStructure):
        return _curve(text, kind)
    if typing.get_origin(kind) is typing.Literal:
        return text
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        parts = text.split(";" if typing.get_origin(inner) is tuple else ",")
        return tuple(_read_as(part, inner) for part in parts if part.strip())
    raise ValueError(text)


def _flag(text: str) -> bool:
    if text.lower() not in _TRUE + _FALSE:
        raise ValueError(text)
    return text.lower() in _TRUE


def _curve(text: str, kind: type[ZeroCurve | VolTermStructure]) -> Any:
    pairs = [part.partition(":") for part in text.split(",")]
    if any(not colon for _, colon, _ in pairs):
        raise ValueError(text)
    nodes = tuple(float(time) for time, _, _ in pairs)
    values = tuple(float(value) for _, _, value in pairs)
    if kind is ZeroCurve:
        return ZeroCurve(times=nodes, rates=values)
    return VolTermStructure(times=nodes, vols=values)


def _form(kind: Any) -> str:
    """Say how a value of a type is written."""
    if kind is bool:
        return "yes or no"
    if kind is int:
        return "a whole number"
    if kind is float:
        return f"a number ({math.inf:g} for no bound)"
    if kind in (ZeroCurve, VolTermStructure):
        return "TIME:VALUE,TIME:VALUE,..."
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        return "rows set apart by ;" if typing.get_origin(inner) is tuple else "numbers 1,2,3"
    return "one of " + ", ".join(str(word) for word in typing.get_args(kind))
