"""What all repositories do alike: add, get, change and page through rows as records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from axiom.core.errors import InvalidArgumentError, NotFoundError
from axiom.store.bulk import insert_rows
from axiom.store.failures import translated
from axiom.store.models import Base

if TYPE_CHECKING:
    from axiom.store.partitions import Partitions

__all__ = ["MOST_ROWS", "Repository", "Rows", "Transaction", "check_limit", "follows", "values_of"]

MOST_ROWS: Final = 10_000
"""Most records that one page may ask for."""

R = TypeVar("R")


class Transaction:
    """The connection of a unit of work, with the errors of its driver translated.

    Parameters
    ----------
    connection
        In a transaction.
    partitions
        Of the database.
    """

    __slots__ = ("connection", "is_postgres", "partitions")

    def __init__(self, connection: Connection, partitions: Partitions) -> None:
        self.connection = connection
        self.partitions = partitions
        self.is_postgres = connection.dialect.name == "postgresql"

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Run a statement."""
        with translated():
            return self.connection.execute(statement, parameters)

    def insert_rows(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert many rows."""
        with translated():
            insert_rows(self.connection, table, rows)

    def upsert(self, table: Table) -> Any:
        """Give an insert that can say what happens on a conflict."""
        return (postgresql if self.is_postgres else sqlite).insert(table)


class Rows(Generic[R]):
    """The rows of one table, read as records.

    Parameters
    ----------
    transaction
        Of the unit of work.

    Notes
    -----
    Verified by tests/unit/store/test_repositories.py.
    """

    model: type[Base]
    record: type[R]
    noun: str

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._table: Table = Base.metadata.tables[self.model.__tablename__]
        self._columns: Any = self._table.columns

    def _select(self) -> Select[Any]:
        return select(self._table)

    def _record(self, row: Row[Any]) -> R:
        return self.record(**row._mapping)

    def _one(self, query: Any) -> R | None:
        """Give the first row of a query as a record."""
        row = self._transaction.execute(query).first()
        return None if row is None else self._record(row)

    def _all(self, query: Any) -> tuple[R, ...]:
        """Give all rows of a bounded query as records."""
        return tuple(self._record(row) for row in self._transaction.execute(query))

    def _missing(self, identifier: str) -> NotFoundError:
        return NotFoundError(f"there is no {self.noun} {identifier!r}: list those there are")


class Repository(Rows[R]):
    """The rows of one table, by an identifier that sorts them.

    Notes
    -----
    Verified by tests/unit/store/test_repositories.py.
    """

    key: str = "id"

    def add(self, record: R) -> R:
        """Store a record.

        Parameters
        ----------
        record
            What to store.

        Returns
        -------
        The record itself.

        Raises
        ------
        ConflictError
            If it is stored already, or refers to what is not.
        """
        self._transaction.execute(insert(self._table), values_of(record))
        return record

    def add_many(self, records: Iterable[R]) -> None:
        """Store records, all or none, in a handful of statements.

        Raises
        ------
        ConflictError
            If one is stored already, or refers to what is not.
        """
        self._transaction.insert_rows(self._table, [values_of(record) for record in records])

    def find(self, identifier: str) -> R | None:
        """Give the record of an identifier, or None."""
        return self._one(self._select().where(self._columns[self.key] == identifier))

    def get(self, identifier: str) -> R:
        """Give the record of an identifier.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        found = self.find(identifier)
        if found is None:
            raise self._missing(identifier)
        return found

    def _page(
        self,
        equal: Mapping[str, Any],
        *conditions: ColumnElement[bool],
        limit: int,
        after: str | None,
        newest_first: bool = False,
    ) -> tuple[R, ...]:
        """Give the records that follow one, in the order of their key.

        Parameters
        ----------
        equal
            Values that columns are to have; None leaves a column out.
        conditions
            What else holds of them.
        limit, after, newest_first
            How many, after which key, and in which order.
        """
        key = self._columns[self.key]
        given = [self._columns[name] == value for name, value in equal.items() if value is not None]
        query = self._select().where(*given, *conditions).limit(check_limit(limit))
        if after is not None:
            query = query.where(key < after if newest_first else key > after)
        return self._all(query.order_by(key.desc() if newest_first else key))

    def _change(self, identifier: str, *conditions: ColumnElement[bool], **values: Any) -> R | None:
        """Change one row and give it as a record; None where no row meets the conditions."""
        own = self._columns[self.key] == identifier
        statement = update(self._table).where(own, *conditions).values(values)
        return self._one(statement.returning(self._table))

    def _changed(self, identifier: str, **values: Any) -> R:
        """Change one row and give it as a record.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        found = self._change(identifier, **values)
        if found is None:
            raise self._missing(identifier)
        return found


def follows(
    columns: Sequence[Any], values: Sequence[Any], *, newest_first: bool = False
) -> ColumnElement[bool]:
    """Say that columns follow values in their order, each value written as its column is."""
    own = (literal(value, column.type) for column, value in zip(columns, values, strict=True))
    place, given = tuple_(*columns), tuple_(*own)
    return place < given if newest_first else place > given


def check_limit(limit: int) -> int:
    """Return how many records a page may have.

    Raises
    ------
    InvalidArgumentError
        If that is below 1 or above `MOST_ROWS`.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise InvalidArgumentError(f"limit={limit}: give a number of 1 to {MOST_ROWS}")
    return limit


def values_of(record: Any) -> dict[str, Any]:
    """Give a record's fields by the names of their columns."""
    return {field.name: getattr(record, field.name) for field in fields(record)}
