"""The stored form of surfaces: JSON documents whose numbers round-trip bit for bit."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import TimeTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from dataclasses import Field

__all__ = [
    "instant",
    "plain",
    "plain_clock",
    "read_clock",
    "read_document",
    "rebuilding",
    "records",
    "require",
    "write_document",
]

_Record = TypeVar("_Record")


def write_document(document: dict[str, Any]) -> str:
    """Serialise; floats are written in their shortest form that reads back to the same bits."""
    return json.dumps(document, indent=1, allow_nan=False)


def read_document(
    text: str,
    *,
    form: str,
    version: int,
    names: set[str],
    older: Mapping[int, dict[str, Any]] = MappingProxyType({}),
) -> dict[str, Any]:
    """Read a document that has a `format` and a `version` and exactly the fields in `names`.

    `older` has the versions that are read as well, with the values of the fields they lack.

    Raises
    ------
    DataError
        The text is not JSON, fields are unknown or missing, or it is another format or version.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"the surface is not JSON ({error}); give text written by to_json"
        raise DataError(msg) from None
    document = _brought_up_to_date(document, form, version, older)
    document = require(document, names | {"format", "version"}, "the surface")
    if (document["format"], document["version"]) != (form, version):
        found = f"{document['format']} version {document['version']}"
        msg = f"the surface is {found}; this release reads {form} version {version}"
        raise DataError(msg)
    return document


def plain(record: Any) -> dict[str, Any]:
    """Turn a dataclass into what JSON holds; only the fields of its constructor."""
    return {f.name: _plain(getattr(record, f.name)) for f in _given(record)}


def records(
    kind: type[_Record],
    values: object,
    what: str,
    *,
    absent: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[_Record, ...]:
    """Rebuild dataclasses of datetime, float, int, str, tuple[float, ...] and array fields.

    `absent` has the values of the fields that older documents do not have.
    """
    if not isinstance(values, list):
        msg = f"{what} is a {type(values).__name__} and not a list; give text written by to_json"
        raise DataError(msg)
    types = {f.name: str(f.type) for f in _given(kind)}
    filled = (dict(absent) | v if isinstance(v, dict) else v for v in values)
    return tuple(_record(kind, v, types, f"{what}[{i}]") for i, v in enumerate(filled))


def require(value: object, names: set[str], what: str) -> dict[str, Any]:
    """Check that a value is an object with exactly these fields."""
    if not isinstance(value, dict):
        msg = f"{what} is a {type(value).__name__} and not an object; give text written by to_json"
        raise DataError(msg)
    unknown, missing = sorted(value.keys() - names), sorted(names - value.keys())
    if unknown or missing:
        msg = f"{what}: unknown fields {unknown}, missing fields {missing}; write it with to_json"
        raise DataError(msg)
    return value


def instant(value: object) -> datetime:
    """Read an ISO 8601 instant."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        msg = f"{value!r} is not an ISO 8601 instant; give text written by to_json"
        raise DataError(msg) from None


@contextmanager
def rebuilding() -> Iterator[None]:
    """Report values that a surface refuses as faults of its text."""
    try:
        yield
    except InvalidArgumentError as error:
        msg = f"the surface cannot be rebuilt: {error}"
        raise DataError(msg) from error


def plain_clock(clock: TimeTable | None) -> dict[str, list[float]] | None:
    """Turn a clock into what JSON holds; calendar time is null."""
    return None if clock is None else clock.to_dict()


def read_clock(value: object) -> TimeTable | None:
    """Rebuild a clock; null is calendar time."""
    if value is None:
        return None
    return TimeTable.from_dict(require(value, {"years", "variance_years"}, "clock"))


def _brought_up_to_date(
    document: Any, form: str, version: int, older: Mapping[int, dict[str, Any]]
) -> Any:
    if not isinstance(document, dict) or document.get("format") != form:
        return document
    found = document.get("version")
    if type(found) is not int or found not in older:
        return document
    return older[found] | document | {"version": version}


def _given(record: Any) -> list[Field[Any]]:
    return [f for f in fields(record) if f.init]


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.isoformat() if isinstance(value, datetime) else value


def _record(kind: type[_Record], value: object, types: dict[str, str], what: str) -> _Record:
    found = require(value, set(types), what)
    return kind(**{name: _typed(found[name], types[name], f"{what}.{name}") for name in types})


def _typed(value: object, kind: str, what: str) -> object:
    if kind == "datetime":
        return instant(value)
    if kind == "tuple[float, ...]":
        return _floats(value, what)
    if kind == "NDArray[np.float64]":
        return np.array(_floats(value, what), dtype=np.float64)
    expected = {"float": (float, int), "int": (int,), "str": (str,)}[kind]
    if not isinstance(value, expected) or isinstance(value, bool):
        msg = f"{what} is {value!r}, which is not of type {kind}; give text written by to_json"
        raise DataError(msg)
    return float(value) if kind == "float" and isinstance(value, int) else value


def _floats(value: object, what: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        msg = f"{what} is a {type(value).__name__} and not a list; give text written by to_json"
        raise DataError(msg)
    return tuple(_typed(v, "float", f"{what}[{i}]") for i, v in enumerate(value))
