"""How a session is run: everything that changes its results but the feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import flag, number, whole
from axiom.core.plain import plain
from axiom.desk.quoting.chain import ChainRules, PriceGrid
from axiom.desk.replay.hedging import DeltaBand, HedgeRule
from axiom.desk.replay.ledger import Fees
from axiom.desk.replay.markouts import horizons
from axiom.desk.replay.matching import Matching, TradeThrough
from axiom.risk import Limits
from axiom.volatility import FilterSettings, SpotVolDynamics
from axiom.volatility.dynamics import DynamicsLike

__all__ = ["SessionSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """Rules of a session.

    Parameters
    ----------
    rules : ChainRules
        How quotes are made. Its ages have to suit the feed: days apart, updates are older than the
        five minutes after which quotes are pulled by default.
    limits : Limits
        What the book may hold and lose.
    tick : float, PriceGrid or None
        Price increments of own quotes; None takes the chain's, else 0.01.
    multiplier : float, default 100.0
        Units of the underlying a contract, > 0.
    dynamics : SpotVolDynamics, str or float, default "sticky_strike"
        How vols follow the spot, in the surface, the quotes, the hedges and the explain alike.
    matching : Matching
        When own quotes are hit: `TradeThrough`, `QueueModel`, `PoissonFlow`.
    hedging : HedgeRule
        When the underlying is traded: `DeltaBand`, `NoHedge`.
    fees : Fees
        What trading costs.
    latency_seconds : float, default 0.0
        Time from a decision until own quotes stand in the market, >= 0. Until then the quotes
        before it stand, and can be hit.
    filter : FilterSettings
        How the surface follows the quotes.
    markout_seconds : tuple of float, default (60.0, 300.0, 1800.0)
        Times after each fill, > 0 and ascending, at which the market is compared with its price;
        told where updates are not further apart than that.
    is_explained : bool, default True
        Whether the P&L of every update is explained.
    threads : int, default 1
        Threads of the batched evaluations; results do not depend on it.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain or of the wrong kind.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_settings.py.
    """

    rules: ChainRules = field(default_factory=ChainRules)
    limits: Limits = field(default_factory=Limits)
    tick: float | PriceGrid | None = None
    multiplier: float = 100.0
    dynamics: DynamicsLike = "sticky_strike"
    matching: Matching = field(default_factory=TradeThrough)
    hedging: HedgeRule = field(default_factory=DeltaBand)
    fees: Fees = field(default_factory=Fees)
    latency_seconds: float = 0.0
    filter: FilterSettings = field(default_factory=FilterSettings)
    markout_seconds: tuple[float, ...] = (60.0, 300.0, 1800.0)
    is_explained: bool = True
    threads: int = 1

    def __post_init__(self) -> None:
        """Check the domain."""
        if self.tick is not None:
            object.__setattr__(self, "tick", PriceGrid.of(self.tick))
        number(self, "multiplier", above=0.0)
        number(self, "latency_seconds", least=0.0)
        horizons(self, "markout_seconds")
        whole(self, "threads", least=1)
        flag(self, "is_explained")
        object.__setattr__(self, "dynamics", SpotVolDynamics.of(self.dynamics))
        for name, kind in _KINDS.items():
            if not isinstance(getattr(self, name), kind):
                raise InvalidArgumentError(
                    f"{name}={getattr(self, name)!r}: give {kind.__name__} or one of its kinds"
                )

    def to_plain(self) -> dict[str, Any]:
        """Give what results depend on as plain values, parts with the name of their kind."""
        found = {name: getattr(self, name) for name in self.__slots__ if name != "threads"}
        named = {name: type(found[name]).__name__ for name in ("matching", "hedging")}
        return {name: plain(value) for name, value in found.items()} | {
            name: {"kind": kind, **plain(found[name])} for name, kind in named.items()
        }


_KINDS: dict[str, type[Any]] = {
    "rules": ChainRules,
    "limits": Limits,
    "matching": Matching,
    "hedging": HedgeRule,
    "fees": Fees,
    "filter": FilterSettings,
}
