"""Repositories of the trading book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from axiom.core.errors import ConflictError, InvalidArgumentError
from axiom.store import models
from axiom.store.records import HedgeRecord, InstrumentRecord, TradeRecord
from axiom.store.repositories.base import Repository, Transaction, values_of
from axiom.store.repositories.positions import PositionRepository, instruments_on

__all__ = ["HedgeRepository", "InstrumentRepository", "TradeRepository"]


class InstrumentRepository(Repository[InstrumentRecord]):
    """Instruments by their symbol.

    Notes
    -----
    Verified by tests/unit/store/test_instruments.py.
    """

    model = models.Instrument
    record = InstrumentRecord
    noun = "instrument"

    def by_symbol(self, symbol: str) -> InstrumentRecord | None:
        """Give the instrument of a symbol, or None."""
        return self._one(self._select().where(self._columns.symbol == symbol))

    def get_many(self, identifiers: Collection[str]) -> dict[str, InstrumentRecord]:
        """Give instruments by their ids; those that are not stored are left out."""
        query = self._select().where(self._columns.id.in_(sorted(set(identifiers))))
        return {one.id: one for one in self._all(query)}

    def ensure(self, record: InstrumentRecord) -> InstrumentRecord:
        """Give the stored instrument of this symbol, storing it where there is none.

        Raises
        ------
        ConflictError
            If an instrument of the symbol is stored with other terms.
        """
        return self.ensure_many([record])[0]

    def ensure_many(self, records: Sequence[InstrumentRecord]) -> tuple[InstrumentRecord, ...]:
        """Do so for several, in a handful of statements.

        Returns
        -------
        tuple of InstrumentRecord
            In the order of `records`.

        Raises
        ------
        ConflictError
            If an instrument of a symbol is stored with other terms.
        """
        stored = self._stored(records)
        wanted = {record.symbol: record for record in records}
        missing = [wanted[symbol] for symbol in sorted(wanted) if symbol not in stored]
        if missing:
            statement = self._transaction.upsert(self._table).on_conflict_do_nothing(
                index_elements=["symbol"]
            )
            self._transaction.execute(statement, [values_of(record) for record in missing])
            stored |= self._stored(missing)
        for record in records:
            if replace(record, id=stored[record.symbol].id) != stored[record.symbol]:
                raise ConflictError(
                    f"an instrument {record.symbol!r} is stored with other terms: give this one "
                    "another symbol"
                )
        return tuple(stored[record.symbol] for record in records)

    def page(
        self, *, underlying: str | None = None, limit: int = 100, after: str | None = None
    ) -> tuple[InstrumentRecord, ...]:
        """Give the instruments that follow one, in the order of their ids.

        Parameters
        ----------
        underlying
            Whose; None for all.
        limit
            Most records, 1 to 10,000.
        after
            Id of the last record of the page before.
        """
        return self._page({"underlying": underlying}, limit=limit, after=after)

    def _stored(self, records: Sequence[InstrumentRecord]) -> dict[str, InstrumentRecord]:
        symbols = sorted({record.symbol for record in records})
        query = self._select().where(self._columns.symbol.in_(symbols))
        return {record.symbol: record for record in self._all(query)}


class TradeRepository(Repository[TradeRecord]):
    """Trades, each of which changes a position in the same transaction.

    Notes
    -----
    Verified by tests/unit/store/test_positions.py.
    """

    model = models.Trade
    record = TradeRecord
    noun = "trade"

    def __init__(self, transaction: Transaction, positions: PositionRepository) -> None:
        super().__init__(transaction)
        self._positions = positions

    def add(self, record: TradeRecord) -> TradeRecord:
        """Store a trade and change its position.

        Raises
        ------
        ConflictError
            If it is stored already, its instrument is not, or its venue's number is taken.
        """
        super().add(record)
        self._positions.put_off([record])
        return record

    def add_many(self, records: Iterable[TradeRecord]) -> None:
        """Store trades and change their positions, all or none, in a handful of statements.

        Raises
        ------
        ConflictError
            If one is stored already, its instrument is not, or its venue's number is taken.
        """
        kept = list(records)
        super().add_many(kept)
        self._positions.put_off(kept)

    def by_external_id(self, venue: str, external_id: str) -> TradeRecord | None:
        """Give the trade of a venue's own number, or None."""
        columns = self._columns
        own = (columns.venue == venue, columns.external_id == external_id)
        return self._one(self._select().where(*own))

    def page(
        self,
        *,
        strategy: str | None = None,
        instrument_id: str | None = None,
        underlying: str | None = None,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[TradeRecord, ...]:
        """Give the trades that follow one, in the order of their ids.

        Parameters
        ----------
        strategy, instrument_id, underlying
            Whose, of what, and on what; None for all.
        start, end
            When they were done, aware: from `start` on, before `end`; None leaves it open.
        limit
            Most records, 1 to 10,000.
        after
            Id of the last record of the page before.
        newest_first
            Whether the order is that of descending ids.
        """
        equal = {"strategy": strategy, "instrument_id": instrument_id}
        columns = self._columns
        conditions = [] if start is None else [columns.traded_at >= start]
        conditions += [] if end is None else [columns.traded_at < end]
        if underlying is not None:
            conditions.append(columns.instrument_id.in_(instruments_on(underlying)))
        return self._page(equal, *conditions, limit=limit, after=after, newest_first=newest_first)


class HedgeRepository(Repository[HedgeRecord]):
    """Hedges, and the trades that they became.

    Notes
    -----
    Verified by tests/unit/store/test_risk_records.py.
    """

    model = models.Hedge
    record = HedgeRecord
    noun = "hedge"

    def settle(self, identifier: str, *, status: str, trade_id: str | None = None) -> HedgeRecord:
        """Say what became of a hedge.

        Raises
        ------
        NotFoundError
            If there is no such hedge.
        InvalidArgumentError
            If it is no status of a hedge.
        ConflictError
            If the trade is not stored.
        """
        if status not in ("sent", "done", "cancelled"):
            raise InvalidArgumentError(f"status={status!r}: give sent, done or cancelled")
        return self._changed(identifier, status=status, trade_id=trade_id)

    def page(
        self,
        *,
        strategy: str | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[HedgeRecord, ...]:
        """Give the hedges that follow one by their ids; see `TradeRepository.page`."""
        equal = {"strategy": strategy}
        return self._page(equal, limit=limit, after=after, newest_first=newest_first)
