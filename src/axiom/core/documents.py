"""Settings as documents, for JSON, and back: dataclasses to plain values that rebuild them."""

from __future__ import annotations

import datetime as dt
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from axiom.core.errors import InvalidArgumentError

__all__ = ["from_document", "to_document"]

T = TypeVar("T")


def to_document(value: Any) -> Any:
    """Turn a dataclass of plain fields into values that JSON knows.

    Parameters
    ----------
    value
        A dataclass whose fields are numbers, texts, flags, None, instants, dates, durations, tuples
        of these, or other such dataclasses.

    Returns
    -------
    dict
        The fields by name; durations are seconds, infinities the texts "inf" and "-inf", so that
        `from_document` rebuilds an equal dataclass.

    Examples
    --------
    >>> from axiom.core.documents import to_document
    >>> from axiom.market import QuoteRules
    >>> to_document(QuoteRules())["max_age"]
    1800.0

    Notes
    -----
    Verified by tests/unit/core/test_documents.py.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_document(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [to_document(one) for one in value]
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0.0 else "-inf"
    return value


def from_document(kind: type[T], values: Any, what: str) -> T:
    """Build a dataclass from plain values; fields left out keep their defaults.

    Parameters
    ----------
    kind
        The dataclass.
    values
        Its fields by name, as `to_document` writes them.
    what
        What is read, for messages.

    Returns
    -------
    T

    Raises
    ------
    InvalidArgumentError
        If a name is unknown or missing, or a value is not of its field's type or outside its
        domain.

    Examples
    --------
    >>> from axiom.core.documents import from_document
    >>> from axiom.market import QuoteRules
    >>> from_document(QuoteRules, {"allow_locked": True}, "hygiene").allow_locked
    True

    Notes
    -----
    Verified by tests/unit/core/test_documents.py.
    """
    if not isinstance(values, Mapping):
        raise InvalidArgumentError(f"{what} is {values!r}: give an object of settings")
    hints = typing.get_type_hints(kind)
    known = [one.name for one in fields(typing.cast("Any", kind)) if one.init]
    unknown = [name for name in values if name not in known]
    if unknown:
        raise InvalidArgumentError(
            f"{what} has no setting {unknown[0]!r}: give some of {', '.join(known)}"
        )
    read = {name: _read(hints[name], value, f"{what}.{name}") for name, value in values.items()}
    try:
        return kind(**read)
    except TypeError as error:
        raise InvalidArgumentError(f"{what} is incomplete: {error}") from error


def _read(hint: Any, value: Any, what: str) -> Any:
    """Read a value of a type; the kinds of a union are tried in turn."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        if value is None and len(kinds) < len(typing.get_args(hint)):
            return None
        if len(kinds) > 1:
            return _first_of(kinds, value, what)
        return _read(kinds[0], value, what)
    if is_dataclass(hint) and isinstance(hint, type):
        return from_document(hint, value, what)
    if typing.get_origin(hint) is tuple:
        return _read_tuple(hint, value, what)
    return _read_scalar(hint, value, what)


def _first_of(kinds: list[Any], value: Any, what: str) -> Any:
    """Read a value as the first of several types that takes it."""
    for kind in kinds[:-1]:
        try:
            return _read(kind, value, what)
        except InvalidArgumentError:
            continue
    return _read(kinds[-1], value, what)


def _read_tuple(hint: Any, value: Any, what: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidArgumentError(f"{what} is {value!r}: give a list")
    inner = typing.get_args(hint)
    many = len(inner) == 2 and inner[1] is Ellipsis
    if not many and len(inner) != len(value):
        raise InvalidArgumentError(f"{what} has {len(value)} values: give {len(inner)}")
    of = [inner[0]] * len(value) if many else inner
    return tuple(
        _read(one, v, f"{what}[{i}]") for i, (one, v) in enumerate(zip(of, value, strict=True))
    )


def _read_scalar(hint: Any, value: Any, what: str) -> Any:
    if typing.get_origin(hint) is typing.Literal:
        if value in typing.get_args(hint):
            return value
        listed = ", ".join(repr(word) for word in typing.get_args(hint))
        raise InvalidArgumentError(f"{what} is {value!r}: give one of {listed}")
    if hint not in _FORMS:
        return value
    read = _FORMS[hint](value)
    if read is None:
        raise InvalidArgumentError(f"{what} is {value!r}: give {_WORDS[hint]}")
    return read


def _number(value: Any) -> float | None:
    if value in ("inf", "-inf"):
        return float(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> int | None:
    found = _number(value)
    return None if found is None or not found.is_integer() else int(value)


def _instant(value: Any) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _duration(value: Any) -> dt.timedelta | None:
    seconds = _number(value)
    if seconds is None or not abs(seconds) < dt.timedelta.max.total_seconds():
        return None
    return dt.timedelta(seconds=seconds)


_FORMS: typing.Final[Mapping[Any, typing.Callable[[Any], Any]]] = {
    float: _number,
    int: _whole,
    bool: lambda value: value if isinstance(value, bool) else None,
    str: lambda value: value if isinstance(value, str) else None,
    dt.datetime: _instant,
    dt.date: _day,
    dt.timedelta: _duration,
}
_WORDS: typing.Final[Mapping[Any, str]] = {
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    str: "a text",
    dt.datetime: "an ISO 8601 instant with a time zone",
    dt.date: "an ISO 8601 date",
    dt.timedelta: "seconds",
}
