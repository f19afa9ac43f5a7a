"""Hedges over the wire: of one option by a policy, and of a book's exposures."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from axiom.wire.base import Flag, Number, WireModel

__all__ = [
    "BlackScholesHedge",
    "BookHedgeAnswer",
    "BookHedgeRequest",
    "CostBandRule",
    "DeltaBandRule",
    "Exposures",
    "HedgeOption",
    "HedgePage",
    "HedgesQuery",
    "LelandHedge",
    "NoTradeBandHedge",
    "OptionHedgeAnswer",
    "OptionHedgeRequest",
    "StoredHedge",
    "WhalleyWilmottHedge",
    "ZakamoulineHedge",
]

_NonNegative = Annotated[float, Field(strict=True, ge=0.0)]
_Positive = Annotated[float, Field(strict=True, gt=0.0)]
_Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]


class BlackScholesHedge(WireModel):
    """Hold the Black-Scholes delta at every hedge."""

    type: Literal["black_scholes"]


class LelandHedge(WireModel):
    """Rebalance at every interval to the delta at a vol that the costs raise."""

    type: Literal["leland"]
    cost: _NonNegative
    """Share of the value traded, one way."""
    interval: _Positive
    """Years between hedges."""


class WhalleyWilmottHedge(WireModel):
    """Keep within the band that small costs ask for under exponential utility."""

    type: Literal["whalley_wilmott"]
    cost: _NonNegative
    """Share of the value traded, one way."""
    risk_aversion: _Positive
    """Of exponential utility, per unit of money."""


class ZakamoulineHedge(WireModel):
    """Keep within a band fitted to exact solutions under exponential utility."""

    type: Literal["zakamouline"]
    cost: _NonNegative
    """Share of the value traded, one way."""
    risk_aversion: _Positive
    """Of exponential utility, per unit of money."""


class NoTradeBandHedge(WireModel):
    """Keep within [centre - below g, centre + above g] with g = (exp(-r T) S Gamma^2)^(1/3)."""

    type: Literal["no_trade_band"]
    vol_scale: _Positive = 1.0
    """The centre is the delta at the quoted vol times this."""
    shift: Number = 0.0
    """Added to the centre."""
    below: _NonNegative = 0.0
    """Width below the centre over g."""
    above: _NonNegative = 0.0
    """Width above the centre over g."""
    smile: Number = 0.0
    """Share of vega times the slope of the vol that is added to the centre."""


HedgePolicy = Annotated[
    BlackScholesHedge | LelandHedge | WhalleyWilmottHedge | ZakamoulineHedge | NoTradeBandHedge,
    Field(discriminator="type"),
]


class OptionHedgeRequest(WireModel):
    """One option to be hedged by a policy."""

    policy: HedgePolicy
    """Which policy."""
    strike: _Positive
    """Strike."""
    is_call: Flag
    """True for a call, false for a put."""
    spot: _Positive
    """Price of the underlying."""
    time_left: _Positive
    """Years to expiry."""
    vol: _Positive
    """Implied volatility a year: 0.2 is 20 %."""
    rate: Number = 0.0
    """Interest rate a year, continuously compounded."""
    vol_slope: Number = 0.0
    """By how much the vol is expected to move with a unit of the spot."""
    is_short: Flag = True
    """Whether the option was sold, rather than bought."""
    holding: Number = 0.0
    """Units of the underlying held for each option."""


class OptionHedgeAnswer(WireModel):
    """What to hold of the underlying for each option."""

    least: float
    """Lower edge of the band, units of the underlying."""
    most: float
    """Upper edge of the band, units of the underlying."""
    holding: float
    """What to hold: the present holding, moved to the nearest edge where it is outside."""
    trade: float
    """Units to buy, above 0, or to sell."""


class DeltaBandRule(WireModel):
    """Trade when the delta of the book leaves a band around 0."""

    type: Literal["delta_band"]
    width: _NonNegative = 100.0
    """Largest |delta| that is left alone, units of the underlying."""
    lot: _Positive = 1.0
    """The underlying trades in multiples of it."""
    is_to_edge: Flag = False
    """Whether a delta outside is brought to the edge instead of to 0."""


class CostBandRule(WireModel):
    """Trade to the edge of the band that the cost of trading asks for."""

    type: Literal["cost_band"]
    cost: _NonNegative
    """Share of the value traded, one way."""
    risk_aversion: _Positive
    """Of exponential utility, per unit of money."""
    lot: _Positive = 1.0
    """The underlying trades in multiples of it."""


HedgeRule = Annotated[DeltaBandRule | CostBandRule, Field(discriminator="type")]


class Exposures(WireModel):
    """Greeks of a book: raw sums over its positions, in units of the underlying."""

    delta: Number
    """With the underlying that is held."""
    gamma: Number = 0.0
    """Change of delta for 1 of the spot."""
    vega: Number = 0.0
    """For 1.00 of vol."""


class HedgeOption(WireModel):
    """An option to trade against the vega of the book; its Greeks are those of one contract."""

    name: _Name
    """What it is called."""
    delta: Number
    """Of one contract."""
    gamma: Number
    """Of one contract."""
    vega: Number
    """Of one contract, for 1.00 of vol; not 0."""


class BookHedgeRequest(WireModel):
    """Exposures of a book to be hedged."""

    underlying: _Name
    """On what."""
    strategy: _Name = "default"
    """Whose."""
    spot: _Positive
    """Price of the underlying."""
    exposures: Exposures
    """What the book holds."""
    rule: HedgeRule
    """When the underlying is traded, and how much."""
    option: HedgeOption | None = None
    """Traded first, to bring vega within its bound; null: vega is left alone."""
    vega_width: _NonNegative = 0.0
    """Largest |vega| that is left alone."""


class BookHedgeAnswer(WireModel):
    """What to trade, and what the book holds afterwards."""

    underlying_quantity: float
    """Units of the underlying to buy, above 0, or to sell."""
    option_quantity: float
    """Whole contracts of the option to buy, above 0, or to sell."""
    before: Exposures
    """What the book holds."""
    after: Exposures
    """What it would hold."""
    hedge_ids: tuple[str, ...]
    """Identifiers of the stored hedges; empty where nothing was stored."""


class HedgesQuery(WireModel):
    """Which page of the stored hedges."""

    strategy: _Name | None = None
    """Whose; all when left out."""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    """Most items of the page."""
    after: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")] | None = None
    """What the page before says under `next`."""
    newest_first: bool = False
    """Whether those asked for last come first."""


class StoredHedge(WireModel):
    """A hedge as it is stored."""

    id: str
    """Identifier."""
    time: AwareDatetime
    """When it was asked for."""
    underlying: str
    """On what."""
    strategy: str
    """Whose."""
    policy: str
    """By which rule."""
    quantity: str
    """Units or contracts, exact; bought above 0, sold below."""
    status: str
    """suggested, sent, done or cancelled."""
    details: dict[str, Any]
    """The instrument, and the exposures before and after."""


class HedgePage(WireModel):
    """Some of the stored hedges."""

    items: tuple[StoredHedge, ...]
    """The hedges."""
    next: str | None
    """Give it as `after` for the next page; null where there is none."""
