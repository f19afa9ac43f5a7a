"""Repositories of what is observed and fitted."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, delete

from axiom.store import models
from axiom.store.records import (
    BlobRecord,
    ChainRecord,
    GreeksRecord,
    QuoteRecord,
    SurfaceRecord,
)
from axiom.store.repositories.base import Repository, check_limit, follows, values_of
from axiom.store.repositories.history import HistoryRepository

__all__ = [
    "BlobRepository",
    "ChainRepository",
    "GreeksRepository",
    "QuoteRepository",
    "SurfaceRepository",
]


class BlobRepository(Repository[BlobRecord]):
    """Bytes under their hash: the same bytes are stored once.

    Notes
    -----
    Verified by tests/unit/store/test_chains.py.
    """

    model = models.Blob
    record = BlobRecord
    noun = "blob"
    key = "hash"

    def put(self, content: bytes, *, media_type: str) -> str:
        """Store bytes where they are not stored yet.

        Returns
        -------
        str
            Their hash, by which `get` gives them.
        """
        if self.has(found := sha256(content).hexdigest()):
            return found
        record = BlobRecord(content=content, media_type=media_type)
        insert = self._transaction.upsert(self._table).on_conflict_do_nothing()
        self._transaction.execute(insert, values_of(record))
        return record.hash

    def has(self, identifier: str) -> bool:
        """Whether bytes of this hash are stored."""
        columns = self._columns
        query = self._select().with_only_columns(columns.hash).where(columns.hash == identifier)
        return self._transaction.execute(query).first() is not None


class ChainRepository(Repository[ChainRecord]):
    """Chains of quotes, their content as blobs.

    Notes
    -----
    Verified by tests/unit/store/test_chains.py.
    """

    model = models.Chain
    record = ChainRecord
    noun = "chain"

    def of_content(self, content_hash: str) -> ChainRecord | None:
        """Give the first chain whose bytes have a hash, or None."""
        columns = self._columns
        query = self._select().where(columns.content_hash == content_hash)
        return self._one(query.order_by(columns.id).limit(1))

    def remove(self, identifier: str) -> None:
        """Delete a chain; its bytes stay.

        Raises
        ------
        ConflictError
            If surfaces were fitted to it.
        """
        columns = self._columns
        self._transaction.execute(delete(self._table).where(columns.id == identifier))

    def latest(self, underlying: str) -> ChainRecord | None:
        """Give the chain with the latest valuation time, or None."""
        columns = self._columns
        query = self._select().where(columns.underlying == underlying)
        return self._one(query.order_by(columns.valuation_time.desc(), columns.id.desc()).limit(1))

    def page(
        self,
        *,
        underlying: str | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[ChainRecord, ...]:
        """Give the chains that follow one, in the order of their ids.

        Parameters
        ----------
        underlying
            Whose; None for all.
        limit
            Most records, 1 to 10,000.
        after
            Id of the last record of the page before.
        newest_first
            Whether the order is that of descending ids.
        """
        equal = {"underlying": underlying}
        return self._page(equal, limit=limit, after=after, newest_first=newest_first)


class SurfaceRepository(Repository[SurfaceRecord]):
    """Fitted surfaces and their history.

    Notes
    -----
    Verified by tests/unit/store/test_surfaces.py.
    """

    model = models.Surface
    record = SurfaceRecord
    noun = "surface"

    def latest(
        self, underlying: str, *, until: dt.datetime | None = None, certified: bool = False
    ) -> SurfaceRecord | None:
        """Give the surface with the latest valuation time, or None.

        Parameters
        ----------
        underlying
            Whose.
        until
            The latest valuation time that counts, aware; None for any.
        certified
            Whether only those without arbitrage count.
        """
        return self._one(self._latest(underlying, until, certified))

    def latest_id(
        self, underlying: str, *, until: dt.datetime | None = None, certified: bool = False
    ) -> str | None:
        """Give the id of the surface that `latest` gives, or None."""
        query = self._latest(underlying, until, certified).with_only_columns(self._columns.id)
        found: str | None = self._transaction.execute(query).scalar()
        return found

    def like(self, record: SurfaceRecord) -> SurfaceRecord | None:
        """Give a stored surface of the same inputs with the same parameters, or None."""
        names = ("underlying", "valuation_time", "input_hash", "parameters")
        same = [self._columns[name] == getattr(record, name) for name in names]
        return self._one(self._select().where(*same).order_by(self._columns.id).limit(1))

    def _latest(self, underlying: str, until: dt.datetime | None, certified: bool) -> Select[Any]:
        columns = self._columns
        query = self._select().where(columns.underlying == underlying)
        if until is not None:
            query = query.where(columns.valuation_time <= until)
        if certified:
            query = query.where(columns.is_certified)
        return query.order_by(columns.valuation_time.desc(), columns.id.desc()).limit(1)

    def history(
        self,
        underlying: str,
        *,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
        limit: int = 100,
        after: tuple[dt.datetime, str] | None = None,
    ) -> tuple[SurfaceRecord, ...]:
        """Give the surfaces of an underlying in the order of their valuation times.

        Parameters
        ----------
        underlying
            Whose.
        start, end
            The span, aware: from `start` on, before `end`; None leaves it open.
        limit
            Most records, 1 to 10,000.
        after
            Valuation time and id of the last record of the page before.

        Raises
        ------
        InvalidArgumentError
            If the limit is outside its domain.
        """
        columns = self._columns
        query = self._select().where(columns.underlying == underlying)
        if start is not None:
            query = query.where(columns.valuation_time >= start)
        if end is not None:
            query = query.where(columns.valuation_time < end)
        if after is not None:
            query = query.where(follows([columns.valuation_time, columns.id], after))
        ordered = query.order_by(columns.valuation_time, columns.id)
        return self._all(ordered.limit(check_limit(limit)))

    def page(
        self,
        *,
        underlying: str | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[SurfaceRecord, ...]:
        """Give the surfaces that follow one, by their ids; see `ChainRepository.page`."""
        equal = {"underlying": underlying}
        return self._page(equal, limit=limit, after=after, newest_first=newest_first)


class QuoteRepository(HistoryRepository[QuoteRecord]):
    """Quotes by month.

    Notes
    -----
    Verified by tests/unit/store/test_histories.py.
    """

    model = models.Quote
    record = QuoteRecord
    noun = "quote"
    names = ("underlying", "source")


class GreeksRepository(HistoryRepository[GreeksRecord]):
    """Prices and Greeks by month.

    Notes
    -----
    Verified by tests/unit/store/test_histories.py.
    """

    model = models.Greeks
    record = GreeksRecord
    noun = "row of Greeks"
    names = ("underlying",)
