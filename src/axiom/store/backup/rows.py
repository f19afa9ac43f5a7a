"""Rows as lines of JSON that mean the same for every kind of database."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Date, LargeBinary, Table

from axiom.core.errors import DataError
from axiom.store.models.types import ExactDecimal, UtcTime, Words

__all__ = ["Digest", "RowReader", "write_row"]

_READERS: Final[Mapping[type[Any], Callable[[Any], Any]]] = {
    Date: dt.date.fromisoformat,
    ExactDecimal: Decimal,
    LargeBinary: base64.b64decode,
    UtcTime: dt.datetime.fromisoformat,
    Words: tuple,
}


class Digest:
    """Count and hash of rows, whatever their order: databases sort text in ways of their own."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def take(self, line: bytes) -> None:
        """Take in one row."""
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(sha256(line).digest(), "big")) % (1 << 256)

    @property
    def text(self) -> str:
        """The sum of the rows' SHA-256, modulo 2^256, in hexadecimal."""
        return f"{self._sum:064x}"


def write_row(values: Sequence[Any]) -> bytes:
    """Write a row's values, in the order of its table's columns, as one line."""
    text = json.dumps(list(values), default=_plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, dt.date) else f"{value:f}"


class RowReader:
    """Reads the lines of a table.

    Parameters
    ----------
    table
        Whose columns the values belong to, in their order.
    """

    def __init__(self, table: Table) -> None:
        self._table = table.name
        self._names = [column.name for column in table.columns]
        kinds = [type(column.type) for column in table.columns]
        self._readers = [_READERS.get(kind) for kind in kinds]

    def read(self, line: bytes) -> dict[str, Any]:
        """Read a line as values by column.

        Raises
        ------
        DataError
            If it is no row of the table.
        """
        try:
            values = json.loads(line)
            found = [
                value if read is None or value is None else read(value)
                for read, value in zip(self._readers, values, strict=True)
            ]
        except (ArithmeticError, TypeError, ValueError) as error:
            raise DataError(f"a row of {self._table} cannot be read: {error}") from error
        return dict(zip(self._names, found, strict=True))
