"""Tables of what is observed and fitted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from axiom.store.models.base import Base, Identifier, Json

__all__ = ["Blob", "Chain", "Greeks", "Quote", "Surface"]


class Blob(Base):
    """Bytes under their hash; see `BlobRecord`."""

    __tablename__ = "blobs"

    hash: Mapped[Identifier]
    media_type: Mapped[str]
    content: Mapped[bytes]
    created_at: Mapped[dt.datetime]


class Chain(Base):
    """A chain of quotes; see `ChainRecord`."""

    __tablename__ = "chains"
    __table_args__ = (Index(None, "underlying", "valuation_time"), Index(None, "content_hash"))

    id: Mapped[Identifier]
    underlying: Mapped[str]
    valuation_time: Mapped[dt.datetime]
    content_hash: Mapped[str] = mapped_column(ForeignKey("blobs.hash"))
    options: Mapped[int]
    spot: Mapped[float | None]
    terms: Mapped[Json]
    source: Mapped[str]
    created_at: Mapped[dt.datetime]


class Surface(Base):
    """A fitted surface; see `SurfaceRecord`."""

    __tablename__ = "surfaces"
    __table_args__ = (Index(None, "underlying", "valuation_time", "id"), Index(None, "chain_id"))

    id: Mapped[Identifier]
    underlying: Mapped[str]
    valuation_time: Mapped[dt.datetime]
    family: Mapped[str]
    parameters: Mapped[str]
    input_hash: Mapped[str]
    is_certified: Mapped[bool]
    certificate: Mapped[Json]
    quality: Mapped[Json]
    settings: Mapped[Json]
    chain_id: Mapped[str | None] = mapped_column(ForeignKey("chains.id"))
    created_at: Mapped[dt.datetime]


class Quote(Base):
    """A two-sided quote, by month; see `QuoteRecord`."""

    __tablename__ = "quotes"
    __table_args__ = (
        Index(None, "underlying", "time"),
        {"postgresql_partition_by": "RANGE (time)"},
    )

    time: Mapped[dt.datetime] = mapped_column(primary_key=True)
    id: Mapped[Identifier]
    underlying: Mapped[str]
    expiry: Mapped[dt.datetime | None]
    strike: Mapped[float | None]
    is_call: Mapped[bool | None]
    bid: Mapped[float | None]
    ask: Mapped[float | None]
    bid_size: Mapped[float | None]
    ask_size: Mapped[float | None]
    source: Mapped[str]


class Greeks(Base):
    """Price and Greeks, by month; see `GreeksRecord`."""

    __tablename__ = "greeks"
    __table_args__ = (
        Index(None, "underlying", "time"),
        {"postgresql_partition_by": "RANGE (time)"},
    )

    time: Mapped[dt.datetime] = mapped_column(primary_key=True)
    id: Mapped[Identifier]
    underlying: Mapped[str]
    strategy: Mapped[str]
    expiry: Mapped[dt.datetime | None]
    strike: Mapped[float | None]
    is_call: Mapped[bool | None]
    spot: Mapped[float | None]
    vol: Mapped[float | None]
    price: Mapped[float | None]
    delta: Mapped[float | None]
    gamma: Mapped[float | None]
    vega: Mapped[float | None]
    theta: Mapped[float | None]
    rho: Mapped[float | None]
    vanna: Mapped[float | None]
    volga: Mapped[float | None]
