"""Repositories of idempotency keys, jobs and sessions of the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, tuple_, update

from axiom.core.errors import ConflictError, InvalidArgumentError
from axiom.store import models
from axiom.store.records import IdempotencyRecord, JobRecord, SessionRecord
from axiom.store.repositories.base import Repository, Rows, values_of

__all__ = ["IdempotencyRepository", "JobRepository", "SessionRepository"]


class IdempotencyRepository(Rows[IdempotencyRecord]):
    """Answers by principal and idempotency key.

    Notes
    -----
    Verified by tests/unit/store/test_operations.py.
    """

    model = models.IdempotencyKey
    record = IdempotencyRecord
    noun = "idempotency key"

    def find(self, principal: str, key: str) -> IdempotencyRecord | None:
        """Give the answer that was given under a key, or None."""
        columns = self._columns
        return self._one(self._select().where(columns.principal == principal, columns.key == key))

    def find_many(
        self, keys: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], IdempotencyRecord]:
        """Give the answers that were given under some keys, by principal and key."""
        columns = self._columns
        own = tuple_(columns.principal, columns.key).in_(sorted(keys))
        return {(one.principal, one.key): one for one in self._all(self._select().where(own))}

    def claim(self, record: IdempotencyRecord) -> IdempotencyRecord | None:
        """Store a record unless its key is taken, waiting for whoever is about to take it.

        Returns
        -------
        IdempotencyRecord or None
            The record that has the key already; None when this one now has it.
        """
        insert = self._transaction.upsert(self._table).on_conflict_do_nothing()
        claimed = insert.returning(self._columns.key)
        if self._transaction.execute(claimed, values_of(record)).first() is not None:
            return None
        found = self.find(record.principal, record.key)
        if found is None:
            raise ConflictError(f"the idempotency key {record.key!r} was being used: try again")
        return found

    def add_many(self, records: list[IdempotencyRecord]) -> None:
        """Store records, all or none, in a handful of statements.

        Raises
        ------
        ConflictError
            If the key of one is taken.
        """
        self._transaction.insert_rows(self._table, [values_of(record) for record in records])

    def settle(self, record: IdempotencyRecord) -> None:
        """Write the answer under a key that was claimed.

        Raises
        ------
        NotFoundError
            If it was not.
        """
        columns = self._columns
        own = (columns.principal == record.principal, columns.key == record.key)
        statement = update(self._table).where(*own).values(values_of(record))
        if self._transaction.execute(statement).rowcount != 1:
            raise self._missing(record.key)

    def purge(self, *, before: dt.datetime) -> int:
        """Delete the answers that expired before an instant, and give how many those were."""
        expired = self._columns.expires_at < before
        found: int = self._transaction.execute(delete(self._table).where(expired)).rowcount
        return found


class JobRepository(Repository[JobRecord]):
    """Jobs: accepted, taken by a worker, finished.

    Notes
    -----
    A worker changes a job only while it is its own: what names a `worker` does nothing, and gives
    None, where another has taken the job since.

    Verified by tests/unit/store/test_jobs.py.
    """

    model = models.Job
    record = JobRecord
    noun = "job"

    def count(self, *, status: str) -> int:
        """Count the jobs that stand there."""
        columns = self._columns
        query = select(func.count()).select_from(self._table).where(columns.status == status)
        found: int = self._transaction.execute(query).scalar_one()
        return found

    def claim(self, *, worker: str, at: dt.datetime) -> JobRecord | None:
        """Take the oldest job that waits, or None; no two workers get the same.

        Parameters
        ----------
        worker
            Who takes it.
        at
            The instant, aware.
        """
        columns = self._columns
        oldest = (
            self._select()
            .with_only_columns(columns.id)
            .where(columns.status == "queued")
            .order_by(columns.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        statement = update(self._table).where(columns.id == oldest.scalar_subquery())
        begun = {"status": "running", "attempts": columns.attempts + 1}
        taken = statement.values(worker=worker, started_at=at, updated_at=at, **begun)
        return self._one(taken.returning(self._table))

    def progress(
        self, identifier: str, *, worker: str, share: float, text: str, at: dt.datetime
    ) -> JobRecord | None:
        """Write how far a job is, and give it: it may have been asked to stop.

        Raises
        ------
        InvalidArgumentError
            If the share is not one.
        """
        if not 0.0 <= share <= 1.0:
            raise InvalidArgumentError(f"share={share!r}: give a number of 0 to 1")
        return self._change(identifier, *self._own(worker), share=share, text=text, updated_at=at)

    def renew(self, *, worker: str, at: dt.datetime) -> tuple[JobRecord, ...]:
        """Write that a worker is alive, and give the jobs that are its own."""
        statement = update(self._table).where(*self._own(worker)).values(updated_at=at)
        return self._all(statement.returning(self._table))

    def finish(
        self,
        identifier: str,
        *,
        worker: str,
        status: str,
        at: dt.datetime,
        result: Mapping[str, Any] | None = None,
        problem: Mapping[str, Any] | None = None,
    ) -> JobRecord | None:
        """Write what came of a job.

        Parameters
        ----------
        identifier
            Of the job.
        worker
            Who did it.
        status
            ``"done"``, ``"failed"`` or ``"cancelled"``.
        at
            When it ended, aware.
        result, problem
            What it gave, or why it failed.

        Raises
        ------
        InvalidArgumentError
            If the status is another.
        """
        if status not in ("done", "failed", "cancelled"):
            raise InvalidArgumentError(f"status={status!r}: give done, failed or cancelled")
        ended: dict[str, Any] = {"status": status, "finished_at": at, "updated_at": at}
        if status == "done":
            ended["share"] = 1.0
        own = self._own(worker)
        return self._change(identifier, *own, result=result, problem=problem, **ended)

    def release(
        self, identifier: str, *, worker: str, attempts: int, at: dt.datetime
    ) -> JobRecord | None:
        """Let a job wait again.

        Parameters
        ----------
        identifier
            Of the job.
        worker
            Whose it was.
        attempts
            How often it counts as begun.
        at
            The instant, aware.
        """
        waiting = {"status": "queued", "worker": "", "started_at": None, "updated_at": at}
        told = {"share": 0.0, "text": "", "attempts": attempts}
        return self._change(identifier, *self._own(worker), **waiting, **told)

    def request_cancel(self, identifier: str, *, at: dt.datetime) -> JobRecord:
        """Ask a job to stop; one that waits is cancelled at once, one that ended stays as it is.

        Raises
        ------
        NotFoundError
            If there is no such job.
        """
        columns = self._columns
        waiting = self._change(
            identifier,
            columns.status == "queued",
            status="cancelled",
            is_cancel_requested=True,
            finished_at=at,
            updated_at=at,
        )
        if waiting is not None:
            return waiting
        running = columns.status == "running"
        found = self._change(identifier, running, is_cancel_requested=True)
        return self.get(identifier) if found is None else found

    def silent(self, *, since: dt.datetime, limit: int = 100) -> tuple[JobRecord, ...]:
        """Give jobs that run, but whose workers have not been heard of since an instant."""
        columns = self._columns
        silent = (columns.status == "running", columns.updated_at < since)
        return self._all(self._select().where(*silent).order_by(columns.id).limit(limit))

    def purge(self, *, before: dt.datetime) -> int:
        """Delete the jobs that ended before an instant, and give how many those were."""
        ended = self._columns.finished_at < before
        found: int = self._transaction.execute(delete(self._table).where(ended)).rowcount
        return found

    def page(
        self,
        *,
        status: str | None = None,
        principal: str | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[JobRecord, ...]:
        """Give the jobs that follow one, by their ids; see `TradeRepository.page`."""
        equal = {"status": status, "principal": principal}
        return self._page(equal, limit=limit, after=after, newest_first=newest_first)

    def _own(self, worker: str) -> tuple[ColumnElement[bool], ...]:
        """Say that a job runs, and whose it is."""
        return self._columns.status == "running", self._columns.worker == worker


class SessionRepository(Repository[SessionRecord]):
    """Sessions of the desk.

    Notes
    -----
    Verified by tests/unit/store/test_operations.py.
    """

    model = models.DeskSession
    record = SessionRecord
    noun = "session"

    def keep(self, identifier: str, *, state: Mapping[str, Any], at: dt.datetime) -> SessionRecord:
        """Write the state that a session goes on from.

        Raises
        ------
        NotFoundError
            If there is no such session.
        """
        return self._changed(identifier, state=state, updated_at=at)

    def end(self, identifier: str, *, status: str, at: dt.datetime) -> SessionRecord:
        """Write that a session ended.

        Raises
        ------
        NotFoundError
            If there is no such session.
        InvalidArgumentError
            If the status is neither ``"stopped"`` nor ``"failed"``.
        """
        if status not in ("stopped", "failed"):
            raise InvalidArgumentError(f"status={status!r}: give stopped or failed")
        return self._changed(identifier, status=status, ended_at=at, updated_at=at)

    def page(
        self,
        *,
        underlying: str | None = None,
        status: str | None = None,
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[SessionRecord, ...]:
        """Give the sessions that follow one, by their ids; see `TradeRepository.page`."""
        equal = {"underlying": underlying, "status": status}
        return self._page(equal, limit=limit, after=after, newest_first=newest_first)
