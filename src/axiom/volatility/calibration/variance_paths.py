"""Paths of a rough variance on one set of random numbers, with derivatives in the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo.rough_paths import volterra_weights
from axiom.kernels.random_numbers import LANES, draw_normals, sobol_source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["GROUPS", "PathSums", "VariancePaths"]

GROUPS: Final = 8
"""Scrambles that the paths are split over."""
_STEPS: Final = 64  # pairs of them, beside those that end at expiries
_STEP_IN_HURST: Final = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSums:
    """What options need to know of the paths at each expiry.

    Attributes
    ----------
    integral : ndarray of float64, (paths, expiries)
        Integral of the variance to the expiry.
    noise : ndarray of float64, (paths, expiries)
        Integral of its root in its own Brownian motion.
    integral_slopes, noise_slopes : ndarray of float64, (parameters, paths, expiries)
        Their derivatives in the levels of forward variance, the Hurst exponent and eta.
    """

    integral: Floats
    noise: Floats
    integral_slopes: Floats
    noise_slopes: Floats


class VariancePaths:
    """Paths of the rough Bergomi variance by the hybrid scheme, from scrambled Sobol points.

    Parameters
    ----------
    years : ndarray of float64, (expiries,)
        Ascending, above 0.
    nodes : ndarray of float64, (levels,)
        Where each level of forward variance ends; the last is the last expiry.
    paths : int
        A multiple of 512, so many points for each of eight scrambles.
    seed : int
        Of the scrambles.

    Raises
    ------
    InvalidArgumentError
        If the number of paths is no multiple of 512, or the seed is outside its domain.

    Notes
    -----
    Steps grow in proportion to the root of time, come in pairs of equal length, and a pair ends at
    every expiry. The variance over a step is taken at its start; its mean is the level, exactly.
    Holding it over a pair shows what the steps cost.

    Verified by ``tests/unit/volatility/calibration/test_rough_bergomi.py``.
    """

    def __init__(self, *, years: Floats, nodes: Floats, paths: int, seed: int) -> None:
        block = GROUPS * LANES
        if isinstance(paths, bool) or not isinstance(paths, int) or paths < 1 or paths % block:
            raise InvalidArgumentError(f"paths={paths!r}: give a multiple of {block}, such as 4096")
        graded = years[-1] * (np.arange(1, _STEPS) / _STEPS) ** 2
        near = np.abs(graded[:, None] - years).min(axis=1) < 0.2 * np.diff(graded, prepend=0.0)
        pairs = np.unique(np.concatenate([graded[~near], years]))
        middles = pairs - 0.5 * np.diff(pairs, prepend=0.0)
        self._ends = np.stack([middles, pairs], axis=1).ravel()
        self._widths = np.diff(self._ends, prepend=0.0)
        last = np.searchsorted(self._ends, years)
        self._first = np.concatenate([[0], last[:-1] + 1])
        self._level_of = np.searchsorted(nodes, self._ends)
        self._is_of_level = np.arange(nodes.size)[:, None, None] == self._level_of[last]
        self._along, self._across = self._draw(paths, seed)

    @property
    def groups(self) -> int:
        """How many independent groups the paths are in, in their order."""
        return GROUPS

    def sums(self, levels: Floats, *, hurst: float, eta: float) -> tuple[PathSums, PathSums]:
        """Simulate under parameters, step by step and with the variance held over pairs of steps.

        Levels of forward variance are above 0, 0 < hurst <= 1/2, eta >= 0.
        """
        volterra, variance = self._volterra(hurst)
        at = max(hurst - _STEP_IN_HURST, 0.5 * hurst), min(hurst + _STEP_IN_HURST, 0.5)
        (low, low_variance), (high, high_variance) = (self._volterra(h) for h in at)
        move = eta * (high - low) - 0.5 * eta**2 * (high_variance - low_variance)
        log = eta * volterra - 0.5 * eta**2 * variance
        slopes = move / (at[1] - at[0]), volterra - eta * variance
        return (
            self._summed(log, slopes, levels),
            self._summed(_held(log), tuple(_held(one) for one in slopes), levels),
        )

    def _summed(self, log: Floats, slopes: tuple[Floats, ...], levels: Floats) -> PathSums:
        """Sum paths of the log of variance over its mean, with its slopes in hurst and eta."""
        integral = levels[self._level_of] * np.exp(log) * self._widths
        noise = np.sqrt(integral) * self._along
        sums, noise_sums = self._between_expiries(integral), self._between_expiries(noise)
        share = self._is_of_level / levels[:, None, None]
        others = [self._between_expiries(integral * one) for one in slopes]
        noise_others = [self._between_expiries(0.5 * noise * one) for one in slopes]
        return PathSums(
            integral=np.cumsum(sums, axis=-1),
            noise=np.cumsum(noise_sums, axis=-1),
            integral_slopes=np.cumsum(np.concatenate([share * sums, others]), axis=-1),
            noise_slopes=np.cumsum(
                np.concatenate([0.5 * share * noise_sums, noise_others]), axis=-1
            ),
        )

    def _volterra(self, hurst: float) -> tuple[Floats, Floats]:
        """Return Y at the starts of steps (paths, steps) and its variance (steps,)."""
        weights, along, across = volterra_weights(hurst, self._ends)
        rows = np.arange(1, along.size)
        weights[rows, rows - 1] = along[:-1]
        variance = (weights**2).sum(axis=1)
        variance[1:] += across[:-1] ** 2
        volterra = self._along @ weights.T
        volterra[:, 1:] += self._across[:, :-1] * across[:-1]
        return volterra, variance

    def _between_expiries(self, steps: Floats) -> Floats:
        """Sum steps (paths, steps) from each expiry to the next, (paths, expiries)."""
        return np.asarray(np.add.reduceat(steps, self._first, axis=1))

    def _draw(self, paths: int, seed: int) -> tuple[Floats, Floats]:
        """Draw the increments of the variance's noise and what the last cells add, normalised."""
        steps = self._ends.size
        source = sobol_source(seed=seed, years=self._ends, dimensions=2 * steps)
        blocks = range(paths // (GROUPS * LANES))
        drawn = [
            draw_normals(source, group=group, block=block, steps=steps, factors=2)
            for group in range(GROUPS)
            for block in blocks
        ]
        both = np.concatenate(drawn, axis=2)
        return np.ascontiguousarray(both[:, 0].T), np.ascontiguousarray(both[:, 1].T)


def _held(steps: Floats) -> Floats:
    """Give the second step of each pair what the first has."""
    return np.repeat(steps[:, ::2], 2, axis=1)
