"""Tables of idempotency keys, jobs and sessions of the desk."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from axiom.store.models.base import Base, Identifier, Json

__all__ = ["DeskSession", "IdempotencyKey", "Job"]


class IdempotencyKey(Base):
    """The answer given under a key; see `IdempotencyRecord`."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "expires_at"),)

    principal: Mapped[Identifier]
    key: Mapped[Identifier]
    route: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[int]
    headers: Mapped[Json]
    body: Mapped[bytes]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class Job(Base):
    """Long work; see `JobRecord`."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "status", "id"), Index(None, "principal", "id"))

    id: Mapped[Identifier]
    kind: Mapped[str]
    request: Mapped[Json]
    status: Mapped[str]
    share: Mapped[float]
    text: Mapped[str]
    result: Mapped[Json | None]
    problem: Mapped[Json | None]
    principal: Mapped[str]
    worker: Mapped[str]
    attempts: Mapped[int]
    is_cancel_requested: Mapped[bool]
    submitted_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    updated_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]


class DeskSession(Base):
    """A session of the desk; see `SessionRecord`."""

    __tablename__ = "desk_sessions"
    __table_args__ = (Index(None, "underlying", "id"),)

    id: Mapped[Identifier]
    name: Mapped[str]
    underlying: Mapped[str]
    status: Mapped[str]
    settings: Mapped[Json]
    state: Mapped[Json]
    principal: Mapped[str]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
