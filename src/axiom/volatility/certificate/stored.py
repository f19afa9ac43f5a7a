"""The stored form of a certificate: JSON with a checksum, and what two certificates differ in."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from axiom.core.errors import DataError
from axiom.volatility.certificate.arbitrage import CertificateSettings

if TYPE_CHECKING:
    from axiom.volatility.certificate.certify import Certificate

__all__ = ["FORMAT", "VERSION", "compare", "dump", "load"]

FORMAT = "axiom.certificate"
VERSION = 1

_TABLES = ("violations", "conditions", "expiries", "regions")
_NUMBERS = (
    "min_g",
    "min_density",
    "calendar_min",
    "in_spread_share",
    "in_spread_share_otm",
    "rmse_vol",
    "rmse_spreads",
)
_TEXTS = ("grid", "surface_sha256")
_NAMES = {*_TABLES, *_NUMBERS, *_TEXTS, "n_quotes", "settings"}
_REPRODUCED = ("violations", "conditions", "min_g", "min_density", "calendar_min")
"""What certifying again must give; without the quotes, only if they found nothing of their own."""


def dump(certificate: Certificate) -> str:
    """Serialise; floats keep their bits, and those that are not finite are written as text."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    document |= {name: _plain_table(getattr(certificate, name)) for name in _TABLES}
    document |= {name: _plain(getattr(certificate, name)) for name in _NUMBERS}
    document |= {name: getattr(certificate, name) for name in (*_TEXTS, "n_quotes")}
    document["settings"] = asdict(certificate.settings)
    return json.dumps({**document, "sha256": _checksum(document)}, indent=1, allow_nan=False)


def load(text: str) -> dict[str, Any]:
    """Read the arguments of `Certificate` from `dump`'s text."""
    document = _document(text)
    try:
        arguments: dict[str, Any] = {name: _table(document[name]) for name in _TABLES}
        arguments |= {name: float(document[name]) for name in _NUMBERS}
        arguments |= {name: document[name] for name in (*_TEXTS, "n_quotes")}
        arguments["settings"] = CertificateSettings(**document["settings"])
    except (TypeError, ValueError, KeyError, pl.exceptions.PolarsError) as error:
        msg = f"the certificate cannot be rebuilt ({error}); give text written by to_json"
        raise DataError(msg) from error
    return arguments


def compare(stored: Certificate, again: Certificate, *, with_quotes: bool) -> None:
    """Raise DataError, naming the first, where two certificates of one surface differ.

    Quotes can only lower the least values and add violations: without them both are compared
    only where the stored certificate had none.
    """
    names = list(_REPRODUCED)
    if with_quotes:
        names += [f.name for f in fields(stored) if f.name not in {*names, "settings"}]
    elif stored.n_quotes:
        names = ["conditions"]
        if stored.is_arbitrage_free and not again.is_arbitrage_free:
            names.append("violations")
    for name in names:
        a, b = getattr(stored, name), getattr(again, name)
        if not _same(a, b):
            found = f"{a} and {b}" if isinstance(a, float) else "another table"
            msg = (
                f"{name} of the certificate is not what certifying the surface again gives "
                f"({found}): it was changed, or made with other quotes or another release; certify "
                "the surface anew"
            )
            raise DataError(msg)


def _same(a: object, b: object) -> bool:
    if isinstance(a, pl.DataFrame) and isinstance(b, pl.DataFrame):
        return a.equals(b)
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    return a == b


def _checksum(document: dict[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _plain_table(table: pl.DataFrame) -> dict[str, Any]:
    return {
        name: {
            "type": str(column.dtype),
            "values": [_plain(v) for v in _storable(column).to_list()],
        }
        for name, column in zip(table.columns, table.iter_columns(), strict=True)
    }


def _storable(column: pl.Series) -> pl.Series:
    return column if column.dtype in _TYPES.values() else column.cast(pl.String)


_TYPES = {str(t): t for t in (pl.Float64, pl.String, pl.UInt32, pl.Int64, pl.Boolean)}


def _table(columns: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([_column(name, parts) for name, parts in columns.items()])


def _column(name: str, parts: dict[str, Any]) -> pl.Series:
    kind, values = parts["type"], parts["values"]
    if kind == "Float64":
        values = [None if v is None else float(v) for v in values]
    if kind in _TYPES:
        return pl.Series(name, values, dtype=_TYPES[kind])
    return _instants(name, kind, values)


def _instants(name: str, kind: str, values: list[str]) -> pl.Series:
    """Read a column of type `Datetime(time_unit=.., time_zone=..)`."""
    zone = kind.partition("time_zone='")[2].partition("'")[0] or None
    unit = kind.partition("time_unit='")[2][:2]
    if unit not in _UNITS:
        msg = f"column {name} has the type {kind}; give text written by to_json"
        raise DataError(msg)
    instants = pl.Series(name, values, dtype=pl.String).str.to_datetime(time_zone=zone)
    return instants.cast(pl.Datetime(_UNITS[unit], zone))


_UNITS: dict[str, Literal["ms", "us", "ns"]] = {"ms": "ms", "us": "us", "ns": "ns"}


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"the certificate is not JSON ({error}); give text written by to_json"
        raise DataError(msg) from None
    expected = _NAMES | {"format", "version", "sha256"}
    if not isinstance(document, dict) or set(document) != expected:
        odd = sorted(set(document) ^ expected) if isinstance(document, dict) else document
        msg = f"the certificate has unknown or lacks fields ({odd}); give text written by to_json"
        raise DataError(msg)
    if (document["format"], document["version"]) != (FORMAT, VERSION):
        found = f"{document['format']} version {document['version']}"
        msg = f"the certificate is {found}; this release reads {FORMAT} version {VERSION}"
        raise DataError(msg)
    written = document.pop("sha256")
    if written != _checksum(document):
        msg = "the certificate was changed after it was written; certify the surface anew"
        raise DataError(msg)
    return document
