"""The account of a hedge, trade by trade, for any policy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import DataError
from axiom.desk.hedging.paths import HedgingPaths
from axiom.desk.hedging.policy import Hedge, HedgingPolicy, HedgingState, SecondOption
from axiom.desk.hedging.setup import HedgingSetup
from axiom.kernels import greeks

__all__ = ["account"]

Doubles = NDArray[np.float64]


def account(
    policy: HedgingPolicy, setup: HedgingSetup, paths: HedgingPaths
) -> tuple[Doubles, Doubles]:
    """Ask a policy for its hedges along paths, and return losses and costs of trading.

    Parameters
    ----------
    policy : HedgingPolicy
    setup : HedgingSetup
    paths : HedgingPaths

    Returns
    -------
    loss, trading : ndarray of float64, (paths,)
        Discounted to now.

    Raises
    ------
    DataError
        If a policy asks for holdings that are not finite.

    Notes
    -----
    The account starts with the premium, pays for every trade and its cost, earns the rate, and ends
    with what the holdings are worth less the payoff and the cost of closing.

    Verified by ``tests/unit/desk/hedging/test_costs.py``.
    """
    book = _Book(setup, paths.count)
    for number in range(setup.hedges):
        market = _Market.at(setup, paths, number)
        book.trade(policy, market)
    return book.closed(_Market.at(setup, paths, setup.hedges))


@dataclass(frozen=True, slots=True)
class _Market:
    """What is seen at one hedge."""

    number: int
    time_left: float
    discount: float
    spot: Doubles
    vol: Doubles
    slope: Doubles
    second_vol: Doubles | None

    @classmethod
    def at(cls, setup: HedgingSetup, paths: HedgingPaths, number: int) -> _Market:
        passed = setup.interval * number
        second = paths.second_vols
        return cls(
            number=number,
            time_left=setup.interval * (setup.hedges - number),
            discount=math.exp(-setup.rate * passed),
            spot=paths.spots[:, number].reshape(-1),
            vol=paths.vols[:, number].reshape(-1),
            slope=paths.slopes[:, number].reshape(-1),
            second_vol=None if second is None else second[:, number].reshape(-1),
        )


class _Book:
    """Holdings, and the discounted money that they cost."""

    def __init__(self, setup: HedgingSetup, n_paths: int) -> None:
        self._setup = setup
        self._sign = 1.0 if setup.is_short else -1.0
        self._cash = np.full(n_paths, self._sign * setup.premium)
        self._trading = np.zeros(n_paths)
        self._underlying = np.zeros(n_paths)
        self._second = np.zeros(n_paths)

    def trade(self, policy: HedgingPolicy, market: _Market) -> None:
        """Ask for a hedge and pay for what changes."""
        setup = self._setup
        second = self._second_greeks(market)
        state = HedgingState(
            option=setup.option,
            spot=market.spot,
            time_left=market.time_left,
            vol=market.vol,
            holding=self._underlying,
            vol_slope=market.slope,
            rate=setup.rate,
            is_short=setup.is_short,
            second=None
            if second is None
            else SecondOption(
                delta=second.delta, gamma=second.gamma, vega=second.vega, holding=self._second
            ),
        )
        hedge = policy.hedge(state)
        self._move(hedge, market, 0.0 if second is None else second.price)

    def closed(self, market: _Market) -> tuple[Doubles, Doubles]:
        """Sell all holdings, settle the option, and return losses and costs of trading."""
        second = self._second_greeks(market)
        self._move(Hedge(underlying=0.0), market, 0.0 if second is None else second.price)
        option = self._setup.option
        direction = 1.0 if option.is_call else -1.0
        payoff = np.maximum(direction * (market.spot - option.strike), 0.0)
        return self._sign * payoff * market.discount - self._cash, self._trading

    def _move(self, hedge: Hedge, market: _Market, second_price: Doubles | float) -> None:
        underlying = np.broadcast_to(np.asarray(hedge.underlying, float), self._cash.shape)
        second = np.broadcast_to(np.asarray(hedge.second, float), self._cash.shape)
        if not (np.isfinite(underlying).all() and np.isfinite(second).all()):
            raise DataError(f"the policy asks for holdings that are not finite: {hedge}")
        bought, bought_second = underlying - self._underlying, second - self._second
        spent = self._setup.cost * np.abs(bought) * market.spot
        spent = spent + self._setup.second_cost * np.abs(bought_second) * second_price
        paid = bought * market.spot + bought_second * second_price + spent
        self._cash = self._cash - market.discount * paid
        self._trading = self._trading + market.discount * spent
        self._underlying, self._second = underlying, second

    def _second_greeks(self, market: _Market) -> Any:
        option = self._setup.second
        if option is None or market.second_vol is None:
            return None
        return greeks(
            spot=market.spot,
            strike=option.strike,
            expiry=option.expiry - self._setup.interval * market.number,
            vol=market.second_vol,
            rate=self._setup.rate,
            is_call=option.is_call,
            only=("price", "delta", "gamma", "vega"),
        )
