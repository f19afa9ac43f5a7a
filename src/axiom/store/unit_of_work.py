"""One transaction, and the repositories that work in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from axiom.store.failures import translated
from axiom.store.repositories import (
    AuditRepository,
    BlobRepository,
    BreachRepository,
    ChainRepository,
    ClientRepository,
    GreeksRepository,
    HedgeRepository,
    IdempotencyRepository,
    InstrumentRepository,
    JobRepository,
    KeyRepository,
    LimitRepository,
    MetricRepository,
    PnlRepository,
    PositionRepository,
    QuoteRepository,
    RunRepository,
    SessionRepository,
    SigningKeyRepository,
    SurfaceRepository,
    TradeRepository,
)
from axiom.store.repositories.base import Transaction

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from axiom.store.partitions import Partitions

__all__ = ["UnitOfWork"]


class UnitOfWork:
    """One transaction of a `Store`; made by `Store.begin`.

    Attributes
    ----------
    instruments, trades, positions, hedges
        Of the trading book.
    blobs, chains, surfaces, quotes, greeks
        Of what is observed and fitted.
    pnl, limits, breaches, runs, metrics
        Of risk.
    keys, clients, tokens, audit
        Of access; `tokens` are the keys that tokens are signed with.
    idempotency, jobs, sessions
        Of the service.

    Notes
    -----
    Trades change positions in the same transaction: their sums are written at the end of it, in
    the order of strategy and instrument, so that units of work never wait for one another in a
    circle; positions read within the unit of work include its own trades.

    Verified by tests/unit/store/test_database.py and tests/unit/store/test_positions.py.
    """

    def __init__(self, connection: Connection, *, partitions: Partitions) -> None:
        transaction = Transaction(connection, partitions)
        self._transaction = transaction
        self.instruments = InstrumentRepository(transaction)
        self.positions = PositionRepository(transaction)
        self.trades = TradeRepository(transaction, self.positions)
        self.hedges = HedgeRepository(transaction)
        self.blobs = BlobRepository(transaction)
        self.chains = ChainRepository(transaction)
        self.surfaces = SurfaceRepository(transaction)
        self.quotes = QuoteRepository(transaction)
        self.greeks = GreeksRepository(transaction)
        self.pnl = PnlRepository(transaction)
        self.limits = LimitRepository(transaction)
        self.breaches = BreachRepository(transaction)
        self.runs = RunRepository(transaction)
        self.metrics = MetricRepository(transaction)
        self.keys = KeyRepository(transaction)
        self.clients = ClientRepository(transaction)
        self.tokens = SigningKeyRepository(transaction)
        self.audit = AuditRepository(transaction)
        self.idempotency = IdempotencyRepository(transaction)
        self.jobs = JobRepository(transaction)
        self.sessions = SessionRepository(transaction)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done within the block, and only that, when it ends in an error.

        Raises
        ------
        AxiomError
            The block's own error, when what it did has been undone; catch it and go on.

        Notes
        -----
        Verified by tests/unit/store/test_database.py.
        """
        due = self.positions.due
        with translated(), self._transaction.connection.begin_nested():
            try:
                yield
            except BaseException:
                self.positions.restore(due)
                raise

    def finish(self) -> None:
        """Write what was put off to the end of the transaction."""
        self.positions.write_due()

    def insert(
        self, table: Table, rows: Sequence[Mapping[str, Any]], *, days: Iterable[dt.date] = ()
    ) -> None:
        """Insert rows as they are, for maintenance: positions are not changed by trades.

        Parameters
        ----------
        table
            Where they go.
        rows
            Values by column.
        days
            Of the rows of a history, so that their partitions are there.
        """
        self._transaction.partitions.ensure(table.name, days)
        self._transaction.insert_rows(table, rows)

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Run a statement of SQLAlchemy in this transaction, for maintenance and its tests."""
        return self._transaction.execute(statement, parameters)
