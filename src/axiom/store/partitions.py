"""Histories by month: partitions made ahead on PostgreSQL, and what is kept on both."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, Engine, delete, func, select, text

from axiom.core.errors import InvalidArgumentError, StoreError
from axiom.store.failures import translated
from axiom.store.models import Base

__all__ = ["HISTORIES", "Partitions"]

HISTORIES: Final = {
    "audit": "time",
    "greeks": "time",
    "metrics": "time",
    "pnl": "day",
    "quotes": "time",
}
"""Tables kept by month, and the column that says which."""

_LOCK: Final = 0x41584D50
"""Of PostgreSQL's advisory locks: one process at a time makes or drops partitions."""

_ATTACHED: Final = text(
    "SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid "
    "WHERE inhparent = to_regclass(:parent) ORDER BY child.relname"
)

Month = tuple[int, int]


class Partitions:
    """The months that a database has partitions for.

    Parameters
    ----------
    engine
        Of the database.

    Notes
    -----
    A partition is made in a transaction of its own and then attached, which takes no lock that
    readers or writers of its parent would wait for; it stays when the write that needed it is
    rolled back. On SQLite a history is one table, and nothing has to be made.

    Verified by tests/unit/store/test_partitions.py.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_needed = engine.dialect.name == "postgresql"
        self._known: set[tuple[str, Month]] = set()
        self._lock = threading.Lock()

    def ensure(self, table: str, days: Iterable[dt.date]) -> None:
        """Make the partitions of a table that rows of these days need."""
        if not self._is_needed:
            return
        months = {(day.year, day.month) for day in days}
        missing = sorted(month for month in months if (table, month) not in self._known)
        if missing:
            self._make({table: missing})

    def make_ahead(self, ahead: int, *, today: dt.date) -> list[str]:
        """Make the partitions of this month and of those that follow.

        Parameters
        ----------
        ahead
            How many months after this one, 0 or more.
        today
            A day of this month, UTC.

        Returns
        -------
        list of str
            Names of the partitions that were made; none on SQLite.

        Raises
        ------
        InvalidArgumentError
            If `ahead` is negative.
        """
        if ahead < 0:
            raise InvalidArgumentError(f"ahead={ahead}: give 0 months or more")
        if not self._is_needed:
            return []
        months = [_month_after((today.year, today.month), i) for i in range(ahead + 1)]
        return self._make(dict.fromkeys(HISTORIES, months))

    def retain(self, keep_months: int, *, today: dt.date, drop: bool = False) -> dict[str, int]:
        """Detach (PostgreSQL) or delete (SQLite) the months before those that are kept.

        Parameters
        ----------
        keep_months
            How many whole months before this one stay, 0 or more.
        today
            A day of this month, UTC.
        drop
            Whether detached partitions are dropped too; else they stay as tables of their own.

        Returns
        -------
        dict of str to int
            By table, how many partitions were detached, or rows deleted on SQLite.

        Raises
        ------
        InvalidArgumentError
            If `keep_months` is negative.
        """
        if keep_months < 0:
            raise InvalidArgumentError(f"keep_months={keep_months}: give 0 months or more")
        first = _month_after((today.year, today.month), -keep_months)
        with translated(), self._engine.begin() as connection:
            if not self._is_needed:
                return {table: _delete_before(connection, table, first) for table in HISTORIES}
            _take_lock(connection)
            detached = {
                table: _detach_before(connection, table, first, drop) for table in HISTORIES
            }
        with self._lock:
            self._known = {one for one in self._known if one[1] >= first}
        return detached

    def _make(self, wanted: dict[str, list[Month]]) -> list[str]:
        """Make what is missing, one process at a time."""
        made: list[str] = []
        with translated(), self._engine.begin() as connection:
            _take_lock(connection)
            for table, months in wanted.items():
                attached = set(_attached(connection, table))
                for month in months:
                    name = _name(table, month)
                    if name not in attached:
                        _attach(connection, table, month)
                        made.append(name)
        with self._lock:
            self._known |= {(table, month) for table in wanted for month in wanted[table]}
        return made


def _name(table: str, month: Month) -> str:
    return f"{table}_y{month[0]:04d}m{month[1]:02d}"


def _month_after(month: Month, count: int) -> Month:
    year, index = divmod(12 * month[0] + month[1] - 1 + count, 12)
    return year, index + 1


def _first_day(month: Month) -> dt.date:
    return dt.date(*month, 1)


def _take_lock(connection: Connection) -> None:
    connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _attached(connection: Connection, table: str) -> list[str]:
    return list(connection.execute(_ATTACHED, {"parent": table}).scalars())


def _bound(table: str, month: Month) -> str:
    """Write the first instant of a month as a bound of the table's partitions."""
    day = _first_day(month).isoformat()
    return f"'{day}'" if HISTORIES[table] == "day" else f"'{day} 00:00:00+00'"


def _attach(connection: Connection, table: str, month: Month) -> None:
    """Make a partition and attach it."""
    name = _name(table, month)
    found = connection.execute(select(func.to_regclass(name))).scalar()
    if found is not None:
        raise StoreError(
            f"{name} was detached from {table}: attach it again or rename it before rows of that "
            "month are written"
        )
    low, high = _bound(table, month), _bound(table, _month_after(month, 1))
    connection.exec_driver_sql(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
    connection.exec_driver_sql(
        f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({low}) TO ({high})"
    )


def _detach_before(connection: Connection, table: str, first: Month, drop: bool) -> int:
    """Detach the partitions of earlier months; their names sort as their months do."""
    old = [name for name in _attached(connection, table) if name < _name(table, first)]
    for name in old:
        connection.exec_driver_sql(f"ALTER TABLE {table} DETACH PARTITION {name}")
        if drop:
            connection.exec_driver_sql(f"DROP TABLE {name}")
    return len(old)


def _delete_before(connection: Connection, table: str, first: Month) -> int:
    """Delete rows of earlier months."""
    kept = Base.metadata.tables[table]
    column = kept.columns[HISTORIES[table]]
    day = _first_day(first)
    bound = day if HISTORIES[table] == "day" else dt.datetime(*first, 1, tzinfo=dt.UTC)
    return connection.execute(delete(kept).where(column < bound)).rowcount
