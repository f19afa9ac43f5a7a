"""`OptionMarketMaking-v0`: quote a strip of options."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.desk.markets.environments.base import BatchEnv, BatchVectorEnv, squashed
from axiom.desk.markets.option_market import OptionMarket
from axiom.desk.markets.option_stepping import OptionStepper, OptionView
from axiom.desk.quoting.fill_intensities import LogisticIntensity
from axiom.models import Heston

__all__ = ["OptionMarketMakingEnv", "OptionMarketMakingTask", "OptionMarketMakingVectorEnv"]

Doubles = NDArray[np.float64]

_STATE = 4


def _usual_market() -> OptionMarket:
    return OptionMarket(
        spot=100.0,
        model=Heston(
            initial_variance=0.04,
            mean_reversion=2.0,
            long_variance=0.04,
            vol_of_vol=0.5,
            correlation=-0.7,
        ),
        strikes=(90.0, 95.0, 100.0, 105.0, 110.0),
        expiries=(0.25, 0.5, 1.0),
        intensity=LogisticIntensity(scale=2500.0, steepness=300.0),
        vega_limit=1000.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionMarketMakingTask:
    """What an environment of options asks.

    Parameters
    ----------
    market : OptionMarket, optional
        By default calls of five strikes from 90 to 110 and three expiries under Heston, about ten
        orders a day and side for each at no offset, at most 1,000 of net vega.
    steps : int
        Decisions in an episode, at least 1.
    horizon : float
        Years, above 0 and before the first expiry; a week by default.
    greatest_offset : float
        In vol (decimals), above 0: the offset of an action of 1.
    vega_penalty : float
        phi, in money per squared vega and year, 0 or more. The default is gamma xi^2 / 8 of a
        risk aversion of about 0.01 and a vol of vol of 0.5.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Verified by ``tests/unit/desk/markets/environments/test_option_market_making.py``.
    """

    market: OptionMarket | None = None
    steps: int = 60
    horizon: float = 5.0 / 252.0
    greatest_offset: float = 0.02
    vega_penalty: float = 3e-4

    def __post_init__(self) -> None:
        """Check the domain of what is not checked elsewhere."""
        if self.market is not None and not isinstance(self.market, OptionMarket):
            raise InvalidArgumentError(
                f"market is {type(self.market).__name__}: give an OptionMarket"
            )
        number(self, "greatest_offset", above=0.0)
        number(self, "vega_penalty", least=0.0)


class _OptionMakers:
    """Episodes of makers of options."""

    def __init__(self, task: OptionMarketMakingTask, count: int) -> None:
        self._task = task
        self._market = task.market or _usual_market()
        self._stepper = OptionStepper(
            self._market, n_episodes=count, steps=task.steps, horizon=task.horizon
        )
        self._now = self._stepper.view()

    @property
    def observation_bounds(self) -> tuple[Doubles, Doubles]:
        size = _STATE + self._market.n_options
        low = np.full(size, -1.0)
        low[2] = 0.0
        return low, np.ones(size)

    @property
    def action_size(self) -> int:
        return 2 * self._market.n_options

    def restart(self, places: Sequence[int], seeds: Sequence[int], episodes: Sequence[int]) -> None:
        self._stepper.restart(seeds=seeds, episodes=episodes, chosen=places)
        self._now = self._stepper.view()

    def advance(self, actions: Doubles, chosen: NDArray[np.bool_]) -> Doubles:
        before = self._now
        bid, ask = np.split(self._task.greatest_offset * actions, 2, axis=1)
        self._now = self._stepper.step(bid=bid, ask=ask, chosen=chosen)
        return self._objective(self._now) - self._objective(before)

    def _objective(self, view: OptionView) -> Doubles:
        return view.wealth - self._task.vega_penalty * view.squared_vega

    def observations(self) -> Doubles:
        now, market = self._now, self._market
        deviation = max(market.model.spot_vol, 1e-3) * math.sqrt(self._task.horizon)
        usual = max(market.model.spot_vol**2, 1e-6)
        state = [
            squashed(np.log(now.spot / market.spot) / deviation),
            squashed(now.variance / usual - 1.0),
            now.time_left / self._task.horizon,
            squashed(now.net_vega / market.vega_limit),
        ]
        return np.column_stack([*state, now.inventory / market.inventory_limit])

    def is_finished(self) -> NDArray[np.bool_]:
        return self._now.is_finished

    def information(self) -> dict[str, Doubles]:
        names = ("wealth", "net_vega", "spot", "variance", "hedge", "time_left")
        return {name: getattr(self._now, name) for name in names}


class OptionMarketMakingEnv(BatchEnv):
    """Quote a strip of options of several strikes and expiries on one underlying.

    Parameters
    ----------
    market, steps, horizon, greatest_offset, vega_penalty
        See `OptionMarketMakingTask`.

    Notes
    -----
    Action: offsets of the bids, then of the asks, of all options, as shares of `greatest_offset`.
    Observation: the log move of the spot from the start over its deviation to the horizon, the
    variance over its start less 1, and net vega over its limit, each x as x / (1 + abs(x)); time
    left over the horizon (the third number); then each inventory over its limit.

    Reward: what a step adds to W - phi int V^2 dt, of wealth W marked to the model and net vega V.
    With phi = gamma xi^2 / 8 the penalty is half the risk aversion times the variance that vega
    takes on where the root of the variance moves by xi / 2 a root of a year, as in the reference.
    Rewards are not discounted. The episode ends at the horizon (`terminated`).

    References
    ----------
    Baldacci, Bergault, Guéant, Algorithmic market making for options, Quantitative Finance 21 (1),
    2021, 85-97 (section 2).

    Verified by ``tests/unit/desk/markets/environments/test_option_market_making.py``.
    """

    def __init__(
        self,
        *,
        market: OptionMarket | None = None,
        steps: int = 60,
        horizon: float = 5.0 / 252.0,
        greatest_offset: float = 0.02,
        vega_penalty: float = 3e-4,
    ) -> None:
        task = OptionMarketMakingTask(
            market=market, steps=steps, horizon=horizon, greatest_offset=greatest_offset,
            vega_penalty=vega_penalty,
        )  # fmt: skip
        super().__init__(_OptionMakers(task, 1))


class OptionMarketMakingVectorEnv(BatchVectorEnv):
    """`OptionMarketMakingEnv`, many side by side.

    Parameters
    ----------
    num_envs : int
        At least 1.
    market, steps, horizon, greatest_offset, vega_penalty
        See `OptionMarketMakingTask`.

    Notes
    -----
    See `OptionMarketMakingEnv`, and `BatchVectorEnv` for seeds and autoreset. Verified by
    ``tests/unit/desk/markets/environments/test_option_market_making.py``.
    """

    def __init__(
        self,
        num_envs: int = 1,
        *,
        market: OptionMarket | None = None,
        steps: int = 60,
        horizon: float = 5.0 / 252.0,
        greatest_offset: float = 0.02,
        vega_penalty: float = 3e-4,
    ) -> None:
        task = OptionMarketMakingTask(
            market=market, steps=steps, horizon=horizon, greatest_offset=greatest_offset,
            vega_penalty=vega_penalty,
        )  # fmt: skip
        super().__init__(_OptionMakers(task, num_envs), num_envs)
