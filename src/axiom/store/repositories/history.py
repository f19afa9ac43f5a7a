"""What the repositories of histories do alike: bulk writes, and pages by time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

import polars as pl
from sqlalchemy import ColumnElement, insert

from axiom.core.errors import InvalidArgumentError
from axiom.store.bulk import insert_frame
from axiom.store.failures import translated
from axiom.store.ids import new_ids
from axiom.store.repositories.base import Repository, check_limit, follows, values_of

__all__ = ["HistoryRepository"]

R = TypeVar("R")


class HistoryRepository(Repository[R]):
    """The rows of a table that is kept by month, as records.

    Notes
    -----
    On PostgreSQL the partition of a month is made when the first row of it is written.

    Verified by tests/unit/store/test_histories.py.
    """

    names: tuple[str, ...]
    """Fields that hold text which is not blank."""

    def add(self, record: R) -> R:
        """Store a record.

        Raises
        ------
        ConflictError
            If it is stored already.
        """
        values = values_of(record)
        self._transaction.partitions.ensure(self._table.name, [values["time"].date()])
        self._transaction.execute(insert(self._table), values)
        return record

    def add_many(self, records: Iterable[R]) -> None:
        """Store records, all or none, by COPY on PostgreSQL.

        Raises
        ------
        ConflictError
            If one is stored already.
        """
        rows = [values_of(record) for record in records]
        days = {row["time"].date() for row in rows}
        self._transaction.partitions.ensure(self._table.name, days)
        self._transaction.insert_rows(self._table, rows)

    def add_frame(self, frame: pl.DataFrame) -> None:
        """Store the rows of a table, all or none, by COPY on PostgreSQL.

        Parameters
        ----------
        frame
            Columns by the names of the record's fields; those that are missing get the defaults
            that the record has, `id` among them. Instants are aware.

        Raises
        ------
        InvalidArgumentError
            If a column is unknown, or one that has no default is missing or has nulls.
        """
        known = self._table.columns
        unknown = [name for name in frame.columns if name not in known]
        if unknown:
            raise InvalidArgumentError(
                f"frame has a column {unknown[0]!r}: give those of {', '.join(known.keys())}"
            )
        if "id" not in frame.columns:
            frame = frame.with_columns(pl.Series("id", new_ids(frame.height), dtype=pl.String))
        frame = frame.with_columns(pl.lit(v).alias(k) for k, v in self._defaults(frame).items())
        self._check(frame)
        days = frame["time"].dt.convert_time_zone("UTC").dt.date().unique().to_list()
        self._transaction.partitions.ensure(self._table.name, days)
        with translated():
            insert_frame(self._transaction.connection, self._table, frame)

    def between(
        self,
        start: dt.datetime,
        end: dt.datetime,
        *,
        limit: int = 1000,
        after: tuple[dt.datetime, str] | None = None,
        newest_first: bool = False,
        **equal: Any,
    ) -> tuple[R, ...]:
        """Give the records of a span of time, in its order or the other way round.

        Parameters
        ----------
        start, end
            The span, aware: from `start` on, before `end`.
        limit
            Most records, 1 to 10,000.
        after
            Time and id of the last record of the page before.
        newest_first
            Whether the latest come first.
        equal
            Values that columns are to have.

        Returns
        -------
        tuple of records

        Raises
        ------
        InvalidArgumentError
            If the limit is outside its domain, or there is no such column.
        """
        columns = self._columns
        conditions: list[ColumnElement[bool]] = [columns.time >= start, columns.time < end]
        for name, value in equal.items():
            if name not in columns:
                raise InvalidArgumentError(f"{name}={value!r}: {self.noun} has no such column")
            conditions.append(columns[name] == value)
        order = [columns.time, columns.id]
        if after is not None:
            conditions.append(follows(order, after, newest_first=newest_first))
        query = self._select().where(*conditions).limit(check_limit(limit))
        ordered = [column.desc() for column in order] if newest_first else order
        return self._all(query.order_by(*ordered))

    def _defaults(self, frame: pl.DataFrame) -> dict[str, Any]:
        """Give the record's own values of text columns that a frame lacks."""
        record: Any = self.record
        return {
            field.name: field.default
            for field in fields(record)
            if field.name not in frame.columns and isinstance(field.default, str)
        }

    def _check(self, frame: pl.DataFrame) -> None:
        """Refuse a frame that lacks something, naming it."""
        for column in self._table.columns:
            if column.nullable:
                continue
            if column.name not in frame.columns:
                raise InvalidArgumentError(f"frame lacks the column {column.name!r}")
            if frame[column.name].null_count():
                raise InvalidArgumentError(f"frame: {column.name} has nulls; fill or drop them")
        for name in self.names:
            text = frame[name].cast(pl.String)
            if ((text.str.strip_chars() == "") | text.str.contains("\0", literal=True)).any():
                raise InvalidArgumentError(
                    f"frame: {name} is blank in a row, or has a NUL; give text"
                )
        for name in ("time", "expiry"):
            kind = frame.schema.get(name, pl.Datetime("us", "UTC"))
            if not isinstance(kind, pl.Datetime) or kind.time_zone is None:
                raise InvalidArgumentError(
                    f"frame: {name} is {kind}, without a time zone; give instants (UTC)"
                )
