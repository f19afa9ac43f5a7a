"""From a request to a session of `axiom.desk`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from axiom.core.lazy import LazyModule
from axiom.wire.hedging import CostBandRule, DeltaBandRule
from axiom.wire.quoting import ExponentialFills
from axiom.wire.sessions import NoHedgeRule, PoissonMatching, SessionRequest

if TYPE_CHECKING:
    from axiom import desk
else:
    desk = LazyModule("axiom.desk")

__all__ = ["make_session"]


def make_session(request: SessionRequest, log: Path) -> desk.Session:
    """Make the session of a request, with its log.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    Verified by tests/unit/service/sessions/test_running.py.
    """
    numbers = request.source.model_dump(exclude={"type", "seed"})
    feed = desk.SimulatedFeed(desk.SimulatedMarket(**numbers), seed=request.source.seed)
    given: dict[str, Any] = {} if request.hedging is None else {"hedging": _hedging(request)}
    settings = desk.SessionSettings(
        rules=desk.ChainRules(size=request.size, vol_uncertainty=request.vol_uncertainty),
        matching=_matching(request),
        latency_seconds=request.latency_seconds,
        **given,
    )
    return desk.Session(feed, settings, log=log)


def _matching(request: SessionRequest) -> desk.Matching:
    asked = request.matching
    if not isinstance(asked, PoissonMatching):
        return desk.TradeThrough(is_strict=asked.is_strict)
    given: dict[str, Any] = {"trade_size": asked.trade_size, "seed": asked.seed}
    if asked.intensity is not None:
        numbers = asked.intensity.model_dump(exclude={"type"})
        is_exponential = isinstance(asked.intensity, ExponentialFills)
        kind: Any = desk.ExponentialIntensity if is_exponential else desk.LogisticIntensity
        given["intensity"] = kind(**numbers)
    return desk.PoissonFlow(**given)


def _hedging(request: SessionRequest) -> desk.HedgeRule:
    asked = request.hedging
    if asked is None or isinstance(asked, NoHedgeRule):
        return desk.NoHedge()
    numbers = asked.model_dump(exclude={"type"})
    kinds: dict[type, Any] = {DeltaBandRule: desk.DeltaBand, CostBandRule: desk.CostBand}
    rule: desk.HedgeRule = kinds[type(asked)](**numbers)
    return rule
