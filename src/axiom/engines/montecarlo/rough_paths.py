"""Simulators of the rough Bergomi model: the hybrid scheme."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo.lognormal_paths import log_growth
from axiom.engines.montecarlo.time_grid import TimeGrid
from axiom.kernels import _core
from axiom.kernels._core import Simulator
from axiom.market.spot_market import Market
from axiom.models import RoughBergomi
from axiom.models.term_structure import VolTermStructure

__all__ = ["MOST_ROUGH_STEPS", "rough_bergomi_simulator", "volterra_weights"]

Doubles = NDArray[np.float64]

MOST_ROUGH_STEPS = 2_000
"""Most steps of a path, whose weights take 8 bytes for each pair of steps."""


def volterra_weights(hurst: float, ends: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """Return how normal numbers make sqrt(2 H) int (t_i - s)^(H - 1/2) dZ_s at the starts of steps.

    Parameters
    ----------
    hurst : float
        H, in (0, 1/2].
    ends : ndarray of float64, (n,)
        Ends of the steps in years, ascending.

    Returns
    -------
    weights : ndarray of float64, (n, n)
        Row i holds what the increments of the steps before the last one weigh at the start of step
        i: the mean of the kernel over the step times the root of its length.
    along, across : ndarray of float64, (n,)
        Of the last step, the part along its own increment and the part across it.

    References
    ----------
    Bennedsen, Lunde, Pakkanen, Hybrid scheme for Brownian semistationary processes, Finance and
    Stochastics 21, 2017, 931-965 (pp. 937-940).
    """
    n, reach = len(ends), hurst + 0.5
    starts = np.concatenate([[0.0], ends[:-1]])
    widths = ends - starts
    ages = np.maximum(starts[:, None] - starts, 0.0), np.maximum(starts[:, None] - ends, 0.0)
    means = (ages[0] ** reach - ages[1] ** reach) / (reach * widths)
    weights = np.tril(math.sqrt(2.0 * hurst) * means * np.sqrt(widths), -2)
    spread = widths**hurst
    along = math.sqrt(2.0 * hurst) / reach * spread
    across = math.sqrt(max(1.0 - 2.0 * hurst / reach**2, 0.0)) * spread
    return weights.reshape(n, n), along, across


def rough_bergomi_simulator(model: RoughBergomi, market: Market, grid: TimeGrid) -> Simulator:
    """Make the simulator of one asset under the rough Bergomi model.

    Raises
    ------
    InvalidArgumentError
        If the grid has more than 2,000 steps.

    Notes
    -----
    The variance over a step is taken at its start, with the mean of the forward variance over the
    step, so that both the variance and the discounted price have the right mean at any step.

    Verified by ``tests/unit/engines/montecarlo/test_rough_bergomi_paths.py``.
    """
    ends = grid.ends
    if len(ends) > MOST_ROUGH_STEPS:
        raise InvalidArgumentError(
            f"the grid has {len(ends)} steps, rough Bergomi takes {MOST_ROUGH_STEPS}: raise "
            "longest_step"
        )
    widths = np.diff(ends, prepend=0.0)
    weights, along, across = volterra_weights(model.hurst, ends)
    # Y at a step's start: the last cell is the step before.
    variance = (weights**2).sum(axis=1)
    variance[1:] += along[:-1] ** 2 + across[:-1] ** 2
    level = _forward_variance(model, ends) * np.exp(-0.5 * model.eta**2 * variance)
    return _core.rough_bergomi_paths(
        grid.times,
        np.asarray(market.spots, dtype=np.float64),
        grid.monitor,
        model.eta,
        model.correlation,
        log_growth(market, grid, 0),
        widths,
        level,
        weights.ravel(),
        along,
        across,
    )


def _forward_variance(model: RoughBergomi, ends: Doubles) -> Doubles:
    """Return the mean of the forward variance over each step."""
    xi = model.forward_variance
    if isinstance(xi, VolTermStructure):
        return np.asarray(
            np.diff(xi.total_variance(ends), prepend=0.0) / np.diff(ends, prepend=0.0)
        )
    return np.full(len(ends), xi)
