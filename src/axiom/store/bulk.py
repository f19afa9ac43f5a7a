"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import JSON, Connection, Table, insert

if TYPE_CHECKING:
    import polars as pl

__all__ = ["FEWEST_TO_COPY", "insert_frame", "insert_rows"]

FEWEST_TO_COPY: Final = 32
"""Rows from which COPY costs less than a prepared statement for each."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all or none of them.

    Parameters
    ----------
    connection
        In a transaction.
    table
        Where they go.
    rows
        Values by column, the same columns in each.

    Notes
    -----
    Verified by tests/unit/store/test_bulk.py.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql" and len(rows) >= FEWEST_TO_COPY:
        names = list(rows[0])
        _copy(connection, table, names, ([row[name] for name in names] for row in rows))
    else:
        connection.execute(insert(table), list(rows))


def insert_frame(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Insert the rows of a table of polars whose columns are named as the table's.

    Notes
    -----
    Verified by tests/unit/store/test_bulk.py.
    """
    if connection.dialect.name == "postgresql":
        if any(isinstance(table.columns[name].type, JSON) for name in frame.columns):
            _copy(connection, table, frame.columns, frame.iter_rows())
        else:
            _copy_csv(connection, table, frame)
    elif frame.height:
        connection.execute(insert(table), frame.to_dicts())


def _copy(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Send rows by COPY."""
    binders = [_binder(connection, table, name) for name in names]
    with _copying(connection, table, names) as copy:
        for row in rows:
            copy.write_row([bind(value) for bind, value in zip(binders, row, strict=True)])


def _copy_csv(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Send a table of polars by COPY as the text that polars writes; NaN is NULL."""
    text = frame.fill_nan(None).write_csv(include_header=False)
    with _copying(connection, table, frame.columns, " (FORMAT csv)") as copy:
        copy.write(text)


@contextmanager
def _copying(
    connection: Connection, table: Table, names: Sequence[str], form: str = ""
) -> Iterator[Any]:
    """Begin a COPY on the driver's own connection."""
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN{form}") as copy,
    ):
        yield copy


def _binder(connection: Connection, table: Table, name: str) -> Callable[[Any], Any]:
    """Give what turns a column's values into what the driver writes."""
    found = table.columns[name].type.dialect_impl(connection.dialect)
    return found.bind_processor(connection.dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
