"""Paper sessions at the desk over the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from axiom.wire.base import Flag, WireModel
from axiom.wire.hedging import HedgeRule
from axiom.wire.quoting import Fills

__all__ = [
    "NoHedgeRule",
    "PoissonMatching",
    "SessionAnswer",
    "SessionRequest",
    "SessionsPage",
    "SessionsQuery",
    "SimulatedSource",
    "TradeThroughMatching",
]

_NonNegative = Annotated[float, Field(strict=True, ge=0.0)]
_Positive = Annotated[float, Field(strict=True, gt=0.0)]
_Seed = Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)]
_Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]


class SimulatedSource(WireModel):
    """A simulated market on the underlying SIM: a lognormal spot whose vol moves."""

    type: Literal["simulated"]
    spot: _Positive = 100.0
    """Where it starts."""
    vol: _Positive = 0.2
    """Volatility a year at the start: 0.2 is 20 %."""
    n_updates: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 390
    """How many updates follow the opening."""
    n_strikes: Annotated[int, Field(strict=True, ge=5, le=201)] = 21
    """Strikes of each expiry."""
    interval_seconds: _Positive = 5.0
    """Seconds of the market between updates."""
    seed: _Seed = 0
    """Of everything random in the market."""


class TradeThroughMatching(WireModel):
    """Own quotes are filled where the market trades through them."""

    type: Literal["trade_through"]
    is_strict: Flag = True
    """Whether the market has to go beyond the quote, rather than reach it."""


class PoissonMatching(WireModel):
    """Own quotes are filled by orders that come at random."""

    type: Literal["poisson"]
    intensity: Fills | None = None
    """Orders a day, by the distance from the mid in price; null: the library's own."""
    trade_size: _Positive = 1.0
    """Contracts of one order."""
    seed: _Seed = 0
    """Of the orders."""


class NoHedgeRule(WireModel):
    """The underlying is not traded."""

    type: Literal["none"]


class SessionRequest(WireModel):
    """A paper session to be started."""

    name: _Name
    """What it is called; its P&L is that of the strategy session:NAME."""
    source: SimulatedSource
    """Where quotes come from."""
    matching: Annotated[TradeThroughMatching | PoissonMatching, Field(discriminator="type")] = (
        TradeThroughMatching(type="trade_through")
    )
    """When own quotes are hit."""
    hedging: Annotated[HedgeRule | NoHedgeRule, Field(discriminator="type")] | None = None
    """When the underlying is traded; null: the library's own rule."""
    size: _Positive = 10.0
    """Contracts a quote."""
    vol_uncertainty: _NonNegative = 0.001
    """Half-spread in vol: what is not known of every vol."""
    latency_seconds: _NonNegative = 0.0
    """Time from a decision until own quotes stand in the market."""
    pace_s: Annotated[float, Field(strict=True, ge=0.0, le=3_600.0)] = 0.0
    """Seconds by the clock between updates; 0: as fast as they can be computed."""


class SessionAnswer(WireModel):
    """A session as it is stored."""

    id: str
    """Identifier."""
    name: str
    """What it is called."""
    underlying: str
    """Name that its news has on the stream."""
    status: str
    """running, stopped or failed."""
    job_id: str | None
    """Job that runs it: its progress is there."""
    state: dict[str, Any]
    """How far it is: events kept, time and P&L at the last of them."""
    created_at: AwareDatetime
    """When it was started."""
    ended_at: AwareDatetime | None
    """When it ended."""


class SessionsQuery(WireModel):
    """Which page of the sessions."""

    status: Literal["running", "stopped", "failed"] | None = None
    """Only these; all when left out."""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    """Most items of the page."""
    after: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z-]+$")] | None = (
        None
    )
    """What the page before says under `next`."""


class SessionsPage(WireModel):
    """Some of the sessions."""

    items: tuple[SessionAnswer, ...]
    """The sessions."""
    next: str | None
    """Give it as `after` for the next page; null where there is none."""
