"""Episodes side by side that are quoted step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.markets.compiled import checked_count, compiled, step_ends
from axiom.desk.markets.labels import Labels, checked_labels, started_mask
from axiom.desk.markets.simulation import rounded_out
from axiom.kernels import _core
from axiom.kernels.arrays import check_threads
from axiom.kernels.random_numbers import LANES

if TYPE_CHECKING:
    from axiom.desk.markets.maker_market import MakerMarket

__all__ = ["MakerStepper", "MakerView"]

Doubles = NDArray[np.float64]

_SEEN = (
    "mid", "inventory", "wealth", "squared_inventory", "bid_fills", "ask_fills", "bid_orders",
    "ask_orders",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MakerView:
    """Episodes after a step.

    Attributes
    ----------
    step : ndarray of int64, (n_episodes,)
        Steps done.
    time_left, mid, inventory, wealth : ndarray of float64, (n_episodes,)
    squared_inventory : ndarray of float64, (n_episodes,)
        Integral over time of the squared inventory, from the start of the episode.
    bid_fills, ask_fills, bid_orders, ask_orders : ndarray of float64, (n_episodes,)
        Units bought and sold and orders that came for each side, from the start of the episode.
    is_finished : ndarray of bool, (n_episodes,)

    Verified by ``tests/unit/desk/markets/test_stepping.py``.
    """

    step: NDArray[np.int64]
    time_left: Doubles
    mid: Doubles
    inventory: Doubles
    wealth: Doubles
    squared_inventory: Doubles
    bid_fills: Doubles
    ask_fills: Doubles
    bid_orders: Doubles
    ask_orders: Doubles
    is_finished: NDArray[np.bool_]


class MakerStepper:
    """Episodes of a maker whose quotes are given anew at every step.

    Parameters
    ----------
    market : MakerMarket
    n_episodes : int
        Side by side, at least 1.
    steps : int
        Equal steps to the horizon, at least 1.
    horizon : float
        Above 0, in the market's unit of time.
    threads : int
        At least 1; results do not depend on it.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    An episode is named by a seed and a number: the same name brings the same mid and the same
    orders, beside whichever others it runs. `simulate_market_making` with the same seed runs the
    episodes 0, 1, 2 and so on.

    Verified by ``tests/unit/desk/markets/test_stepping.py``.

    Examples
    --------
    >>> from axiom.desk import (
    ...     BachelierMid, ExponentialIntensity, MakerMarket, MakerStepper, PoissonArrivals,
    ... )
    >>> market = MakerMarket(
    ...     mid=BachelierMid(vol=2.0),
    ...     arrivals=PoissonArrivals(intensity=ExponentialIntensity(scale=140.0, decay=1.5)),
    ... )
    >>> stepper = MakerStepper(market, n_episodes=3, steps=100, horizon=1.0)
    >>> stepper.restart(seeds=[0, 0, 0], episodes=[0, 1, 2])
    >>> view = stepper.step(bid=0.7, ask=[0.7, 0.7, float("inf")])
    >>> view.step.tolist(), bool(view.inventory[2] >= 0)
    ([1, 1, 1], True)
    """

    def __init__(
        self,
        market: MakerMarket,
        *,
        n_episodes: int,
        steps: int,
        horizon: float,
        threads: int = 1,
    ) -> None:
        self._ready = compiled(market, step_ends(horizon, steps))
        self._count = checked_count("n_episodes", n_episodes)
        self._threads = check_threads(threads)
        self._steps = _core.MakerSteps(self._ready.terms, self._ready.ends, self._count)
        self._times_left = np.append(horizon - np.append(0.0, self._ready.ends[:-1]), 0.0)
        self._is_started = np.zeros(self._count, dtype=bool)

    def restart(
        self, *, seeds: ArrayLike, episodes: ArrayLike, chosen: ArrayLike | None = None
    ) -> None:
        """Start episodes.

        Parameters
        ----------
        seeds, episodes : array_like of int, (n,)
            Name of each episode, from 0 to 2^64 - 1.
        chosen : array_like of int, (n,), optional
            Their places; all by default.

        Raises
        ------
        InvalidArgumentError
            If the sizes differ, or a place, seed or number is outside its domain.
        """
        labels = checked_labels(self._count, seeds=seeds, episodes=episodes, chosen=chosen)
        if not len(labels.places):
            return
        self._steps.restart(labels.places, labels.seeds, labels.episodes, self._levels(labels))
        self._is_started[labels.places] = True

    def step(self, *, bid: ArrayLike, ask: ArrayLike, chosen: ArrayLike | None = None) -> MakerView:
        """Quote every episode that is not finished for one step.

        Parameters
        ----------
        bid, ask : array_like, (n_episodes,) or a number
            Offsets from the mid in price, 0 or more; inf is no quote.
        chosen : array_like of bool, (n_episodes,), optional
            Episodes that take the step; all by default.

        Returns
        -------
        MakerView

        Raises
        ------
        InvalidArgumentError
            If an offset is NaN or negative, or an episode has not been started.
        """
        mask = started_mask(chosen, self._is_started)
        offered = [self._offsets(name, value) for name, value in (("bid", bid), ("ask", ask))]
        self._steps.advance(offered[0], offered[1], mask.astype(np.uint8), self._threads)
        return self.view()

    def view(self) -> MakerView:
        """Return where the episodes stand."""
        done, *seen = np.ascontiguousarray(self._steps.observe().T)
        step = done.astype(np.int64)
        return MakerView(
            step=step,
            time_left=self._times_left[step],
            **dict(zip(_SEEN, seen, strict=True)),
            is_finished=step == len(self._ready.ends),
        )

    def _offsets(self, name: str, value: ArrayLike) -> Doubles:
        given = np.asarray(value, dtype=np.float64)
        if given.shape not in {(), (self._count,)}:
            raise InvalidArgumentError(
                f"{name} has shape {given.shape}: give a number or an array of {self._count}"
            )
        bad = ~(given >= 0.0)
        if bad.any():
            raise InvalidArgumentError(
                f"{name}={given[bad].flat[0]}: give offsets of 0 or more, inf for no quote"
            )
        market = self._ready.market
        kept = rounded_out(given, market) if market.latency is None else given
        return np.ascontiguousarray(np.broadcast_to(kept, (self._count,)))

    def _levels(self, labels: Labels) -> Doubles:
        """Give the levels of given mids, each under its own name."""
        levels = self._ready.motion.levels
        names = np.column_stack([labels.seeds, labels.episodes // LANES])
        # Paths of models are made by the block: episodes of one seed and block come together.
        blocks, which = np.unique(names, axis=0, return_inverse=True)
        order = np.argsort(which.ravel(), kind="stable")
        groups = np.split(order, np.cumsum(np.bincount(which.ravel()))[:-1])
        rows = np.empty((len(order), len(self._ready.motion.move_times) + 1))
        for (seed, block), here in zip(blocks.tolist(), groups, strict=True):
            made = levels(seed=seed, first=block * LANES, count=LANES, threads=self._threads)
            if len(made) == 1:
                return made
            rows[here] = made[labels.episodes[here] % LANES]
        return rows
