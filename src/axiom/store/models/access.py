"""Tables of keys, clients, signing keys and the audit log."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from axiom.store.models.base import Base, Identifier, Json

__all__ = ["ApiKey", "Audit", "OauthClient", "SigningKey"]


class ApiKey(Base):
    """An API key; see `KeyRecord`."""

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("prefix"),)

    id: Mapped[Identifier]
    name: Mapped[str]
    prefix: Mapped[str]
    hash: Mapped[str]
    scopes: Mapped[tuple[str, ...]]
    requests_per_second: Mapped[float | None]
    burst: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]
    created_by: Mapped[str]


class OauthClient(Base):
    """An OAuth2 client; see `ClientRecord`."""

    __tablename__ = "oauth_clients"

    id: Mapped[Identifier]
    name: Mapped[str]
    secret_hash: Mapped[str]
    scopes: Mapped[tuple[str, ...]]
    requests_per_second: Mapped[float | None]
    burst: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    created_by: Mapped[str]


class SigningKey(Base):
    """A key that signs tokens; see `SigningKeyRecord`."""

    __tablename__ = "signing_keys"

    id: Mapped[Identifier]
    algorithm: Mapped[str]
    private_key: Mapped[str]
    public_key: Mapped[str]
    created_at: Mapped[dt.datetime]
    signs_until: Mapped[dt.datetime]
    verifies_until: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]


class Audit(Base):
    """A write, by month; see `AuditRecord`."""

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "principal", "time"),
        {"postgresql_partition_by": "RANGE (time)"},
    )

    time: Mapped[dt.datetime] = mapped_column(primary_key=True)
    id: Mapped[Identifier]
    principal: Mapped[str]
    action: Mapped[str]
    target: Mapped[str]
    status: Mapped[int]
    key_id: Mapped[str]
    request_id: Mapped[str]
    address: Mapped[str]
    details: Mapped[Json]
