"""Quotes of one asset by the policies of `axiom.desk`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.wire.quoting import (
    AvellanedaStoikovPolicy,
    ExponentialFills,
    Fills,
    GueantAsymptoticPolicy,
    GueantPolicy,
    OptimalPolicy,
    PolicyQuotesAnswer,
    PolicyQuotesRequest,
    QuotedMarket,
)

if TYPE_CHECKING:
    from axiom import desk
else:
    desk = LazyModule("axiom.desk")

__all__ = ["policy_quotes"]


def policy_quotes(request: PolicyQuotesRequest) -> PolicyQuotesAnswer:
    """Quote one asset at each of several inventories.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside the policy's domain.

    Notes
    -----
    The answers are those of `axiom.desk` to the last bit. Verified by
    tests/unit/service/quoting/test_policies.py.
    """
    chosen = _policy(request)
    if request.floor is not None:
        chosen = desk.Floored(policy=chosen, floor=request.floor)
    state = desk.InventoryState(
        mid=request.mid, inventory=list(request.inventory), time_left=request.time_left
    )
    bid, ask = chosen.quote(state).prices(request.mid)
    return PolicyQuotesAnswer(inventory=request.inventory, bid=_prices(bid), ask=_prices(ask))


def _policy(request: PolicyQuotesRequest) -> desk.QuotingPolicy:
    asked, model = request.policy, _model(request.market)
    if isinstance(asked, AvellanedaStoikovPolicy):
        return desk.AvellanedaStoikov(model=model, risk_aversion=asked.risk_aversion)
    if isinstance(asked, GueantAsymptoticPolicy):
        named: dict[str, Any] = {"risk_aversion": asked.risk_aversion, "limit": asked.limit}
        return desk.GueantAsymptotic(model=model, **named)
    if isinstance(asked, GueantPolicy):
        return desk.GueantLehalleFernandezTapia(
            model=model, risk_aversion=asked.risk_aversion, limit=asked.limit
        )
    if isinstance(asked, OptimalPolicy):
        if request.time_left > asked.horizon:
            raise InvalidArgumentError(
                f"time_left={request.time_left} is beyond the policy's horizon of "
                f"{asked.horizon}: give a longer horizon"
            )
        return desk.optimal_policy(
            model,
            risk_aversion=asked.risk_aversion,
            limit=asked.limit,
            horizon=asked.horizon,
            floor=-math.inf if request.floor is None else request.floor,
        ).table
    return desk.RiskNeutral(model=model)


def _model(market: QuotedMarket) -> desk.QuotingModel:
    numbers = market.model_dump(exclude={"bid_fills", "ask_fills"})
    ask = None if market.ask_fills is None else _fills(market.ask_fills)
    return desk.QuotingModel(bid_fills=_fills(market.bid_fills), ask_fills=ask, **numbers)


def _fills(fills: Fills) -> desk.FillIntensity:
    numbers = fills.model_dump(exclude={"type"})
    if isinstance(fills, ExponentialFills):
        return desk.ExponentialIntensity(**numbers)
    return desk.LogisticIntensity(**numbers)


def _prices(prices: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float | None, ...]:
    """Give prices, None where there is no quote."""
    return tuple(price if math.isfinite(price) else None for price in prices.tolist())
