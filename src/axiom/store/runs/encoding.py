"""Arguments and results as documents: every bit of them, arrays and chains as blobs beside."""

from __future__ import annotations

import datetime as dt
import io
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any, Final

import numpy as np
import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.chain import Chain
from axiom.market.stored import CHAIN_MEDIA_TYPE, chain_from_bytes, chain_to_bytes
from axiom.volatility.curves.reading import FAMILIES, surface_from_json

__all__ = ["Put", "Read", "decode", "encode"]

PACKAGES: Final = (
    "axiom.instruments",
    "axiom.kernels",
    "axiom.market",
    "axiom.models",
    "axiom.risk",
    "axiom.volatility",
)
"""Whose public dataclasses may be arguments."""

_ARRAY: Final = "application/x-npy"
_FRAME: Final = "application/vnd.apache.arrow.file"

Put = Callable[[bytes, str], str]
"""Keeps bytes of a media type and gives their hash."""

Read = Callable[[str], bytes]
"""Gives the bytes of a hash."""


def encode(value: Any, put: Put) -> Any:
    """Write a value as plain JSON values from which `decode` rebuilds it bit for bit.

    Parameters
    ----------
    value
        None, flags, numbers, texts, instants, dates, durations, arrays, tables, sequences and
        mappings of these; chains, surfaces, and public dataclasses of the library.
    put
        Keeps the bytes of arrays, tables and chains.

    Raises
    ------
    InvalidArgumentError
        If it is something else.

    Notes
    -----
    What JSON has no form for is an object with one name that begins with ``$``.

    Verified by tests/unit/store/test_run_encoding.py.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str | float | dt.date | dt.timedelta):
        return _encode_scalar(value)
    if isinstance(value, np.ndarray | pl.DataFrame | Chain):
        return _encode_bytes(value, put)
    if isinstance(value, Mapping):
        return {_name(key): encode(one, put) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [encode(one, put) for one in value]
    return _encode_object(value, put)


def decode(document: Any, read: Read) -> Any:
    """Rebuild what `encode` wrote; sequences come back as tuples.

    Raises
    ------
    DataError
        If it is not what `encode` writes.

    Notes
    -----
    Verified by tests/unit/store/test_run_encoding.py.
    """
    if isinstance(document, list):
        return tuple(decode(one, read) for one in document)
    if not isinstance(document, dict):
        return document
    form = next((name for name in document if name.startswith("$")), None)
    if form is None:
        # Interned, as names in a program are: the compiled core tells single options by them.
        return {sys.intern(name): decode(one, read) for name, one in document.items()}
    if form not in _FORMS:
        raise DataError(f"the document has an unknown form {form!r}: it is of another release")
    return _FORMS[form](document, read)


def _encode_scalar(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": repr(value)}
    if isinstance(value, dt.timedelta):
        return {"$microseconds": value // dt.timedelta(microseconds=1)}
    if isinstance(value, dt.date):
        return {"$time" if isinstance(value, dt.datetime) else "$date": value.isoformat()}
    return value


def _encode_bytes(value: np.ndarray[Any, Any] | pl.DataFrame | Chain, put: Put) -> dict[str, str]:
    if isinstance(value, Chain):
        return {"$chain": put(chain_to_bytes(value), CHAIN_MEDIA_TYPE)}
    written = io.BytesIO()
    if isinstance(value, pl.DataFrame):
        value.write_ipc(written)
        return {"$frame": put(written.getvalue(), _FRAME)}
    np.save(written, value, allow_pickle=False)
    return {"$array": put(written.getvalue(), _ARRAY)}


def _encode_object(value: Any, put: Put) -> dict[str, Any]:
    kind = type(value)
    if (kind.__module__, kind.__name__) in FAMILIES.values():
        return {"$surface": value.to_json()}
    for package in PACKAGES:
        if getattr(import_module(package), kind.__name__, None) is kind and is_dataclass(kind):
            given = {one.name: getattr(value, one.name) for one in fields(kind) if one.init}
            return {"$object": f"{package}.{kind.__name__}", "fields": encode(given, put)}
    raise InvalidArgumentError(
        f"a run cannot keep a {kind.__name__}: give numbers, texts, times, arrays, tables, chains, "
        "surfaces, or contracts, models and settings of the library"
    )


def _name(key: Any) -> str:
    if not isinstance(key, str) or key.startswith("$"):
        raise InvalidArgumentError(f"the name {key!r} cannot be kept: give text without a $")
    return key


def _decode_object(document: dict[str, Any], read: Read) -> Any:
    package, _, name = str(document["$object"]).rpartition(".")
    kind = getattr(import_module(package), name, None) if package in PACKAGES else None
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise DataError(f"there is no {document['$object']!r} in this release")
    return kind(**decode(document["fields"], read))


_FORMS: Final[Mapping[str, Callable[[dict[str, Any], Read], Any]]] = {
    "$array": lambda one, read: np.load(io.BytesIO(read(one["$array"])), allow_pickle=False),
    "$chain": lambda one, read: chain_from_bytes(read(one["$chain"])),
    "$date": lambda one, _: dt.date.fromisoformat(one["$date"]),
    "$float": lambda one, _: float(one["$float"]),
    "$frame": lambda one, read: pl.read_ipc(io.BytesIO(read(one["$frame"]))),
    "$microseconds": lambda one, _: dt.timedelta(microseconds=one["$microseconds"]),
    "$object": _decode_object,
    "$surface": lambda one, _: surface_from_json(one["$surface"]),
    "$time": lambda one, _: dt.datetime.fromisoformat(one["$time"]),
}
