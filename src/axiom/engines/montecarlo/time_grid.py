"""`TimeGrid`: the steps of a simulation, and which end at a time that a contract watches."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError

__all__ = ["MAX_STEPS", "TimeGrid", "increments"]

MAX_STEPS = 100_000
"""Most steps of a path."""


def increments(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much values rise from one to the next, the first from 0, shape (n, ...)."""
    out = np.array(values, dtype=np.float64)
    out[1:] -= values[:-1]
    return out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeGrid:
    """Steps of equal length between the times that a contract watches.

    Parameters
    ----------
    times : array_like, (n,)
        Years, ascending, above 0.
    counts : array_like of int, (n,)
        Steps that lead to each of them from the one before, at least 1 each.

    Raises
    ------
    InvalidArgumentError
        If times do not ascend, or there are too many steps.

    Verified by ``tests/unit/engines/montecarlo/test_time_grid.py``.
    """

    times: NDArray[np.float64]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Check the times and counts."""
        times = np.atleast_1d(np.ascontiguousarray(self.times, dtype=np.float64))
        counts = np.ascontiguousarray(np.broadcast_to(self.counts, times.shape), dtype=np.int64)
        if times.ndim != 1 or not len(times) or not (increments(times) > 0.0).all():
            raise InvalidArgumentError(
                "times do not ascend from above 0: sort them, without doubles and the present"
            )
        if not np.isfinite(times[-1]) or counts.min() < 1 or counts.sum() > MAX_STEPS:
            raise InvalidArgumentError(
                f"counts ask for {counts.sum()} steps to {times[-1]:.6g} years: give at least one "
                f"step a time and at most {MAX_STEPS} in all"
            )
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "counts", counts)

    @classmethod
    def of(cls, times: ArrayLike, *, longest_step: float = math.inf) -> TimeGrid:
        """Return the grid whose steps are no longer than so many years, above 0."""
        if not longest_step > 0.0:
            raise InvalidArgumentError(f"longest_step={longest_step!r}: give years, above 0")
        widths = increments(np.atleast_1d(np.asarray(times, dtype=np.float64)))
        counts = np.ceil(np.minimum(widths / longest_step, 2.0 * MAX_STEPS) * (1.0 - 1e-12))
        return cls(
            times=np.asarray(times), counts=np.nan_to_num(np.maximum(counts, 1.0)).astype(np.int64)
        )

    def moved(self, times: ArrayLike) -> TimeGrid:
        """Return it with other times and as many steps, as finite differences in time ask for."""
        return TimeGrid(times=np.asarray(times, dtype=np.float64), counts=self.counts)

    @property
    def doubled(self) -> TimeGrid:
        """It with twice as many steps."""
        return TimeGrid(times=self.times, counts=2 * self.counts)

    @property
    def is_even(self) -> bool:
        """Whether an even number of steps leads to some of the times, so that it can be halved."""
        return bool((self.counts % 2 == 0).any())

    @property
    def halved(self) -> TimeGrid:
        """It with half as many steps where their number is even, to see what the steps cost."""
        counts = np.where(self.counts % 2 == 0, self.counts // 2, self.counts)
        return TimeGrid(times=self.times, counts=counts)

    @property
    def ends(self) -> NDArray[np.float64]:
        """Ends of the steps in years, shape (steps,)."""
        begin = np.cumsum(self.counts) - self.counts
        after = np.arange(1, int(self.counts.sum()) + 1) - np.repeat(begin, self.counts)
        widths = increments(self.times)
        share = after / np.repeat(self.counts, self.counts)
        return np.repeat(self.times - widths, self.counts) + np.repeat(widths, self.counts) * share

    @property
    def starts(self) -> NDArray[np.float64]:
        """Starts of the steps in years, shape (steps,)."""
        return np.concatenate([[0.0], self.ends[:-1]])

    @property
    def monitor(self) -> NDArray[np.int64]:
        """Number of the time that ends a step, -1 where none does, shape (steps,)."""
        numbers = np.full(int(self.counts.sum()), -1, dtype=np.int64)
        numbers[np.cumsum(self.counts) - 1] = np.arange(len(self.times))
        return numbers
