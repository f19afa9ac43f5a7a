"""Tables of P&L, limits, breaches, model runs and metrics."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from axiom.store.models.base import Base, Identifier, Json

__all__ = ["Breach", "Limit", "Metric", "Pnl", "Run"]


class Pnl(Base):
    """P&L by day and strategy, by month; see `PnlRecord`."""

    __tablename__ = "pnl"
    __table_args__ = ({"postgresql_partition_by": "RANGE (day)"},)

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    strategy: Mapped[Identifier]
    underlying: Mapped[Identifier]
    currency: Mapped[Identifier]
    total: Mapped[Decimal]
    terms: Mapped[Json]
    updated_at: Mapped[dt.datetime]


class Limit(Base):
    """Limits from an instant on; see `LimitRecord`."""

    __tablename__ = "limits"
    __table_args__ = (Index(None, "strategy", "underlying", "valid_from"),)

    id: Mapped[Identifier]
    strategy: Mapped[str]
    underlying: Mapped[str]
    limits: Mapped[Json]
    valid_from: Mapped[dt.datetime]
    set_by: Mapped[str]


class Breach(Base):
    """A limit exceeded; see `BreachRecord`."""

    __tablename__ = "breaches"
    __table_args__ = (Index(None, "strategy", "id"), Index(None, "limit_id"))

    id: Mapped[Identifier]
    time: Mapped[dt.datetime]
    limit_id: Mapped[str] = mapped_column(ForeignKey("limits.id"))
    strategy: Mapped[str]
    underlying: Mapped[str]
    name: Mapped[str]
    amount: Mapped[float | None]
    limit: Mapped[float]
    resolved_at: Mapped[dt.datetime | None]
    details: Mapped[Json]


class Run(Base):
    """A computation that can be done again; see `RunRecord`."""

    __tablename__ = "runs"
    __table_args__ = (Index(None, "kind", "id"), Index(None, "input_hash"))

    id: Mapped[Identifier]
    kind: Mapped[str]
    inputs: Mapped[str]
    input_hash: Mapped[str]
    output: Mapped[str]
    output_hash: Mapped[str]
    version: Mapped[str]
    machine: Mapped[Json]
    principal: Mapped[str]
    started_at: Mapped[dt.datetime]
    duration_s: Mapped[float | None]


class Metric(Base):
    """A value of a performance metric, by month; see `MetricRecord`."""

    __tablename__ = "metrics"
    __table_args__ = (
        Index(None, "name", "time"),
        {"postgresql_partition_by": "RANGE (time)"},
    )

    time: Mapped[dt.datetime] = mapped_column(primary_key=True)
    id: Mapped[Identifier]
    name: Mapped[str]
    value: Mapped[float]
    labels: Mapped[Json]
