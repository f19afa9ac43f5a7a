"""Chains and updates as lines of text, exact to the last bit."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from axiom.core.errors import DataError
from axiom.market.chain import FORWARD_SCHEMA, QUOTE_SCHEMA, Chain
from axiom.market.dividends import DIVIDEND_SCHEMA, DividendSchedule
from axiom.market.feeds.feed import FeedUpdate

__all__ = ["as_chain", "as_update", "chain_line", "read_lines", "update_line"]

Record = Mapping[str, Any]

_COLUMNS: Final[Mapping[str, pl.DataType]] = {**QUOTE_SCHEMA, "volume": pl.Float64()}
_PLAIN: Final = ("underlying", "spot", "exercise", "rate", "tick", "source")


def chain_line(chain: Chain) -> bytes:
    """Return a chain as a line.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_recording.py.
    """
    forwards, dividends = chain.given_forwards, chain.dividends
    record = {name: getattr(chain, name) for name in _PLAIN} | {
        "kind": "chain",
        "time": _microseconds(chain.valuation_time),
        "notes": list(chain.notes),
        "quotes": _columns(chain.quotes),
        "forwards": None if forwards is None else _columns(forwards),
        "dividends": None if dividends is None else _columns(dividends.table),
        "dividends_source": None if dividends is None else dividends.source,
    }
    return _line(record)


def update_line(update: FeedUpdate) -> bytes:
    """Return an update as a line.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_recording.py.
    """
    forwards = update.forwards
    record = {
        "kind": "update",
        "time": _microseconds(update.time),
        "spot": update.spot,
        "is_snapshot": update.is_snapshot,
        "sequence": update.sequence,
        "quotes": None if update.quotes is None else _columns(update.quotes),
        "forwards": None
        if forwards is None
        else [[_microseconds(expiry), forward] for expiry, forward in forwards.items()],
    }
    return _line(record)


def read_lines(path: Path) -> tuple[list[Record], int]:
    """Return the records of a file, and how many bytes of it are whole.

    Raises
    ------
    DataError
        If a line before the last is damaged. A last line that is torn is left out: it was never
        given to anybody.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_recording.py.
    """
    records: list[Record] = []
    whole = 0
    lines = path.read_bytes().splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        text = line[9:-1]
        if not line.endswith(b"\n") or line[:9] != _check(text):
            if number == len(lines):
                break
            raise DataError(f"{path.name}, line {number} is damaged; restore the file from a copy")
        records.append(json.loads(text))
        whole += len(line)
    return records, whole


def as_chain(record: Record) -> Chain:
    """Return the chain of a record.

    Raises
    ------
    DataError
        If the record is no chain.
    """
    if record.get("kind") != "chain":
        raise DataError("the recording does not begin with a chain; give a file of RecordingFeed")
    forwards, dividends = record["forwards"], record["dividends"]
    return Chain(
        valuation_time=_instant(record["time"]),
        quotes=_table(record["quotes"], _COLUMNS),
        given_forwards=None if forwards is None else _table(forwards, FORWARD_SCHEMA),
        dividends=None
        if dividends is None
        else DividendSchedule(
            table=_table(dividends, DIVIDEND_SCHEMA), source=record["dividends_source"]
        ),
        notes=tuple(record["notes"]),
        **{name: record[name] for name in _PLAIN},
    )


def as_update(record: Record) -> FeedUpdate:
    """Return the update of a record.

    Raises
    ------
    DataError
        If the record is no update.
    """
    if record.get("kind") != "update":
        raise DataError("the recording holds a second chain; give a file of RecordingFeed")
    quotes, forwards = record["quotes"], record["forwards"]
    return FeedUpdate(
        time=_instant(record["time"]),
        quotes=None if quotes is None else _table(quotes, _COLUMNS),
        spot=record["spot"],
        forwards=None if forwards is None else {_instant(at): value for at, value in forwards},
        is_snapshot=record["is_snapshot"],
        sequence=record["sequence"],
    )


def _line(record: Record) -> bytes:
    text = json.dumps(record, separators=(",", ":")).encode()
    return _check(text) + text + b"\n"


def _check(text: bytes) -> bytes:
    return b"%08x " % zlib.crc32(text)


def _columns(table: pl.DataFrame) -> dict[str, list[Any]]:
    """Return a table's columns as lists that JSON knows, times as whole numbers."""
    return {
        name: (
            column.cast(pl.String) if isinstance(column.dtype, pl.Enum) else column.to_physical()
        ).to_list()
        for name, column in zip(table.columns, table.iter_columns(), strict=True)
    }


def _table(columns: Mapping[str, list[Any]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame([_column(name, values, schema[name]) for name, values in columns.items()])


def _column(name: str, values: list[Any], dtype: pl.DataType) -> pl.Series:
    if isinstance(dtype, pl.Datetime):
        return pl.Series(name, values, pl.Int64).cast(dtype)
    if isinstance(dtype, pl.Date):
        return pl.Series(name, values, pl.Int32).cast(dtype)
    return pl.Series(name, values, dtype)


def _microseconds(time: dt.datetime) -> int:
    return (time - _EPOCH) // dt.timedelta(microseconds=1)


def _instant(microseconds: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=microseconds)


_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
