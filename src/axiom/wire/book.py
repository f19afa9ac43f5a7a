"""Trades, positions, P&L, limits and breaches as they go over the wire."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StrictBool, model_validator

from axiom.wire.base import WireModel
from axiom.wire.exact import (
    BookedSum,
    BookedTime,
    Day,
    ExactDecimal,
    Identifier,
    Name,
    NonNegativeDecimal,
    NonZeroDecimal,
    PositiveDecimal,
)

__all__ = [
    "MOST_TRADES",
    "InstrumentAnswer",
    "OptionTerms",
    "PageQuery",
    "PnlAnswer",
    "PnlPage",
    "PnlQuery",
    "PnlRequest",
    "PositionAnswer",
    "PositionsPage",
    "PositionsQuery",
    "TradeAnswer",
    "TradeBatchRequest",
    "TradeRequest",
    "TradesAnswer",
    "TradesPage",
    "TradesQuery",
    "UnderlyingTerms",
]

MOST_TRADES = 1000
"""Most trades that a batch may have."""
_ONE = "1"
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3,10}$")]
Settlement = Literal["AM", "PM"]
Exercise = Literal["european", "american"]
Next = Annotated[
    str | None, Field(description="Give it as `after` for the next page; null where there is none.")
]


class PageQuery(WireModel):
    """Which page of a list."""

    strategy: Name | None = None
    """Whose; all when left out."""
    underlying: Name | None = None
    """On what; all when left out."""
    limit: int = Field(default=100, ge=1, le=1000)
    """Most items of the page."""
    after: Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[!-~]+$")] | None = None
    """What the page before says under `next`."""


class TradesQuery(PageQuery):
    """Which trades to list."""

    instrument_id: Identifier | None = None
    """Of which instrument; all when left out."""
    start: BookedTime | None = None
    """Done from this instant on."""
    end: BookedTime | None = None
    """Done before this instant."""
    newest_first: bool = False
    """Whether those booked last come first."""


class PositionsQuery(PageQuery):
    """Which positions to list."""

    is_open: bool = False
    """Whether those whose quantity is 0 are left out."""
    at: BookedTime | None = None
    """As the trades done up to this instant make them; as they are stored when left out."""


class PnlQuery(PageQuery):
    """Which days of profit to list."""

    start: Day
    """First day."""
    end: Day
    """Day after the last."""


class UnderlyingTerms(WireModel):
    """The underlying itself."""

    underlying: Name
    """Name of the underlying, as its chains and surfaces spell it."""
    multiplier: PositiveDecimal = Field(default=_ONE, validate_default=True)
    """Units of the underlying that one stands for."""
    currency: Currency = "USD"
    """In which it is paid."""


class OptionTerms(UnderlyingTerms):
    """A listed option."""

    expiry: Day
    """Listed expiry date."""
    strike: PositiveDecimal
    """Strike, currency."""
    is_call: StrictBool
    """True for a call, false for a put."""
    settlement: Settlement | None = None
    """AM (on opening prices) or PM (at the close), where a date lists both."""
    exercise: Exercise | None = None
    """European or American; null: as the options of its chain."""
    expires_at: BookedTime | None = None
    """Instant of settlement; null: of `settlement` on the listed date, by New York's clock, PM
    where that is null."""


class InstrumentAnswer(WireModel):
    """An instrument as it is stored."""

    id: str
    """Identifier."""
    symbol: str
    """Name that no other instrument has."""
    kind: str
    """`option`, `underlying`, or another kind of contract."""
    underlying: str
    """Name of the underlying."""
    multiplier: ExactDecimal
    """Units of the underlying that one stands for."""
    currency: str
    """In which it is paid."""
    expiry: dt.date | None
    """Listed expiry date; null for the underlying itself."""
    strike: ExactDecimal | None
    """Strike, currency; null for the underlying itself."""
    is_call: bool | None
    """True for a call, false for a put; null for the underlying itself."""
    settlement: str | None
    """AM or PM, where given."""
    exercise: str | None
    """European or American, where given."""
    expires_at: AwareDatetime | None
    """Instant of settlement; null for the underlying itself."""


class TradeRequest(WireModel):
    """One trade to book."""

    instrument: OptionTerms | UnderlyingTerms
    """What was traded."""
    quantity: NonZeroDecimal
    """Contracts, or units of the underlying; bought above 0, sold below."""
    price: NonNegativeDecimal
    """Paid or received for one unit of the underlying's amount, currency."""
    fees: ExactDecimal = Field(default="0", validate_default=True)
    """Paid, currency; below 0 is a rebate."""
    strategy: Name = "default"
    """Whose position it changes."""
    traded_at: BookedTime | None = None
    """When it was done; the present when null."""
    venue: Name | None = None
    """Where."""
    counterparty: Name | None = None
    """With whom."""
    external_id: Name | None = None
    """The venue's own number of it; a second trade with it is refused. Needs `venue`."""

    @model_validator(mode="after")
    def _check_venue(self) -> Self:
        """Refuse a number of nobody's, and a venue's name that the service keeps to itself."""
        if self.external_id is not None and self.venue is None:
            raise ValueError("external_id is given without venue: name the venue that gave it")
        if self.venue is not None and self.venue.startswith("axiom:"):
            raise ValueError("venue begins with 'axiom:', which the service keeps to itself")
        return self


class TradeBatchRequest(WireModel):
    """Trades to book together: all or none."""

    trades: tuple[TradeRequest, ...] = Field(min_length=1, max_length=MOST_TRADES)
    """The trades."""


class TradeAnswer(WireModel):
    """One trade as it is stored. Trades are never changed: what corrects one is another."""

    id: str
    """Identifier; ascending in the order in which trades are booked."""
    instrument: InstrumentAnswer
    """What was traded."""
    quantity: ExactDecimal
    """Contracts, or units of the underlying; bought above 0, sold below."""
    price: ExactDecimal
    """Paid or received for one unit of the underlying's amount, currency."""
    fees: ExactDecimal
    """Paid, currency; below 0 is a rebate."""
    amount: BookedSum
    """quantity x price x multiplier: what was paid for what was bought, currency."""
    cash: BookedSum
    """What it changed the cash by: -amount - fees, currency."""
    strategy: str
    """Whose position it changed."""
    traded_at: AwareDatetime
    """When it was done."""
    booked_at: AwareDatetime
    """When it was written."""
    venue: str | None
    """Where, where given."""
    counterparty: str | None
    """With whom, where given."""
    external_id: str | None
    """The venue's own number of it, where given."""
    cancels: str | None
    """Identifier of the trade that it takes back; null for a trade of its own."""
    replaces: str | None
    """Identifier of the trade that it stands for after a correction."""


class TradesAnswer(WireModel):
    """Trades that were booked together."""

    items: tuple[TradeAnswer, ...]
    """The trades, in the order in which they were given."""


class TradesPage(WireModel):
    """Some of the trades, in the order in which they were booked."""

    items: tuple[TradeAnswer, ...]
    """The trades."""
    next: Next


class PositionAnswer(WireModel):
    """What a strategy holds of an instrument: sums over its trades, exact."""

    strategy: str
    """Whose."""
    instrument: InstrumentAnswer
    """Of what."""
    quantity: BookedSum
    """Held: bought less sold; short below 0."""
    bought: BookedSum
    """Bought so far."""
    sold: BookedSum
    """Sold so far."""
    bought_amount: BookedSum
    """Paid for what was bought, without fees, currency."""
    sold_amount: BookedSum
    """Received for what was sold, without fees, currency."""
    fees: BookedSum
    """Paid, currency."""
    cash: BookedSum
    """sold_amount - bought_amount - fees, currency."""
    trades: int
    """How many trades."""
    updated_at: AwareDatetime
    """When the last of them was booked."""


class PositionsPage(WireModel):
    """Some of the positions, by strategy and instrument."""

    items: tuple[PositionAnswer, ...]
    """The positions."""
    at: AwareDatetime | None
    """The instant up to which trades count; null: all that are booked."""
    next: Next


class PnlRequest(WireModel):
    """Profit of a day to store, in place of what is stored of it."""

    day: Day
    """The trading day."""
    strategy: Name
    """Whose."""
    underlying: Name
    """On what."""
    currency: Currency = "USD"
    """Of all amounts."""
    total: BookedSum
    """Profit of the day, currency; below 0 is a loss."""
    terms: dict[Name, float] = Field(default={}, max_length=64)
    """Its explanation, currency by term."""


class PnlAnswer(WireModel):
    """Profit of a strategy on one underlying on one day."""

    day: dt.date
    """The trading day."""
    strategy: str
    """Whose."""
    underlying: str
    """On what."""
    currency: str
    """Of all amounts."""
    total: BookedSum
    """Profit of the day, currency; below 0 is a loss."""
    terms: dict[str, float]
    """Its explanation, currency by term."""
    updated_at: AwareDatetime
    """When it was last written."""


class PnlPage(WireModel):
    """Some days of profit, in their order."""

    items: tuple[PnlAnswer, ...]
    """Day by day, and within a day by strategy, underlying and currency."""
    next: Next
