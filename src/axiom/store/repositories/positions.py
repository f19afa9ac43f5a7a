"""Positions: sums over trades, kept in the transaction that stores the trades."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, delete, func, select, text

from axiom.store import models
from axiom.store.exact import exact_sum, plain
from axiom.store.models import Base
from axiom.store.models.types import ExactDecimal
from axiom.store.records import PositionRecord, TradeRecord
from axiom.store.repositories.base import Rows, Transaction, check_limit, follows, values_of

__all__ = ["Difference", "PositionRepository", "instruments_on", "position_of"]

SUMS: Final = ("quantity", "bought", "sold", "bought_amount", "sold_amount", "fees", "cash")
_NOTHING: Final = Decimal(0)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A position that is not the sum of its trades.

    Parameters
    ----------
    strategy, instrument_id
        Whose and of what.
    stored
        The position as it is stored; None where there is none.
    summed
        The sums of its trades; None where there are no trades.

    Notes
    -----
    Verified by tests/unit/store/test_positions.py.
    """

    strategy: str
    instrument_id: str
    stored: PositionRecord | None
    summed: PositionRecord | None


class PositionRepository(Rows[PositionRecord]):
    """Positions by strategy and instrument.

    Notes
    -----
    Changes are put off to the end of the unit of work and written in the order of strategy and
    instrument, by one statement that is run for each position that changed.

    Verified by tests/unit/store/test_positions.py.
    """

    model = models.Position
    record = PositionRecord
    noun = "position"

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._due: Mapping[Key, PositionRecord] = {}

    @property
    def due(self) -> Mapping[Key, PositionRecord]:
        """The changes that are not written yet, by strategy and instrument."""
        return self._due

    def restore(self, due: Mapping[Key, PositionRecord]) -> None:
        """Go back to earlier changes, when later ones are undone."""
        self._due = due

    def put_off(self, trades: Iterable[TradeRecord]) -> None:
        """Take in what trades change, to be written later."""
        due = dict(self._due)
        for trade in trades:
            change = position_of(trade)
            key = (change.strategy, change.instrument_id)
            due[key] = _added(due[key], change) if key in due else change
        self._due = due

    def write_due(self) -> None:
        """Write the changes that were put off."""
        if not self._due:
            return
        rows = [values_of(self._due[key]) for key in sorted(self._due)]
        self._due = {}
        self._transaction.execute(self._upsert(), rows)

    def find(self, strategy: str, instrument_id: str) -> PositionRecord | None:
        """Give the position of a strategy in an instrument, or None."""
        self.write_due()
        columns = self._columns
        own = (columns.strategy == strategy, columns.instrument_id == instrument_id)
        return self._one(self._select().where(*own))

    def get(self, strategy: str, instrument_id: str) -> PositionRecord:
        """Give the position of a strategy in an instrument.

        Raises
        ------
        NotFoundError
            If it never traded it.
        """
        found = self.find(strategy, instrument_id)
        if found is None:
            raise self._missing(f"{strategy}/{instrument_id}")
        return found

    def page(
        self,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        is_open: bool = False,
        limit: int = 100,
        after: Key | None = None,
    ) -> tuple[PositionRecord, ...]:
        """Give the positions that follow one, in the order of strategy and instrument.

        Parameters
        ----------
        strategy, underlying
            Whose, and on what; None for all.
        is_open
            Whether those whose quantity is 0 are left out.
        limit
            Most records, 1 to 10,000.
        after
            Strategy and instrument of the last record of the page before.
        """
        self.write_due()
        columns = self._columns
        query = self._select().order_by(columns.strategy, columns.instrument_id)
        if strategy is not None:
            query = query.where(columns.strategy == strategy)
        if underlying is not None:
            query = query.where(columns.instrument_id.in_(instruments_on(underlying)))
        if is_open:
            query = query.where(columns.quantity != Decimal(0))
        if after is not None:
            query = query.where(follows([columns.strategy, columns.instrument_id], after))
        return self._all(query.limit(check_limit(limit)))

    def as_of(
        self,
        at: dt.datetime,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        is_open: bool = False,
    ) -> tuple[PositionRecord, ...]:
        """Sum up the trades that were done up to an instant, in the order of `page`.

        Parameters
        ----------
        at
            The instant, aware; a trade done at it counts.
        strategy, underlying, is_open
            As in `page`.
        """
        traded = Base.metadata.tables["trades"].columns
        conditions = [traded.traded_at <= at]
        conditions += [] if strategy is None else [traded.strategy == strategy]
        if underlying is not None:
            conditions.append(traded.instrument_id.in_(instruments_on(underlying)))
        summed = self._summed(*conditions)
        return tuple(summed[key] for key in sorted(summed) if summed[key].quantity or not is_open)

    def check(self) -> tuple[Difference, ...]:
        """Compare every position with the sum of its trades.

        Returns
        -------
        tuple of Difference
            Those that differ; empty where the book is right.

        Notes
        -----
        On PostgreSQL run it in a unit of work that only reads, or nothing else writes meanwhile:
        positions and trades are then read from one snapshot.
        """
        self.write_due()
        stored = {_key(one): one for one in self._all(self._select())}
        summed = self._summed()
        found = [key for key in stored.keys() | summed.keys() if stored.get(key) != summed.get(key)]
        return tuple(
            Difference(
                strategy=key[0],
                instrument_id=key[1],
                stored=stored.get(key),
                summed=summed.get(key),
            )
            for key in sorted(found)
        )

    def rebuild(self) -> tuple[Difference, ...]:
        """Make every position the sum of its trades, and give those that were not.

        Notes
        -----
        Nothing else writes trades meanwhile: on PostgreSQL the tables are locked.
        """
        if self._transaction.is_postgres:
            lock = "LOCK TABLE trades, positions IN SHARE ROW EXCLUSIVE MODE"
            self._transaction.execute(text(lock))
        found = self.check()
        columns = self._columns
        for one in found:
            own = (columns.strategy == one.strategy, columns.instrument_id == one.instrument_id)
            self._transaction.execute(delete(self._table).where(*own))
        rows = [values_of(one.summed) for one in found if one.summed is not None]
        if rows:
            self._transaction.execute(self._upsert(), rows)
        return found

    def _upsert(self) -> Any:
        """Write a change as a position, or add it to the one there is."""
        statement = self._transaction.upsert(self._table)
        own, new = self._columns, statement.excluded
        later = case((new.updated_at > own.updated_at, new.updated_at), else_=own.updated_at)
        return statement.on_conflict_do_update(
            index_elements=["strategy", "instrument_id"],
            set_={
                **{name: self._plus(own[name], new[name]) for name in SUMS},
                "trades": own.trades + new.trades,
                "updated_at": later,
            },
        )

    def _plus(self, one: Any, other: Any) -> Any:
        if self._transaction.is_postgres:
            return one + other
        return func.decimal_add(one, other, type_=ExactDecimal())

    def _summed(self, *conditions: ColumnElement[bool]) -> dict[Key, PositionRecord]:
        """Sum up trades by strategy and instrument, a few thousand in memory at a time."""
        sums: dict[Key, PositionRecord] = {}
        query = select(Base.metadata.tables["trades"]).where(*conditions)
        with self._transaction.execute(query.execution_options(yield_per=5000)) as rows:
            for row in rows:
                change = position_of(TradeRecord(**row._mapping))
                key = _key(change)
                sums[key] = _added(sums[key], change) if key in sums else change
        return sums


def instruments_on(underlying: str) -> Select[Any]:
    """Select the ids of the instruments on an underlying."""
    columns = Base.metadata.tables["instruments"].columns
    return select(columns.id).where(columns.underlying == underlying)


def position_of(trade: TradeRecord) -> PositionRecord:
    """Give the position that a trade alone makes."""
    is_bought = trade.quantity > 0
    size, amount = abs(trade.quantity), trade.amount if is_bought else plain(-trade.amount)
    return PositionRecord(
        strategy=trade.strategy,
        instrument_id=trade.instrument_id,
        quantity=trade.quantity,
        bought=size if is_bought else _NOTHING,
        sold=_NOTHING if is_bought else size,
        bought_amount=amount if is_bought else _NOTHING,
        sold_amount=_NOTHING if is_bought else amount,
        fees=trade.fees,
        cash=trade.cash,
        trades=1,
        updated_at=trade.booked_at,
    )


def _key(position: PositionRecord) -> Key:
    return position.strategy, position.instrument_id


def _added(one: PositionRecord, other: PositionRecord) -> PositionRecord:
    """Add the sums of two positions in the same instrument."""
    sums: dict[str, Any] = {
        name: exact_sum([getattr(one, name), getattr(other, name)]) for name in SUMS
    }
    later = max(one.updated_at, other.updated_at)
    return replace(one, **sums, trades=one.trades + other.trades, updated_at=later)
