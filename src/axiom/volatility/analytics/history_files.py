"""The files of a history of surfaces: names, schema, atomic writing, checked reading."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import polars as pl

from axiom.core.errors import DataError

__all__ = ["SCHEMA", "VERSION", "file_name", "parse_name", "scan_files", "write_atomically"]

VERSION: Final = 1
SCHEMA: Final[Mapping[str, pl.DataType]] = {
    "version": pl.Int16(),
    "underlying": pl.String(),
    "valuation_time": pl.Datetime("us", "UTC"),
    "format": pl.String(),
    "surface": pl.String(),
    "tenors": pl.List(pl.Float64()),
    "call_deltas": pl.List(pl.Float64()),
    "vols": pl.List(pl.Float64()),
}
"""Columns of version 1; `vols` has the deltas of the first tenor first."""

_STAMP: Final = "%Y%m%dT%H%M%S%fZ"
_SUFFIX: Final = ".parquet"


def file_name(underlying: str, first: dt.datetime, last: dt.datetime) -> str:
    """Name of a file of one underlying's surfaces between two valuation times, both included."""
    stamps = [one.astimezone(dt.UTC).strftime(_STAMP) for one in (first, last)]
    return "_".join((quote(underlying, safe=""), *stamps)).replace("%", "=") + _SUFFIX


def parse_name(path: Path) -> tuple[str, dt.datetime, dt.datetime]:
    """Underlying, first and last valuation time that a file's name states.

    Raises
    ------
    DataError
        When it is not the name of a history's file.
    """
    try:
        name, first, last = path.name.removesuffix(_SUFFIX).rsplit("_", 2)
        stamps = [dt.datetime.strptime(one, _STAMP).replace(tzinfo=dt.UTC) for one in (first, last)]
    except ValueError:
        msg = f"{path} is not named as a file of a history of surfaces"
        raise DataError(f"{msg}; give a folder that holds nothing else") from None
    return unquote(name.replace("=", "%")), stamps[0], stamps[1]


def write_atomically(table: pl.DataFrame, path: Path, *, replace: bool) -> None:
    """Write a parquet file that is there in whole or not at all.

    Raises
    ------
    DataError
        When the file exists and is not to be replaced.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".{path.name}.{uuid.uuid4().hex}.tmp"
    try:
        with temporary.open("wb") as file:
            table.write_parquet(file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        if replace:
            temporary.replace(path)
        else:
            # A link fails where the name is taken, by another writer just now too.
            path.hardlink_to(temporary)
    except FileExistsError:
        msg = f"{path} is there already; pass replace=True to write it anew"
        raise DataError(msg) from None
    finally:
        temporary.unlink(missing_ok=True)


def scan_files(paths: Iterable[Path]) -> pl.LazyFrame:
    """Scan files of this schema lazily; their footers are checked at once.

    Raises
    ------
    DataError
        When a file is no parquet file, is cut off, or has other columns.
    """
    frames = [pl.scan_parquet(_checked(path), glob=False) for path in paths]
    return pl.concat(frames) if frames else pl.LazyFrame(schema=SCHEMA)


def _checked(path: Path) -> Path:
    try:
        schema = pl.read_parquet_schema(path)
    except (pl.exceptions.PolarsError, OSError, EOFError, ValueError) as error:
        reason = " ".join(str(error).split())
        msg = f"{path} cannot be read as parquet ({reason})"
        raise DataError(f"{msg}; it is damaged: remove it, and append its surfaces again") from None
    if dict(schema) != dict(SCHEMA):
        msg = f"{path} has the columns {', '.join(schema)} with other names or types"
        raise DataError(f"{msg} than version {VERSION} of a history has; read it with its release")
    return path
