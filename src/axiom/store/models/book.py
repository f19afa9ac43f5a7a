"""Tables of the trading book."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from axiom.store.models.base import Base, Identifier, Json

__all__ = ["SUMS_AGREE", "Hedge", "Instrument", "Position", "Trade"]

SUMS_AGREE = {
    "postgresql": "quantity = bought - sold AND cash = sold_amount - bought_amount - fees",
    "sqlite": "decimal_add(quantity, sold) = bought AND "
    "decimal_add(decimal_add(cash, fees), bought_amount) = sold_amount",
}
"""What holds of every position, in the words of each database."""


class Instrument(Base):
    """What is traded; see `InstrumentRecord`."""

    __tablename__ = "instruments"
    __table_args__ = (
        UniqueConstraint("symbol"),
        Index(None, "underlying", "expiry", "strike"),
    )

    id: Mapped[Identifier]
    symbol: Mapped[str]
    kind: Mapped[str]
    underlying: Mapped[str]
    expiry: Mapped[dt.datetime | None]
    expiry_date: Mapped[dt.date | None]
    settlement: Mapped[str | None]
    strike: Mapped[Decimal | None]
    is_call: Mapped[bool | None]
    exercise: Mapped[str | None]
    multiplier: Mapped[Decimal]
    currency: Mapped[str]
    terms: Mapped[Json]


class Trade(Base):
    """A trade; see `TradeRecord`."""

    __tablename__ = "trades"
    __table_args__ = (
        UniqueConstraint("venue", "external_id"),
        Index(None, "strategy", "id"),
        Index(None, "instrument_id", "id"),
        Index(None, "traded_at"),
    )

    id: Mapped[Identifier]
    instrument_id: Mapped[str] = mapped_column(ForeignKey("instruments.id"))
    quantity: Mapped[Decimal]
    price: Mapped[Decimal]
    multiplier: Mapped[Decimal]
    fees: Mapped[Decimal]
    strategy: Mapped[str]
    traded_at: Mapped[dt.datetime]
    booked_at: Mapped[dt.datetime]
    venue: Mapped[str | None]
    counterparty: Mapped[str | None]
    external_id: Mapped[str | None]
    details: Mapped[Json]


class Position(Base):
    """Sums over the trades of a strategy in an instrument; see `PositionRecord`."""

    __tablename__ = "positions"
    __table_args__ = (
        Index(None, "instrument_id"),
        CheckConstraint("trades > 0", name="traded"),
        *(
            CheckConstraint(text, name="sums").ddl_if(dialect=dialect)
            for dialect, text in SUMS_AGREE.items()
        ),
    )

    strategy: Mapped[Identifier]
    instrument_id: Mapped[str] = mapped_column(ForeignKey("instruments.id"), primary_key=True)
    quantity: Mapped[Decimal]
    bought: Mapped[Decimal]
    sold: Mapped[Decimal]
    bought_amount: Mapped[Decimal]
    sold_amount: Mapped[Decimal]
    fees: Mapped[Decimal]
    cash: Mapped[Decimal]
    trades: Mapped[int]
    updated_at: Mapped[dt.datetime]


class Hedge(Base):
    """A hedge that a policy asked for; see `HedgeRecord`."""

    __tablename__ = "hedges"
    __table_args__ = (Index(None, "strategy", "id"),)

    id: Mapped[Identifier]
    time: Mapped[dt.datetime]
    strategy: Mapped[str]
    underlying: Mapped[str]
    policy: Mapped[str]
    quantity: Mapped[Decimal]
    instrument_id: Mapped[str | None] = mapped_column(ForeignKey("instruments.id"))
    trade_id: Mapped[str | None] = mapped_column(ForeignKey("trades.id"))
    status: Mapped[str]
    details: Mapped[Json]
