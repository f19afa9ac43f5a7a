"""What the service needs to keep its word: idempotency keys, jobs and sessions of the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from axiom.core.errors import InvalidArgumentError
from axiom.store.ids import new_id
from axiom.store.records.checks import check_names, check_times, utc_now

__all__ = ["IdempotencyRecord", "JobRecord", "SessionRecord"]

JOB_STATES: Final = ("queued", "running", "done", "failed", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyRecord:
    """The answer that was given under an idempotency key.

    Parameters
    ----------
    principal, key
        Whose key, and the key; together unique.
    route
        Method and route of the request.
    request_hash
        SHA-256 of what was asked, in hexadecimal.
    status
        HTTP status of the answer.
    headers
        Of the answer that are to be given again, as a JSON object of texts.
    body
        Of the answer, bytes.
    created_at
        When it was given, aware.
    expires_at
        Until when it is kept, aware.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_operations.py.
    """

    principal: str
    key: str
    route: str
    request_hash: str
    status: int
    headers: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""
    created_at: dt.datetime = field(default_factory=utc_now)
    expires_at: dt.datetime

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "principal", "key", "route", "request_hash")
        check_times(self, "created_at", "expires_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """Long work that was accepted, how far it is, and what came of it.

    Parameters
    ----------
    kind
        What is to be done.
    request
        Its arguments, as a JSON object.
    status
        ``"queued"``, ``"running"``, ``"done"``, ``"failed"`` or ``"cancelled"``.
    share, text
        Progress: a share of 0 to 1, and a sentence.
    result
        What it gave, as a JSON object; None until then.
    problem
        Why it failed, as a JSON object; None otherwise.
    principal
        Who asked for it.
    worker
        Which process works on it.
    attempts
        How often it was begun, without those that its process gave back.
    is_cancel_requested
        Whether it was asked to stop.
    submitted_at, started_at, updated_at, finished_at
        Instants, aware; None where that has not happened.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_operations.py.
    """

    kind: str
    request: Mapping[str, Any]
    status: str = "queued"
    share: float = 0.0
    text: str = ""
    result: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = None
    principal: str
    worker: str = ""
    attempts: int = 0
    is_cancel_requested: bool = False
    submitted_at: dt.datetime = field(default_factory=utc_now)
    started_at: dt.datetime | None = None
    updated_at: dt.datetime = field(default_factory=utc_now)
    finished_at: dt.datetime | None = None
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "kind", "principal")
        check_times(self, "submitted_at", "started_at", "updated_at", "finished_at")
        if self.status not in JOB_STATES:
            raise InvalidArgumentError(f"status={self.status!r}: give one of {JOB_STATES}")
        if not 0.0 <= self.share <= 1.0:
            raise InvalidArgumentError(f"share={self.share!r}: give a number of 0 to 1")

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session of the desk: its settings, and the state that it goes on from.

    Parameters
    ----------
    name
        For people.
    underlying
        What is quoted.
    status
        ``"running"``, ``"stopped"`` or ``"failed"``.
    settings
        Of the session, as a JSON object.
    state
        From which it can go on, as a JSON object.
    principal
        Who began it.
    created_at, updated_at, ended_at
        Instants, aware; None where that has not happened.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_operations.py.
    """

    name: str
    underlying: str
    status: str = "running"
    settings: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    principal: str = ""
    created_at: dt.datetime = field(default_factory=utc_now)
    updated_at: dt.datetime = field(default_factory=utc_now)
    ended_at: dt.datetime | None = None
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "name", "underlying")
        check_times(self, "created_at", "updated_at", "ended_at")
        if self.status not in ("running", "stopped", "failed"):
            raise InvalidArgumentError(f"status={self.status!r}: give running, stopped or failed")
