"""Episodes side by side as Gymnasium environments: one, or a vector of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["BatchEnv", "BatchVectorEnv", "EpisodeBatch", "squashed"]

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]

_LARGEST_SEED = 1 << 62


class EpisodeBatch(Protocol):
    """Episodes of a simulated market, each named by a seed and a number."""

    @property
    def observation_bounds(self) -> tuple[Doubles, Doubles]:
        """Least and greatest values of an observation, (features,)."""
        ...

    @property
    def action_size(self) -> int:
        """Numbers in an action, each in [0, 1]."""
        ...

    def restart(self, places: Sequence[int], seeds: Sequence[int], episodes: Sequence[int]) -> None:
        """Start episodes at their places."""
        ...

    def advance(self, actions: Doubles, chosen: NDArray[np.bool_]) -> Doubles:
        """Take a step in the chosen episodes; rewards, (episodes,)."""
        ...

    def observations(self) -> Doubles:
        """Observe all episodes, (episodes, features)."""
        ...

    def is_finished(self) -> NDArray[np.bool_]:
        """Tell which episodes are over, (episodes,)."""
        ...

    def information(self) -> dict[str, Doubles]:
        """Give what is worth knowing beside the observation, each (episodes,)."""
        ...


class BatchEnv(gymnasium.Env[Singles, Singles]):
    """One episode at a time of a batch of one.

    Parameters
    ----------
    batch : EpisodeBatch
        Of one episode.

    Notes
    -----
    `reset` with a seed starts episode 0 of that seed; without, the next episode of the same seed,
    or of one drawn afresh where none was given. Verified by
    ``tests/unit/desk/markets/environments/test_base.py``.
    """

    def __init__(self, batch: EpisodeBatch) -> None:
        self._batch = batch
        self.observation_space, self.action_space = _spaces(batch)
        self._seed: int | None = None
        self._episode = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Singles, dict[str, Any]]:
        """Start an episode.

        Parameters
        ----------
        seed : int, optional
            0 or more; 0 is a seed like others.
        options : dict, optional
            There are none.

        Raises
        ------
        InvalidArgumentError
            If options are given.
        """
        super().reset(seed=seed)
        _refuse_options(options)
        if seed is not None or self._seed is None:
            self._seed = int(self.np_random.integers(_LARGEST_SEED)) if seed is None else seed
            self._episode = 0
        else:
            self._episode += 1
        self._batch.restart([0], [self._seed], [self._episode])
        return self._observation(), self._information()

    def step(self, action: ArrayLike) -> tuple[Singles, float, bool, bool, dict[str, Any]]:
        """Take one step.

        Raises
        ------
        InvalidArgumentError
            If the action is outside its space, or the episode has not been started or is over.
        """
        if self._seed is None or self._batch.is_finished()[0]:
            raise InvalidArgumentError("the episode has not been started or is over: call reset")
        actions = _checked(np.asarray(action, dtype=np.float64)[np.newaxis], self._batch, 1)
        reward = float(self._batch.advance(actions, np.ones(1, dtype=bool))[0])
        finished = bool(self._batch.is_finished()[0])
        return self._observation(), reward, finished, False, self._information()

    def _observation(self) -> Singles:
        return np.asarray(self._batch.observations()[0], dtype=np.float32)

    def _information(self) -> dict[str, Any]:
        return {name: float(values[0]) for name, values in self._batch.information().items()}


class BatchVectorEnv(VectorEnv[Singles, Singles, NDArray[Any]]):
    """Episodes side by side, each started anew in the step after its end.

    Parameters
    ----------
    batch : EpisodeBatch
        Of `num_envs` episodes.
    num_envs : int
        At least 1.

    Notes
    -----
    With seed s, environment i is the single environment with seed s + i. The step after the end of
    an episode ignores its action, rewards 0 and observes the start of the next (Gymnasium's
    next-step autoreset). Verified by ``tests/unit/desk/markets/environments/test_base.py``.
    """

    metadata: dict[str, Any] = {  # noqa: RUF012
        "render_modes": [],
        "autoreset_mode": AutoresetMode.NEXT_STEP,
    }

    def __init__(self, batch: EpisodeBatch, num_envs: int) -> None:
        self._batch = batch
        self.num_envs = num_envs
        self.single_observation_space, self.single_action_space = _spaces(batch)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._seeds: list[int] | None = None
        self._episodes = [0] * num_envs
        self._over = np.zeros(num_envs, dtype=bool)

    def reset(
        self, *, seed: int | Sequence[int] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Singles, dict[str, Any]]:
        """Start all episodes.

        Parameters
        ----------
        seed : int or sequence of int, optional
            Of the first environment, those of the others follow; or one each.
        options : dict, optional
            There are none.

        Raises
        ------
        InvalidArgumentError
            If options or not as many seeds as environments are given.
        """
        _refuse_options(options)
        given = self._given_seeds(seed)
        if given is None and self._seeds is not None:
            self._episodes = [episode + 1 for episode in self._episodes]
        else:
            first = given or [int(self.np_random.integers(_LARGEST_SEED))]
            self._seeds = given or [first[0] + i for i in range(self.num_envs)]
            self._episodes = [0] * self.num_envs
        self._over[:] = False
        self._restart(range(self.num_envs))
        return self._observation(), self._information()

    def step(
        self, actions: ArrayLike
    ) -> tuple[Singles, NDArray[Any], NDArray[Any], NDArray[Any], dict[str, Any]]:
        """Take one step in every environment, or start it anew where its episode is over.

        Raises
        ------
        InvalidArgumentError
            If an action is outside its space, or `reset` has not been called.
        """
        if self._seeds is None:
            raise InvalidArgumentError("the episodes have not been started: call reset")
        chosen = ~self._over
        given = np.array(actions, dtype=np.float64)
        if len(given) == self.num_envs:
            given[self._over] = 0.0
        rewards = self._batch.advance(_checked(given, self._batch, self.num_envs), chosen)
        again = np.flatnonzero(self._over).tolist()
        for place in again:
            self._episodes[place] += 1
        self._restart(again)
        self._over = self._batch.is_finished().copy()
        truncated = np.zeros(self.num_envs, dtype=bool)
        rewards = np.where(chosen, rewards, 0.0)
        return self._observation(), rewards, self._over.copy(), truncated, self._information()

    def _given_seeds(self, seed: int | Sequence[int] | None) -> list[int] | None:
        if seed is None:
            super().reset()
            return None
        if isinstance(seed, int | np.integer):
            super().reset(seed=int(seed))
            return [int(seed) + i for i in range(self.num_envs)]
        seeds = [int(each) for each in seed]
        if len(seeds) != self.num_envs:
            raise InvalidArgumentError(
                f"seed has {len(seeds)} numbers: give one, or one for each of the {self.num_envs} "
                "environments"
            )
        super().reset(seed=seeds[0])
        return seeds

    def _restart(self, places: Sequence[int]) -> None:
        seeds = self._seeds or []
        self._batch.restart(places, [seeds[i] for i in places], [self._episodes[i] for i in places])

    def _observation(self) -> Singles:
        return np.asarray(self._batch.observations(), dtype=np.float32)

    def _information(self) -> dict[str, Any]:
        known: dict[str, Any] = dict(self._batch.information())
        return known | {f"_{name}": np.ones(self.num_envs, dtype=bool) for name in known}


def squashed(x: Doubles) -> Doubles:
    """Map numbers to (-1, 1), those of small size to about themselves."""
    return x / (1.0 + np.abs(x))


def _spaces(batch: EpisodeBatch) -> tuple[gymnasium.Space[Singles], gymnasium.Space[Singles]]:
    low, high = (bound.astype(np.float32) for bound in batch.observation_bounds)
    observations: Any = gymnasium.spaces.Box(low, high, dtype=np.float32)
    actions: Any = gymnasium.spaces.Box(0.0, 1.0, (batch.action_size,), dtype=np.float32)
    return observations, actions


def _checked(actions: Doubles, batch: EpisodeBatch, count: int) -> Doubles:
    if actions.shape != (count, batch.action_size):
        raise InvalidArgumentError(
            f"actions have shape {actions.shape}: give {(count, batch.action_size)}"
        )
    bad = ~((actions >= 0.0) & (actions <= 1.0))
    if bad.any():
        raise InvalidArgumentError(
            f"an action has {actions[bad].flat[0]}: give numbers from 0 to 1; clip what a policy "
            "draws beyond"
        )
    return actions


def _refuse_options(options: dict[str, Any] | None) -> None:
    if options:
        raise InvalidArgumentError(f"options={options!r}: there are none")
