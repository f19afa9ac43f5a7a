"""Risk of a book over the wire: what is asked, and the answers with their units."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from axiom.wire.base import WireModel
from axiom.wire.exact import BookedTime, Day, Identifier, Name

__all__ = [
    "BookRequest",
    "ExplainAnswer",
    "ExplainRequest",
    "HeldPosition",
    "LadderAnswer",
    "LadderRequest",
    "LimitUsageAnswer",
    "LimitUsageRow",
    "LimitsCheckRequest",
    "MarginAnswer",
    "MarginRequest",
    "MarketAt",
    "StressAnswer",
    "StressRequest",
    "StressTerms",
    "ValuationAnswer",
    "ValueAtRiskAnswer",
    "ValueAtRiskRequest",
]

Row = dict[str, str | float | bool | None]
Rows = Annotated[tuple[Row, ...], Field(description="One object a row, by column.")]
Figures = dict[str, float | None]
Positive = Annotated[float, Field(gt=0.0)]
Shocks = Annotated[tuple[float, ...], Field(min_length=1, max_length=101)]
Shares = Annotated[tuple[float, ...], Field(min_length=2, max_length=1000)]
Exercise = Literal["european", "american"]
Dynamics = Annotated[
    Literal["sticky_strike", "sticky_moneyness"] | float,
    Field(description="How vols follow the spot; a number is a skew-stickiness ratio."),
]


class HeldPosition(WireModel):
    """A signed quantity of an option, or of the underlying itself, as `axiom.risk.Position`."""

    quantity: float
    """Contracts, or units of the underlying; short below 0; not 0."""
    multiplier: Positive = 1.0
    """Units of the underlying that a contract stands for."""
    expiry: Day | None = None
    """Listed expiry date; null for the underlying itself."""
    strike: Positive | None = None
    """Strike, currency; null for the underlying itself."""
    is_call: bool | None = None
    """True for a call, false for a put; null for the underlying itself."""
    settlement: Literal["AM", "PM"] | None = None
    """Where a date lists both."""
    exercise: Exercise | None = None
    """Null: as `exercise` of the request."""


class MarketAt(WireModel):
    """The market that a book is valued on: a stored surface and a spot."""

    surface_id: Identifier | None = None
    """Of a stored surface; the latest of the underlying when null."""
    spot: Positive | None = None
    """Spot of the underlying, currency; that of the chain the surface was fitted to when null."""


class BookRequest(MarketAt):
    """A book on one underlying, and its market."""

    underlying: Name
    """Name of the underlying."""
    positions: Annotated[tuple[HeldPosition, ...], Field(max_length=20_000)] | None = None
    """The positions; those that are stored when null."""
    strategy: Name | None = None
    """Whose stored positions; everybody's when null."""
    at: BookedTime | None = None
    """Stored positions as the trades done up to this instant make them; all trades when null."""
    exercise: Exercise = "european"
    """Style of options that do not say their own."""
    dynamics: Dynamics = "sticky_strike"


class ValuationAnswer(WireModel):
    """What a book is worth and how it moves."""

    valuation_time: AwareDatetime
    """Of the surface."""
    underlying: str
    """Name of the underlying."""
    spot: float
    """Spot it was valued at, currency."""
    surface_id: str
    """Of the surface it was valued on."""
    run_id: str | None
    """Of the stored run that can be replayed; null where it was not recorded."""
    totals: Figures
    """Sums over the positions, signed and times quantity and multiplier, by figure."""
    units: dict[str, str]
    """What each figure is, and in which unit."""
    positions: Rows
    by_expiry: Rows
    by_strike: Rows
    expired: Rows


class LadderRequest(BookRequest):
    """A book under joint moves of spot and vol."""

    spot_shocks: Shocks = (-0.2, -0.1, -0.05, -0.02, -0.01, 0.0, 0.01, 0.02, 0.05, 0.1, 0.2)
    """Relative moves of spot, each above -1."""
    vol_shocks: Shocks = (-0.05, -0.02, -0.01, 0.0, 0.01, 0.02, 0.05, 0.1)
    """Parallel moves of vol, decimals."""


class LadderAnswer(WireModel):
    """A book under joint moves of spot and vol, at once."""

    spot: float
    """Unshocked spot, currency."""
    surface_id: str
    """Of the surface."""
    rows: Rows
    """spot_shock (relative), vol_shock (decimals), present_value and profit (currency), and the
    raw delta, gamma, vega and smile_delta there."""


class StressTerms(WireModel):
    """A joint move of spot, vols and rates, as `axiom.risk.Stress`."""

    name: Name
    """Name of its own."""
    spot: Annotated[float, Field(gt=-1.0)] = 0.0
    """Relative move of spot."""
    vol: float = 0.0
    """Move of the at-the-money vol 30 days from expiry, decimals."""
    vol_before: Positive | None = None
    """The vol from which it moved."""
    skew: float = 0.0
    """Move of the vol for each standard deviation above the forward."""
    rate: float = 0.0
    """Parallel move of rates, decimals."""
    years: Annotated[float, Field(ge=0.0)] = 0.0
    """Time that passes."""
    source: Annotated[str, Field(max_length=200)] = ""
    """Where the figures are from."""


class StressRequest(BookRequest):
    """A book under named stresses."""

    stresses: Annotated[tuple[StressTerms, ...], Field(min_length=1, max_length=200)] | None = None
    """The stresses; the historical ones of the library when null."""


class StressAnswer(WireModel):
    """What named stresses do to a book."""

    present_value: float
    """Before any stress, currency."""
    surface_id: str
    """Of the surface."""
    rows: Rows
    """stress, spot_move, vol_move, rate_move, years, present_value and profit
    (currency), source."""
    by_expiry: Rows
    """Profit by expiry, a column a stress."""
    by_strike: Rows
    """Profit by bucket of strike over forward, a column a stress."""


class ValueAtRiskRequest(BookRequest):
    """A book over the moves of its market."""

    spot_moves: Annotated[tuple[float, ...], Field(min_length=2, max_length=10_000)]
    """Log-returns of spot over intervals of equal length, in the order of time."""
    vol_moves: Annotated[tuple[tuple[float, ...], ...], Field(max_length=10_000)] | None = None
    """Moves of implied vol beyond those that the dynamics give, decimals: one row a move, one
    column a tenor."""
    tenors: Annotated[tuple[Positive, ...], Field(max_length=50)] = ()
    """Years to expiry of the columns, ascending."""
    method: Literal["historical", "filtered", "monte_carlo", "delta_normal", "delta_gamma"] = (
        "historical"
    )
    """How it is computed."""
    levels: Annotated[
        tuple[Annotated[float, Field(gt=0.5, lt=1.0)], ...], Field(min_length=1, max_length=20)
    ] = (0.95, 0.975, 0.99)
    """Shares of outcomes."""
    horizon: Annotated[int, Field(ge=1, le=250)] = 1
    """Intervals that the book is held."""
    decay: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    """Weight of the past in exponentially weighted variances."""
    n_paths: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    """Paths of the Monte Carlo."""
    degrees: Annotated[float, Field(gt=2.0)] | None = None
    """Degrees of freedom of its moves; normal when null."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    """Of its random numbers."""


class ValueAtRiskAnswer(WireModel):
    """Value at risk and expected shortfall of a book, currency, by level."""

    method: str
    """How it was computed."""
    horizon: int
    """Intervals that the book is held."""
    surface_id: str
    """Of the surface."""
    rows: Rows
    """level, value_at_risk and expected_shortfall with their interval and errors, currency."""
    notes: tuple[str, ...]
    """What a reader of the figures has to know."""


class MarginRequest(BookRequest):
    """A book under the scenarios of a margin; the portfolio rules of the library when left out."""

    kind: Literal["index", "small_index", "equity"] = "index"
    """Of the portfolio rules, where no moves are given."""
    name: Name = "custom"
    """What rules of one's own are called, for reports."""
    spot_moves: Shares | None = None
    """Relative moves of spot, each above -1."""
    vol_moves: Shares | None = None
    """Moves of every vol, decimals, one beside each move of spot."""
    shares: Shares | None = None
    """Share of the profit of each scenario that counts, in (0, 1]; 1 when left out."""
    minimum: Annotated[float, Field(ge=0.0)] = 0.375
    """Least margin for a unit of the underlying under an option contract, currency."""
    minimum_on: Literal["all", "short"] = "all"
    """Which contracts it is for."""


class MarginAnswer(WireModel):
    """The margin of a book on one underlying, currency."""

    rules: str
    """Name of the rules."""
    requirement: float
    """The larger of the scan loss and the minimum."""
    scan_loss: float
    """Greatest loss over the scenarios."""
    minimum: float
    """The least amount, by the contracts held."""
    net_option_value: float
    """Value of the long options less that of the short ones."""
    surface_id: str
    """Of the surface."""
    rows: Rows
    """spot_move, vol_move, share and profit of each scenario."""


class ExplainRequest(BookRequest):
    """A book held between two surfaces; `surface_id` and `spot` are those before."""

    after: MarketAt
    """The market after."""
    greeks: Literal["ends", "start", "path"] = "ends"
    """Where the second-order Greeks are taken."""


class ExplainAnswer(WireModel):
    """The P&L of a book between two instants, by its causes, currency."""

    start: dt.datetime
    """Valuation time before."""
    end: dt.datetime
    """Valuation time after."""
    profit: float
    """The P&L."""
    terms: Figures
    """The causes, in their order."""
    residual: float
    """The P&L less the sum of the causes."""
    positions: Rows
    by_expiry: Rows
    notes: tuple[str, ...]
    """What a reader has to know."""


class LimitsCheckRequest(BookRequest):
    """A strategy's book against its stored limits."""

    strategy: Name
    """Whose limits, and, where no positions are given, whose stored positions."""
    profit: float = 0.0
    """The day's profit, currency."""
    drawdown: Annotated[float, Field(ge=0.0)] = 0.0
    """The fall of the day's profit from its highest so far, currency."""


class LimitUsageRow(WireModel):
    """How much of one limit is used."""

    name: str
    """Which limit."""
    amount: float | None
    """The figure that it bounds, signed; null where that is not finite."""
    limit: float
    """The limit, in the same unit."""
    share: float | None
    """|amount| / limit; null where that is not finite."""
    is_breached: bool
    """Whether it is exceeded."""


class LimitUsageAnswer(WireModel):
    """How much of each limit of a strategy on an underlying its book uses."""

    limit_id: str
    """Of the stored limits."""
    strategy: str
    """Whose."""
    underlying: str
    """On what."""
    surface_id: str
    """Of the surface."""
    rows: tuple[LimitUsageRow, ...]
    """One a limit."""
    breaches: tuple[str, ...]
    """Identifiers of the breaches that were stored: one a limit that is exceeded."""
