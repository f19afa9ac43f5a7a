"""Quotes over the wire: of one asset by a policy, and of whole chains."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from axiom.wire.base import Flag, Number, WireModel
from axiom.wire.chains import Identifier
from axiom.wire.limits import LimitAmounts

__all__ = [
    "AvellanedaStoikovPolicy",
    "ChainQuotesAnswer",
    "ChainQuotesRequest",
    "ExponentialFills",
    "Fills",
    "GueantAsymptoticPolicy",
    "GueantPolicy",
    "HeldOption",
    "LogisticFills",
    "OptimalPolicy",
    "OptionQuote",
    "PolicyQuotesAnswer",
    "PolicyQuotesRequest",
    "QuoteRules",
    "QuotedMarket",
    "RiskNeutralPolicy",
]

_NonNegative = Annotated[float, Field(strict=True, ge=0.0)]
_Positive = Annotated[float, Field(strict=True, gt=0.0)]
_Numbers = Annotated[tuple[Number, ...], Field(min_length=1, max_length=10_000)]
_Limit = Annotated[int, Field(strict=True, ge=1, le=1_000)]


class ExponentialFills(WireModel):
    """Fills at the rate scale exp(-decay offset)."""

    type: Literal["exponential"]
    scale: _NonNegative
    """Fills a unit of time of a quote at the mid."""
    decay: _Positive
    """Per unit of price."""


class LogisticFills(WireModel):
    """Fills at the rate scale / (1 + exp(shift + steepness offset))."""

    type: Literal["logistic"]
    scale: _NonNegative
    """Requests a unit of time."""
    steepness: _Positive
    """Per unit of price."""
    shift: Number = 0.0
    """1 / (1 + exp(shift)) of the requests are filled at the mid."""


Fills = Annotated[ExponentialFills | LogisticFills, Field(discriminator="type")]
"""How often a quote is filled, by its distance from the mid."""


class QuotedMarket(WireModel):
    """A mid that diffuses, and fills of one unit that depend on the distance of the quotes."""

    vol: _NonNegative
    """Standard deviation of the mid, price per square root of the unit of time."""
    bid_fills: Fills
    """How often a bid is filled."""
    ask_fills: Fills | None = None
    """How often an ask is filled; null: as the bid."""
    drift: Number = 0.0
    """Of the mid, price a unit of time."""
    fee: Number = 0.0
    """Paid for each unit filled, in price; negative is a rebate."""
    jump: _NonNegative = 0.0
    """By how much the mid moves against the maker after a fill, in price."""
    jump_probability: Annotated[float, Field(strict=True, ge=0.0, le=1.0)] = 1.0
    """Probability that it does."""
    linear_cost: _NonNegative = 0.0
    """Cost of each unit left at the horizon, in price."""
    quadratic_cost: _NonNegative = 0.0
    """Cost of the square of the units left at the horizon, in price."""


class RiskNeutralPolicy(WireModel):
    """Constant offsets that earn the most a unit of time, whatever is held."""

    type: Literal["risk_neutral"]


class AvellanedaStoikovPolicy(WireModel):
    """Avellaneda and Stoikov's quotes around a reservation price."""

    type: Literal["avellaneda_stoikov"]
    risk_aversion: _NonNegative
    """Of exponential utility, per unit of money."""


class GueantAsymptoticPolicy(WireModel):
    """Guéant's closed form for quotes far from the horizon."""

    type: Literal["gueant_asymptotic"]
    risk_aversion: _NonNegative
    """Of exponential utility, per unit of money."""
    limit: _Limit | None = None
    """Largest inventory on either side; null: none."""


class GueantPolicy(WireModel):
    """Guéant, Lehalle and Fernandez-Tapia's exact quotes with an inventory limit."""

    type: Literal["gueant_lehalle_fernandez_tapia"]
    risk_aversion: _NonNegative
    """Of exponential utility, per unit of money."""
    limit: _Limit
    """Largest inventory on either side."""


class OptimalPolicy(WireModel):
    """The optimal quotes for any fill intensities, by the numerical solution of their equations."""

    type: Literal["optimal"]
    risk_aversion: _NonNegative
    """Of exponential utility, per unit of money."""
    limit: Annotated[int, Field(strict=True, ge=1, le=100)]
    """Largest inventory on either side."""
    horizon: _Positive
    """Time to the end that the quotes are solved for, in the unit of time of the fills."""


Policy = Annotated[
    RiskNeutralPolicy
    | AvellanedaStoikovPolicy
    | GueantAsymptoticPolicy
    | GueantPolicy
    | OptimalPolicy,
    Field(discriminator="type"),
]


class PolicyQuotesRequest(WireModel):
    """What to quote one asset by."""

    policy: Policy
    """Which policy."""
    market: QuotedMarket
    """How the mid moves and quotes are filled; the unit of time is that of the fills."""
    mid: Number
    """Mid price."""
    inventory: _Numbers
    """Units held, negative when short: quotes are given for each."""
    time_left: _NonNegative
    """Time to the horizon, in the unit of time of the fills."""
    floor: Number | None = None
    """Least distance of a quote from the mid, in price; null: as the policy has it."""


class PolicyQuotesAnswer(WireModel):
    """Quotes of one asset, one for each inventory."""

    inventory: tuple[float, ...]
    """Units held."""
    bid: tuple[float | None, ...]
    """Price bid; null for none."""
    ask: tuple[float | None, ...]
    """Price asked; null for none."""


class QuoteRules(WireModel):
    """How a chain is quoted."""

    minimum_edge: _NonNegative = 0.0
    """Least distance of a quote from the value, in price."""
    vol_uncertainty: _NonNegative = 0.001
    """Half-spread in vol, decimals: what is not known of every vol."""
    vol_errors: _NonNegative = 1.0
    """Standard errors of the surface's vols that are added to it."""
    reaction_seconds: _NonNegative = 1.0
    """Time to replace a quote after the spot has moved."""
    market_share: _NonNegative = 0.0
    """Share of the market's own half-spread."""
    size: _Positive = 10.0
    """Contracts a quote."""
    lot: _Positive = 1.0
    """Smallest size, and the step of sizes."""
    may_cross_market: Flag = False
    """Whether a quote may trade against the market's at once."""
    on_breach: Literal["pull", "reduce"] = "pull"
    """What a breached limit does: pull all quotes, or quote only what leads back."""
    risk_aversion: _NonNegative = 0.0
    """Skew against the inventory, per currency; 0: none."""


class HeldOption(WireModel):
    """Contracts of one option that are held."""

    expiry: dt.date
    """Listed expiry date."""
    strike: _Positive
    """Strike."""
    is_call: Flag
    """True for a call, false for a put."""
    quantity: Number
    """Contracts; below 0 when short."""


class ChainQuotesRequest(WireModel):
    """A stored chain to be quoted."""

    chain_id: Identifier
    """Which chain."""
    surface_id: Identifier | None = None
    """On which surface; null: the underlying's latest up to the time of the chain."""
    rules: QuoteRules = QuoteRules()
    """How."""
    limits: LimitAmounts = LimitAmounts()
    """What the book may hold: sizes stay within their headroom."""
    tick: _Positive | None = None
    """Price increment; null: the chain's, else inferred from its quotes."""
    multiplier: _Positive = 100.0
    """Units of the underlying a contract."""
    positions: Annotated[tuple[HeldOption, ...], Field(max_length=20_000)] = ()
    """Contracts held."""
    underlying_held: Number = 0.0
    """Units of the underlying held."""


class OptionQuote(WireModel):
    """Own quotes of one option."""

    expiry: AwareDatetime
    """Instant of settlement."""
    strike: float
    """Strike."""
    is_call: bool
    """True for a call, false for a put."""
    value: float | None
    """Theoretical value; null where there is none."""
    bid: float | None
    """Price bid; null for none."""
    ask: float | None
    """Price asked; null for none."""
    bid_size: float
    """Contracts bid for."""
    ask_size: float
    """Contracts offered."""


class ChainQuotesAnswer(WireModel):
    """Own quotes of a chain."""

    underlying: str
    """On what."""
    time: AwareDatetime
    """Of the chain."""
    spot: float
    """That the quotes are made for."""
    surface_id: str
    """On which surface."""
    state: Literal["quoting", "pulled", "killed"]
    """Whether any quote stands."""
    reason: str
    """Why none stands; empty when quoting."""
    quotes: tuple[OptionQuote, ...]
    """By expiry and strike, put before call."""
