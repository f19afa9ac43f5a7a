"""`Hedging-v0`: hedge an option with costs, as Gymnasium environments.

They need the extra ``environments``, which `axiom.desk.markets.environments` asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.hedging.paths import simulate_hedging_paths
from axiom.desk.hedging.setup import HedgingSetup, cao_chen_hull_poulos
from axiom.desk.markets.environments.base import BatchEnv, BatchVectorEnv, squashed
from axiom.kernels import greeks
from axiom.kernels.arrays import check_threads
from axiom.kernels.hedging import LANES

if TYPE_CHECKING:
    from typing import Any

__all__ = ["HedgingEnv", "HedgingTask", "HedgingVectorEnv"]

Doubles = NDArray[np.float64]

_BOUNDS: Final = np.array([0.0, 0.0, -1.0, -1.0, 0.0]), np.ones(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgingTask:
    """What an environment of one hedged option asks.

    Parameters
    ----------
    setup : HedgingSetup, optional
        Without a second option. By default three months of daily hedges at costs of 1 %, as in Cao,
        Chen, Hull and Poulos.
    threads : int
        At least 1; results do not depend on it.

    Raises
    ------
    InvalidArgumentError
        If setup is not one, or has a second option.

    Verified by ``tests/unit/desk/hedging/test_environment.py``.
    """

    setup: HedgingSetup | None = None
    threads: int = 1

    def __post_init__(self) -> None:
        """Check the set-up."""
        check_threads(self.threads)
        if self.setup is not None and not isinstance(self.setup, HedgingSetup):
            raise InvalidArgumentError(f"setup={self.setup!r}: give a HedgingSetup")
        if self.setup is not None and self.setup.second is not None:
            raise InvalidArgumentError(
                "setup has a second option, which the environment does not trade: leave it out"
            )


class _Hedgers:
    """Episodes of hedgers; everything is per option sold and discounted to now."""

    def __init__(self, task: HedgingTask, count: int) -> None:
        setup = task.setup or cao_chen_hull_poulos()["3 months daily"]
        self._setup, self._threads = setup, task.threads
        self._places = np.arange(count)
        self._block_of: list[tuple[int, int] | None] = [None] * count
        self._blocks: list[tuple[Doubles, Doubles] | None] = [None] * count
        times = setup.hedges + 1
        self._spots = np.full((times, count), setup.spot)
        self._vols = np.full((times, count), setup.quoted_vol)
        self._at = np.full(count, setup.hedges)
        self._held, self._loss, self._trading = np.zeros((3, count))
        self._value = np.zeros(count)
        self._call = 1.0 if setup.option.is_call else -1.0
        self._sign = 1.0 if setup.is_short else -1.0

    @property
    def observation_bounds(self) -> tuple[Doubles, Doubles]:
        return _BOUNDS

    @property
    def action_size(self) -> int:
        return 1

    def restart(self, places: Sequence[int], seeds: Sequence[int], episodes: Sequence[int]) -> None:
        for place, seed, episode in zip(places, seeds, episodes, strict=True):
            spots, vols = self._block(place, seed, episode // LANES)
            self._spots[:, place] = spots[:, episode % LANES]
            self._vols[:, place] = vols[:, episode % LANES]
        chosen = list(places)
        self._at[chosen] = 0
        for kept in (self._held, self._loss, self._trading):
            kept[chosen] = 0.0
        self._value[chosen] = self._setup.premium

    def _block(self, place: int, seed: int, number: int) -> tuple[Doubles, Doubles]:
        """Return spots and vols of a block of paths, (hedges + 1, 64), kept for the next ones."""
        kept = self._blocks[place]
        if kept is None or self._block_of[place] != (seed, number):
            paths = simulate_hedging_paths(
                self._setup,
                n_paths=LANES,
                seed=seed,
                first_path=number * LANES,
                threads=self._threads,
            )
            kept = paths.spots[0], paths.vols[0]
            self._blocks[place], self._block_of[place] = kept, (seed, number)
        return kept

    def advance(self, actions: Doubles, chosen: NDArray[np.bool_]) -> Doubles:
        setup = self._setup
        now = np.minimum(self._at, setup.hedges - 1)
        spot, later = self._spots[now, self._places], self._spots[now + 1, self._places]
        discount, ahead = self._discount(now), self._discount(now + 1)
        target = self._call * actions[:, 0]
        spent = setup.cost * np.abs(target - self._held) * spot * discount
        closing = setup.cost * np.abs(target) * later * ahead
        spent = spent + np.where(now + 1 == setup.hedges, closing, 0.0)
        value = self._discounted_value(now + 1)
        gained = target * (later * ahead - spot * discount) - (value - self._value)
        reward = np.where(chosen, self._sign * gained - spent, 0.0)
        self._held = np.where(chosen, target, self._held)
        self._value = np.where(chosen, value, self._value)
        self._trading = self._trading + np.where(chosen, spent, 0.0)
        self._loss = self._loss - reward
        self._at = np.where(chosen, now + 1, self._at)
        return reward

    def _discount(self, number: NDArray[np.int64]) -> Doubles:
        return np.asarray(np.exp(-self._setup.rate * self._setup.interval * number))

    def _discounted_value(self, number: NDArray[np.int64]) -> Doubles:
        """Return the option's quoted value at its time; at expiry the payoff."""
        found = self._greeks(number, "price").price
        return np.asarray(found) * self._discount(number)

    def _greeks(self, number: NDArray[np.int64], name: str) -> Any:
        option = self._setup.option
        return greeks(
            spot=self._spots[number, self._places],
            strike=option.strike,
            expiry=self._setup.interval * (self._setup.hedges - number),
            vol=self._vols[number, self._places],
            rate=self._setup.rate,
            is_call=option.is_call,
            only=(name,),
        )

    def observations(self) -> Doubles:
        setup = self._setup
        spot, vol = self._spots[self._at, self._places], self._vols[self._at, self._places]
        width = setup.quoted_vol * np.sqrt(setup.option.expiry)
        return np.column_stack(
            [
                self._call * self._held,
                1.0 - self._at / setup.hedges,
                squashed(np.log(spot / setup.option.strike) / width),
                squashed(np.log(vol / setup.quoted_vol)),
                np.clip(self._call * np.asarray(self._greeks(self._at, "delta").delta), 0.0, 1.0),
            ]
        )

    def is_finished(self) -> NDArray[np.bool_]:
        return np.asarray(self._at == self._setup.hedges)

    def information(self) -> dict[str, Doubles]:
        return {
            "loss": self._loss.copy(),
            "trading": self._trading.copy(),
            "spot": self._spots[self._at, self._places],
            "vol": self._vols[self._at, self._places],
            "holding": self._sign * self._held,
        }


class HedgingEnv(BatchEnv):
    """Hedge one option that was sold or bought, at every hedge of a set-up.

    Parameters
    ----------
    setup, threads
        See `HedgingTask`.

    Notes
    -----
    Action: units of the underlying to hold against one option sold, from 0 to 1; short for a put
    and, mirrored, for an option bought. Observation: that holding; time left over the expiry; with
    x / (1 + abs(x)) for x, ln(S / K) over the quoted vol times the root of the expiry, and ln of
    the quoted vol over that at the start; the Black-Scholes delta at the quoted vol, as the action
    is.

    Reward: what a step adds to wealth with the option marked to its quote, in money discounted to
    the start: the gain of the holding less that of the option and the costs of trading, with those
    of closing in the last step (the accounting formulation). The rewards of an episode sum to minus
    the loss that `hedging_costs` finds on the same path: episode i of seed s is path i of seed s.

    Paths are simulated in blocks of 64. The episode ends at expiry (`terminated`); nothing is
    truncated. Verified by ``tests/unit/desk/hedging/test_environment.py``.
    """

    def __init__(self, *, setup: HedgingSetup | None = None, threads: int = 1) -> None:
        super().__init__(_Hedgers(HedgingTask(setup=setup, threads=threads), 1))


class HedgingVectorEnv(BatchVectorEnv):
    """`HedgingEnv`, many side by side.

    Parameters
    ----------
    num_envs : int
        At least 1.
    setup, threads
        See `HedgingTask`.

    Notes
    -----
    See `HedgingEnv`, and `BatchVectorEnv` for seeds and autoreset. Verified by
    ``tests/unit/desk/hedging/test_environment.py``.
    """

    def __init__(
        self, num_envs: int = 1, *, setup: HedgingSetup | None = None, threads: int = 1
    ) -> None:
        task = HedgingTask(setup=setup, threads=threads)
        super().__init__(_Hedgers(task, num_envs), num_envs)
