"""The stored form of an eSSVI surface: JSON whose numbers round-trip bit for bit."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from axiom.core.errors import DataError
from axiom.volatility.curves.essvi.slices import EssviSlice
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode

if TYPE_CHECKING:
    from axiom.volatility.curves.essvi.surface import EssviSurface

__all__ = ["FORMAT", "VERSION", "dump", "load"]

FORMAT = "axiom.essvi"
VERSION = 1

_FIELDS = {"format", "version", "valuation_time", "slices", "forwards", "skipped"}
_Record = TypeVar("_Record")


def dump(surface: EssviSurface) -> str:
    """Serialise; floats are written in their shortest form that reads back to the same bits."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "valuation_time": surface.valuation_time.isoformat(),
        "slices": [_plain(s) for s in surface.slices],
        "forwards": [_plain(n) for n in surface.forwards.nodes],
        "skipped": [_plain(s) for s in surface.skipped],
    }
    return json.dumps(document, indent=1, allow_nan=False)


def load(text: str) -> dict[str, Any]:
    """Read the arguments of `EssviSurface` from `dump`'s text."""
    document = _document(text)
    return {
        "valuation_time": _instant(document["valuation_time"]),
        "slices": _records(EssviSlice, document["slices"], "slices"),
        "forwards": ForwardCurve(nodes=_records(ForwardNode, document["forwards"], "forwards")),
        "skipped": _records(SkippedExpiry, document["skipped"], "skipped"),
    }


def _plain(record: Any) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(record).items()}


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"the surface is not JSON ({error}); give text written by to_json"
        raise DataError(msg) from None
    document = _require(document, _FIELDS, "the surface")
    if (document["format"], document["version"]) != (FORMAT, VERSION):
        found = f"{document['format']} version {document['version']}"
        msg = f"the surface is {found}; this release reads {FORMAT} version {VERSION}"
        raise DataError(msg)
    return document


def _require(value: object, names: set[str], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        msg = f"{what} is a {type(value).__name__} and not an object; give text written by to_json"
        raise DataError(msg)
    unknown, missing = sorted(value.keys() - names), sorted(names - value.keys())
    if unknown or missing:
        msg = f"{what}: unknown fields {unknown}, missing fields {missing}; write it with to_json"
        raise DataError(msg)
    return value


def _records(kind: type[_Record], values: object, what: str) -> tuple[_Record, ...]:
    if not isinstance(values, list):
        msg = f"{what} is a {type(values).__name__} and not a list; give text written by to_json"
        raise DataError(msg)
    types = {f.name: str(f.type) for f in fields(kind)}  # type: ignore[arg-type]
    return tuple(_record(kind, v, types, f"{what}[{i}]") for i, v in enumerate(values))


def _record(kind: type[_Record], value: object, types: dict[str, str], what: str) -> _Record:
    found = _require(value, set(types), what)
    return kind(**{name: _typed(found[name], types[name], f"{what}.{name}") for name in types})


def _typed(value: object, kind: str, what: str) -> object:
    if kind == "datetime":
        return _instant(value)
    expected = {"float": (float, int), "int": (int,), "str": (str,)}[kind]
    if not isinstance(value, expected) or isinstance(value, bool):
        msg = f"{what} is {value!r}, which is not of type {kind}; give text written by to_json"
        raise DataError(msg)
    return float(value) if kind == "float" and isinstance(value, int) else value


def _instant(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        msg = f"{value!r} is not an ISO 8601 instant; give text written by to_json"
        raise DataError(msg) from None
