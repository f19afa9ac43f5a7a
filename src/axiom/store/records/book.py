"""What the trading book holds: instruments, trades, positions and hedges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from axiom.core.errors import InvalidArgumentError
from axiom.store.exact import exact_product, exact_sum
from axiom.store.ids import new_id
from axiom.store.records.checks import (
    check_decimals,
    check_names,
    check_times,
    option_terms,
    utc_now,
)

__all__ = ["HedgeRecord", "InstrumentRecord", "PositionRecord", "TradeRecord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentRecord:
    """What is traded: a listed option, an underlying itself, or any other contract.

    Parameters
    ----------
    symbol
        The name it is known by; no two instruments share one. Empty: made of the terms, such as
        ``SPX 2026-12-18 PM C 5000 x100``.
    underlying
        Name of the underlying.
    expiry
        Settlement instant, aware; None for the underlying itself.
    expiry_date
        Listed date; None where there is no expiry.
    settlement
        ``"AM"`` or ``"PM"``, where known.
    strike
        Strike, > 0, currency; None for the underlying itself.
    is_call
        True for a call, False for a put; None for the underlying itself.
    exercise
        ``"european"`` or ``"american"``; None for the underlying itself.
    multiplier
        Units of the underlying that a contract stands for, > 0.
    currency
        In which it is paid, such as ``"USD"``.
    kind
        ``"option"``, ``"underlying"``, or the name of another instrument of the library; its terms
        are then in `terms`.
    terms
        Whatever else defines it, as a JSON object.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain, or only some of expiry, strike and is_call are given.

    Notes
    -----
    Verified by tests/unit/store/test_records.py.
    """

    underlying: str
    symbol: str = ""
    expiry: dt.datetime | None = None
    expiry_date: dt.date | None = None
    settlement: str | None = None
    strike: Decimal | None = None
    is_call: bool | None = None
    exercise: str | None = None
    multiplier: Decimal = Decimal(1)
    currency: str = "USD"
    kind: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field and fill in the kind, the listed date and the symbol."""
        check_names(self, "underlying", "currency")
        check_times(self, "expiry")
        check_decimals(self, "strike", "multiplier")
        if self.multiplier <= 0:
            raise InvalidArgumentError(f"multiplier={self.multiplier}: give a number above 0")
        if self.kind in ("", "option", "underlying"):
            option_terms(self)
            own = "underlying" if self.strike is None else "option"
            if self.kind not in ("", own):
                raise InvalidArgumentError(f"kind={self.kind!r}: its terms are those of an {own}")
            object.__setattr__(self, "kind", own)
        if self.expiry is not None and self.expiry_date is None:
            object.__setattr__(self, "expiry_date", self.expiry.date())
        if not self.symbol:
            object.__setattr__(self, "symbol", self._own_symbol())
        check_names(self, "symbol", "kind")

    def _own_symbol(self) -> str:
        """Make a symbol of the terms."""
        if self.kind not in ("option", "underlying"):
            raise InvalidArgumentError(f"symbol is empty: give a {self.kind} a symbol")
        parts = [self.underlying]
        if self.expiry_date is not None and self.strike is not None:
            parts += [self.expiry_date.isoformat(), self.settlement or "", "CP"[not self.is_call]]
            parts += [f"{self.strike:f}", (self.exercise or "")[:2].upper()]
        if self.multiplier != 1:
            parts.append(f"x{self.multiplier:f}")
        if self.currency != "USD":
            parts.append(self.currency)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRecord:
    """One trade of an instrument by a strategy. Trades are facts: never changed, never deleted.

    Parameters
    ----------
    instrument_id
        Of the instrument traded.
    quantity
        Contracts, signed: bought above 0, sold below; not 0.
    price
        Of one unit of the underlying's amount, currency.
    multiplier
        The instrument's, > 0.
    fees
        Paid, currency; below 0 is a rebate.
    strategy
        Whose position it changes.
    traded_at
        When it was done, aware.
    booked_at
        When it was written, aware.
    venue, counterparty
        Where and with whom, where known.
    external_id
        The venue's own number of it; no two trades of a venue share one.
    details
        Anything else, as a JSON object.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_records.py.
    """

    instrument_id: str
    quantity: Decimal
    price: Decimal
    multiplier: Decimal = Decimal(1)
    fees: Decimal = Decimal(0)
    strategy: str = "default"
    traded_at: dt.datetime = field(default_factory=utc_now)
    booked_at: dt.datetime = field(default_factory=utc_now)
    venue: str | None = None
    counterparty: str | None = None
    external_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "instrument_id", "strategy")
        check_times(self, "traded_at", "booked_at")
        check_decimals(self, "quantity", "price", "multiplier", "fees")
        if self.quantity == 0:
            raise InvalidArgumentError("quantity=0: give contracts, below 0 where sold")
        if self.multiplier <= 0:
            raise InvalidArgumentError(f"multiplier={self.multiplier}: give a number above 0")
        if self.external_id is not None and self.venue is None:
            raise InvalidArgumentError(
                f"external_id={self.external_id!r} without a venue: name the venue that gave it"
            )

    @property
    def amount(self) -> Decimal:
        """What was paid for what was bought, quantity times price times multiplier: currency."""
        return exact_product(self.quantity, self.price, self.multiplier)

    @property
    def cash(self) -> Decimal:
        """What the trade changed the cash by, fees included: currency."""
        return exact_sum([-self.amount, -self.fees])


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRecord:
    """What a strategy holds of an instrument: sums over its trades, exact.

    Parameters
    ----------
    strategy, instrument_id
        Of whom and of what.
    quantity
        Contracts held, signed: `bought` less `sold`.
    bought, sold
        Contracts bought and sold so far, each 0 or more.
    bought_amount, sold_amount
        Sums of the absolute quantity times price times multiplier, with the sign of the price:
        currency.
    fees
        Sum of the fees, currency.
    cash
        Sum of the cash of all trades: ``sold_amount - bought_amount - fees``, currency.
    trades
        How many trades.
    updated_at
        When the last of them was booked, aware.

    Notes
    -----
    Verified by tests/unit/store/test_positions.py and tests/properties/test_store_properties.py.
    """

    strategy: str
    instrument_id: str
    quantity: Decimal
    bought: Decimal
    sold: Decimal
    bought_amount: Decimal
    sold_amount: Decimal
    fees: Decimal
    cash: Decimal
    trades: int
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeRecord:
    """One hedge that a policy asked for, and the trade that it became.

    Parameters
    ----------
    time
        When it was asked for, aware.
    strategy, underlying
        Whose risk, and on what.
    policy
        Name of the hedging policy.
    quantity
        Signed quantity of the hedging instrument.
    instrument_id
        Of the hedging instrument; None for the underlying itself where it is no instrument.
    trade_id
        Of the trade done, once there is one.
    status
        ``"suggested"``, ``"sent"``, ``"done"`` or ``"cancelled"``.
    details
        Exposures before and after, costs and whatever else, as a JSON object.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_records.py.
    """

    time: dt.datetime = field(default_factory=utc_now)
    strategy: str = "default"
    underlying: str
    policy: str
    quantity: Decimal
    instrument_id: str | None = None
    trade_id: str | None = None
    status: str = "suggested"
    details: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "strategy", "underlying", "policy")
        check_times(self, "time")
        check_decimals(self, "quantity")
        if self.status not in ("suggested", "sent", "done", "cancelled"):
            raise InvalidArgumentError(
                f"status={self.status!r}: give suggested, sent, done or cancelled"
            )
