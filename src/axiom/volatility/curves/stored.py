"""The stored form of surfaces: JSON documents whose numbers round-trip bit for bit."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from axiom.core.errors import DataError

if TYPE_CHECKING:
    from dataclasses import Field

__all__ = ["instant", "plain", "read_document", "records", "require", "write_document"]

_Record = TypeVar("_Record")


def write_document(document: dict[str, Any]) -> str:
    """Serialise; floats are written in their shortest form that reads back to the same bits."""
    return json.dumps(document, indent=1, allow_nan=False)


def read_document(text: str, *, form: str, version: int, names: set[str]) -> dict[str, Any]:
    """Read a document that has a `format` and a `version` and exactly the fields in `names`.

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
    document = require(document, names | {"format", "version"}, "the surface")
    if (document["format"], document["version"]) != (form, version):
        found = f"{document['format']} version {document['version']}"
        msg = f"the surface is {found}; this release reads {form} version {version}"
        raise DataError(msg)
    return document


def plain(record: Any) -> dict[str, Any]:
    """Turn a dataclass into what JSON holds; only the fields of its constructor."""
    return {f.name: _plain(getattr(record, f.name)) for f in _given(record)}


def records(kind: type[_Record], values: object, what: str) -> tuple[_Record, ...]:
    """Rebuild dataclasses of datetime, float, int, str and tuple[float, ...] fields."""
    if not isinstance(values, list):
        msg = f"{what} is a {type(values).__name__} and not a list; give text written by to_json"
        raise DataError(msg)
    types = {f.name: str(f.type) for f in _given(kind)}
    return tuple(_record(kind, v, types, f"{what}[{i}]") for i, v in enumerate(values))


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


def _given(record: Any) -> list[Field[Any]]:
    return [f for f in fields(record) if f.init]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _record(kind: type[_Record], value: object, types: dict[str, str], what: str) -> _Record:
    found = require(value, set(types), what)
    return kind(**{name: _typed(found[name], types[name], f"{what}.{name}") for name in types})


def _typed(value: object, kind: str, what: str) -> object:
    if kind == "datetime":
        return instant(value)
    if kind == "tuple[float, ...]":
        return _floats(value, what)
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
