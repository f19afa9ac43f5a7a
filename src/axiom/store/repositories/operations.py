"""Repositories of idempotency keys, jobs and sessions of the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, update

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
    Verified by tests/unit/store/test_operations.py.
    """

    model = models.Job
    record = JobRecord
    noun = "job"

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
        taken = statement.values(status="running", worker=worker, started_at=at, updated_at=at)
        return self._one(taken.returning(self._table))

    def progress(self, identifier: str, *, share: float, text: str, at: dt.datetime) -> JobRecord:
        """Write how far a job is, and give it: it may have been asked to stop.

        Raises
        ------
        NotFoundError
            If there is no such job.
        InvalidArgumentError
            If the share is not one.
        """
        if not 0.0 <= share <= 1.0:
            raise InvalidArgumentError(f"share={share!r}: give a number of 0 to 1")
        return self._changed(identifier, share=share, text=text, updated_at=at)

    def finish(
        self,
        identifier: str,
        *,
        status: str,
        at: dt.datetime,
        result: Mapping[str, Any] | None = None,
        problem: Mapping[str, Any] | None = None,
    ) -> JobRecord:
        """Write what came of a job.

        Parameters
        ----------
        identifier
            Of the job.
        status
            ``"done"``, ``"failed"`` or ``"cancelled"``.
        at
            When it ended, aware.
        result, problem
            What it gave, or why it failed.

        Raises
        ------
        NotFoundError
            If there is no such job.
        ConflictError
            If it has ended already.
        InvalidArgumentError
            If the status is another.
        """
        if status not in ("done", "failed", "cancelled"):
            raise InvalidArgumentError(f"status={status!r}: give done, failed or cancelled")
        ended: dict[str, Any] = {"share": 1.0} if status == "done" else {}
        found = self._change(
            identifier,
            self._columns.status.in_(("queued", "running")),
            status=status,
            result=result,
            problem=problem,
            finished_at=at,
            updated_at=at,
            **ended,
        )
        if found is None:
            raise ConflictError(f"job {identifier!r} is {self.get(identifier).status} already")
        return found

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
        found = self._change(identifier, running, is_cancel_requested=True, updated_at=at)
        return self.get(identifier) if found is None else found

    def requeue(self, *, silent_since: dt.datetime, at: dt.datetime) -> tuple[JobRecord, ...]:
        """Let jobs wait again whose workers have not been heard of since an instant.

        Parameters
        ----------
        silent_since
            The instant, aware: jobs that run and were last written before it.
        at
            The present instant, aware.
        """
        columns = self._columns
        silent = (columns.status == "running", columns.updated_at < silent_since)
        waiting = {"status": "queued", "worker": "", "started_at": None, "updated_at": at}
        statement = update(self._table).where(*silent).values(share=0.0, text="", **waiting)
        return self._all(statement.returning(self._table))

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
