"""Repositories of P&L, limits, breaches, runs and metrics."""

from __future__ import annotations

import datetime as dt

from axiom.core.errors import ConflictError
from axiom.store import models
from axiom.store.records import (
    BreachRecord,
    LimitRecord,
    MetricRecord,
    PnlRecord,
    RunRecord,
)
from axiom.store.repositories.base import Repository, Rows, check_limit, follows, values_of
from axiom.store.repositories.history import HistoryRepository

__all__ = [
    "BreachRepository",
    "LimitRepository",
    "MetricRepository",
    "PnlRepository",
    "RunRepository",
]


class PnlRepository(Rows[PnlRecord]):
    """P&L by day, strategy, underlying and currency.

    Notes
    -----
    Verified by tests/unit/store/test_histories.py.
    """

    model = models.Pnl
    record = PnlRecord
    noun = "P&L"

    def put(self, record: PnlRecord) -> PnlRecord:
        """Store the P&L of a day, in place of what was stored of it."""
        self._transaction.partitions.ensure(self._table.name, [record.day])
        key = ["day", "strategy", "underlying", "currency"]
        insert = self._transaction.upsert(self._table)
        changed = {name: insert.excluded[name] for name in ("total", "terms", "updated_at")}
        statement = insert.on_conflict_do_update(index_elements=key, set_=changed)
        self._transaction.execute(statement, values_of(record))
        return record

    def between(
        self,
        start: dt.date,
        end: dt.date,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        limit: int = 1000,
        after: tuple[dt.date, str, str, str] | None = None,
    ) -> tuple[PnlRecord, ...]:
        """Give the P&L of a span of days, in its order.

        Parameters
        ----------
        start, end
            The span: from `start` on, before `end`.
        strategy, underlying
            Whose, and on what; None for all.
        limit
            Most records, 1 to 10,000.
        after
            Day, strategy, underlying and currency of the last record of the page before.

        Raises
        ------
        InvalidArgumentError
            If the limit is outside its domain.
        """
        columns = self._columns
        key = (columns.day, columns.strategy, columns.underlying, columns.currency)
        query = self._select().where(columns.day >= start, columns.day < end).order_by(*key)
        if strategy is not None:
            query = query.where(columns.strategy == strategy)
        if underlying is not None:
            query = query.where(columns.underlying == underlying)
        if after is not None:
            query = query.where(follows(key, after))
        return self._all(query.limit(check_limit(limit)))


class LimitRepository(Repository[LimitRecord]):
    """Limits, each version of them.

    Notes
    -----
    Verified by tests/unit/store/test_risk_records.py.
    """

    model = models.Limit
    record = LimitRecord
    noun = "limit"

    def current(self, strategy: str, underlying: str, *, at: dt.datetime) -> LimitRecord | None:
        """Give the limits that hold at an instant, or None.

        Parameters
        ----------
        strategy, underlying
            Whom and what they bind; those on ``"*"`` are asked for by that name.
        at
            The instant, aware.
        """
        columns = self._columns
        query = self._select().where(
            columns.strategy == strategy,
            columns.underlying == underlying,
            columns.valid_from <= at,
        )
        return self._one(query.order_by(columns.valid_from.desc(), columns.id.desc()).limit(1))

    def page(
        self,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[LimitRecord, ...]:
        """Give the limits that follow one, by their ids; see `TradeRepository.page`."""
        equal = {"strategy": strategy, "underlying": underlying}
        return self._page(equal, limit=limit, after=after, newest_first=newest_first)


class BreachRepository(Repository[BreachRecord]):
    """Limits that were exceeded.

    Notes
    -----
    Verified by tests/unit/store/test_risk_records.py.
    """

    model = models.Breach
    record = BreachRecord
    noun = "breach"

    def resolve(self, identifier: str, *, at: dt.datetime) -> BreachRecord:
        """Say when the figure was within its limit again.

        Raises
        ------
        NotFoundError
            If there is no such breach.
        ConflictError
            If it is resolved already.
        """
        found = self._change(identifier, self._columns.resolved_at.is_(None), resolved_at=at)
        if found is None:
            raise ConflictError(f"breach {self.get(identifier).id!r} is resolved already")
        return found

    def page(
        self,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[BreachRecord, ...]:
        """Give the breaches that follow one, by their ids; see `TradeRepository.page`."""
        equal = {"strategy": strategy, "underlying": underlying}
        return self._page(equal, limit=limit, after=after, newest_first=newest_first)


class RunRepository(Repository[RunRecord]):
    """Computations that can be done again.

    Notes
    -----
    Verified by tests/unit/store/test_runs.py.
    """

    model = models.Run
    record = RunRecord
    noun = "run"

    def page(
        self,
        *,
        kind: str | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[RunRecord, ...]:
        """Give the runs that follow one, by their ids; see `TradeRepository.page`."""
        return self._page({"kind": kind}, limit=limit, after=after, newest_first=newest_first)


class MetricRepository(HistoryRepository[MetricRecord]):
    """Performance metrics by month.

    Notes
    -----
    Verified by tests/unit/store/test_histories.py.
    """

    model = models.Metric
    record = MetricRecord
    noun = "metric"
    names = ("name",)
