"""`MarketMaking-v0`: quote one asset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.desk.markets.arrivals import PoissonArrivals
from axiom.desk.markets.environments.base import BatchEnv, BatchVectorEnv, squashed
from axiom.desk.markets.maker_market import MakerMarket
from axiom.desk.markets.mids import BachelierMid
from axiom.desk.markets.stepping import MakerStepper, MakerView
from axiom.desk.quoting.fill_intensities import ExponentialIntensity

__all__ = ["MarketMakingEnv", "MarketMakingTask", "MarketMakingVectorEnv"]

Doubles = NDArray[np.float64]

_BOUNDS = np.array([-1.0, 0.0, -1.0, 0.0, 0.0]), np.ones(5)


def _usual_market() -> MakerMarket:
    return MakerMarket(
        mid=BachelierMid(start=100.0, vol=2.0),
        arrivals=PoissonArrivals(intensity=ExponentialIntensity(scale=140.0, decay=1.5)),
        inventory_limit=10,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketMakingTask:
    """What an environment of one asset asks.

    Parameters
    ----------
    market : MakerMarket, optional
        By default a Bachelier mid of vol 2, fills at the rate 140 exp(-1.5 offset), and ten units
        of inventory at most.
    steps : int
        Decisions in an episode, at least 1.
    horizon : float
        In the market's unit of time, above 0.
    greatest_offset : float
        In price, above 0: the offset of an action of 1.
    inventory_penalty : float
        phi, in money per squared unit and unit of time, 0 or more. The default is
        gamma sigma^2 / 2 of a risk aversion of 0.1 and a vol of 2.
    threads : int
        At least 1; results do not depend on it.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Verified by ``tests/unit/desk/markets/environments/test_market_making.py``.
    """

    market: MakerMarket | None = None
    steps: int = 200
    horizon: float = 1.0
    greatest_offset: float = 4.0
    inventory_penalty: float = 0.2
    threads: int = 1

    def __post_init__(self) -> None:
        """Check the domain of what is not checked elsewhere."""
        if self.market is not None and not isinstance(self.market, MakerMarket):
            raise InvalidArgumentError(
                f"market is {type(self.market).__name__}: give a MakerMarket"
            )
        number(self, "greatest_offset", above=0.0)
        number(self, "inventory_penalty", least=0.0)


class _Makers:
    """Episodes of makers of one asset."""

    def __init__(self, task: MarketMakingTask, count: int) -> None:
        self._task = task
        self._market = task.market or _usual_market()
        self._stepper = MakerStepper(
            self._market,
            n_episodes=count,
            steps=task.steps,
            horizon=task.horizon,
            threads=task.threads,
        )
        self._now = self._before = self._stepper.view()
        self._is_new = np.ones(count, dtype=bool)

    @property
    def observation_bounds(self) -> tuple[Doubles, Doubles]:
        return _BOUNDS

    @property
    def action_size(self) -> int:
        return 2

    def restart(self, places: Sequence[int], seeds: Sequence[int], episodes: Sequence[int]) -> None:
        self._stepper.restart(seeds=seeds, episodes=episodes, chosen=places)
        self._now = self._stepper.view()
        self._is_new[list(places)] = True

    def advance(self, actions: Doubles, chosen: NDArray[np.bool_]) -> Doubles:
        self._before = self._now
        bid, ask = np.ascontiguousarray(self._task.greatest_offset * actions.T)
        self._now = self._stepper.step(bid=bid, ask=ask, chosen=chosen)
        self._is_new[chosen] = False
        return self._objective(self._now) - self._objective(self._before)

    def _objective(self, view: MakerView) -> Doubles:
        return view.wealth - self._task.inventory_penalty * view.squared_inventory

    def observations(self) -> Doubles:
        now, before = self._now, self._before
        moved = (now.mid - before.mid) / self._task.greatest_offset
        changes = (moved, now.bid_fills - before.bid_fills, now.ask_fills - before.ask_fills)
        last = [squashed(np.where(self._is_new, 0.0, change)) for change in changes]
        stand = [
            now.inventory / self._market.inventory_limit,
            now.time_left / self._task.horizon,
        ]
        return np.column_stack([*stand, *last])

    def is_finished(self) -> NDArray[np.bool_]:
        return self._now.is_finished

    def information(self) -> dict[str, Doubles]:
        names = ("wealth", "inventory", "mid", "time_left")
        return {name: getattr(self._now, name) for name in names}


class MarketMakingEnv(BatchEnv):
    """Quote one asset around its mid.

    Parameters
    ----------
    market, steps, horizon, greatest_offset, inventory_penalty, threads
        See `MarketMakingTask`.

    Notes
    -----
    Action: offsets of bid and ask as shares of `greatest_offset`. Observation: inventory over its
    limit; time left over the horizon; the last move of the mid over `greatest_offset`, and the last
    numbers of fills of bid and ask, each x as x / (1 + abs(x)).

    Reward: what a step adds to W - phi int q^2 dt, with wealth W marked to mid. For a Bachelier mid
    of vol sigma and phi = gamma sigma^2 / 2 the sum over an episode is the wealth less half the
    risk aversion gamma times the variance that its inventory took on: in the mean the certainty
    equivalent under CARA utility to first order in gamma, but for the variance of the spread that
    fills earn, which is not penalised. Rewards are not discounted.

    The episode ends at the horizon (`terminated`); nothing is truncated. Verified by
    ``tests/unit/desk/markets/environments/test_market_making.py``.
    """

    def __init__(
        self,
        *,
        market: MakerMarket | None = None,
        steps: int = 200,
        horizon: float = 1.0,
        greatest_offset: float = 4.0,
        inventory_penalty: float = 0.2,
        threads: int = 1,
    ) -> None:
        task = MarketMakingTask(
            market=market, steps=steps, horizon=horizon, greatest_offset=greatest_offset,
            inventory_penalty=inventory_penalty, threads=threads,
        )  # fmt: skip
        super().__init__(_Makers(task, 1))


class MarketMakingVectorEnv(BatchVectorEnv):
    """`MarketMakingEnv`, many side by side in the compiled core.

    Parameters
    ----------
    num_envs : int
        At least 1.
    market, steps, horizon, greatest_offset, inventory_penalty, threads
        See `MarketMakingTask`.

    Notes
    -----
    See `MarketMakingEnv`, and `BatchVectorEnv` for seeds and autoreset. Verified by
    ``tests/unit/desk/markets/environments/test_market_making.py``.
    """

    def __init__(
        self,
        num_envs: int = 1,
        *,
        market: MakerMarket | None = None,
        steps: int = 200,
        horizon: float = 1.0,
        greatest_offset: float = 4.0,
        inventory_penalty: float = 0.2,
        threads: int = 1,
    ) -> None:
        task = MarketMakingTask(
            market=market, steps=steps, horizon=horizon, greatest_offset=greatest_offset,
            inventory_penalty=inventory_penalty, threads=threads,
        )  # fmt: skip
        super().__init__(_Makers(task, num_envs), num_envs)
