"""Limits and their breaches as they go over the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from axiom.wire.base import WireModel
from axiom.wire.book import Next
from axiom.wire.exact import Identifier, Name

__all__ = [
    "BreachAnswer",
    "BreachesPage",
    "LimitAmounts",
    "LimitsAnswer",
    "LimitsPage",
    "LimitsQuery",
    "LimitsRequest",
]

_Bound = Annotated[float | None, Field(ge=0.0)]


class LimitsQuery(WireModel):
    """Whose limits on what."""

    strategy: Name
    """Whose."""
    underlying: Name
    """On what."""


class LimitAmounts(WireModel):
    """Absolute limits, as `axiom.risk.Limits`; null sets none, 0 allows nothing."""

    delta: _Bound = None
    """On the currency value of the delta."""
    gamma: _Bound = None
    """On the change of that value for a move of spot of 1 %, currency."""
    vega: _Bound = None
    """On the vega per vol point, currency."""
    vega_by_expiry: (
        Annotated[float, Field(ge=0.0)] | dict[str, Annotated[float, Field(ge=0.0)]] | None
    ) = None
    """On the vega per vol point of each expiry, currency: one for all, or by ISO date."""
    theta: _Bound = None
    """On the theta per calendar day, currency."""
    vanna: _Bound = None
    """On the change of the delta's value for a vol point, currency."""
    volga: _Bound = None
    """On the change of the vega per vol point for a vol point, currency."""
    rho: _Bound = None
    """On the value of a basis point of rate, currency."""
    notional: _Bound = None
    """On the sum of |quantity| multiplier spot over the options, currency."""
    net_notional: _Bound = None
    """On the same sum with the signs of the quantities, currency."""
    contracts: _Bound = None
    """On the sum of |quantity| over the options."""
    position: _Bound = None
    """On |quantity| of any one option."""
    loss: _Bound = None
    """On what the day has lost, currency."""
    drawdown: _Bound = None
    """On the fall of the day's profit from its highest so far, currency."""


class LimitsRequest(WireModel):
    """Limits to set from now on."""

    strategy: Name
    """Whom they bind."""
    underlying: Name
    """On what."""
    limits: LimitAmounts
    """The limits."""


class LimitsAnswer(WireModel):
    """The limits of a strategy on an underlying."""

    id: Identifier
    """Identifier of this version."""
    strategy: str
    """Whom they bind."""
    underlying: str
    """On what."""
    limits: LimitAmounts
    """The limits; null where there is none."""
    valid_from: AwareDatetime
    """From when; the latest that has begun holds."""
    set_by: str
    """Who set them."""


class LimitsPage(WireModel):
    """Some of the limits, each version of them, in the order in which they were set."""

    items: tuple[LimitsAnswer, ...]
    """The limits."""
    next: Next


class BreachAnswer(WireModel):
    """One limit exceeded."""

    id: str
    """Identifier."""
    time: AwareDatetime
    """When it was found."""
    limit_id: str
    """Identifier of the limits."""
    strategy: str
    """Whose."""
    underlying: str
    """On what."""
    name: str
    """Which of the limits."""
    amount: float | None
    """The figure, in the limit's unit; null where it is not finite."""
    limit: float
    """Its bound, in the same unit."""
    resolved_at: AwareDatetime | None
    """When it was within the limit again; null while it is not."""


class BreachesPage(WireModel):
    """Some of the breaches, latest first."""

    items: tuple[BreachAnswer, ...]
    """The breaches."""
    next: Next
