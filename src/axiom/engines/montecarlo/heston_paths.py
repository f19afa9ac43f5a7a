"""Simulators of Heston's and Bates' models: the quadratic-exponential scheme."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from axiom.engines.montecarlo.jump_tails import jump_drift, jump_tails
from axiom.engines.montecarlo.lognormal_paths import log_growth
from axiom.engines.montecarlo.time_grid import TimeGrid
from axiom.kernels import _core
from axiom.kernels._core import Simulator
from axiom.market.spot_market import Market
from axiom.models import Bates, Heston

__all__ = ["heston_coefficients", "heston_simulator"]

Doubles = NDArray[np.float64]

_LEAST_VOL_OF_VOL = 1e-8


def heston_coefficients(model: Heston, drift: Doubles, widths: Doubles) -> Doubles:
    """Return what the scheme takes for each step, shape (steps, 11).

    In order: the drift of ln S, exp(-kappa h), what the mean of v gains, slope and intercept of the
    variance of v, K1, K2, K3 = K4, A = K2 + K4 / 2, K0 without the martingale correction, h / 2.

    References
    ----------
    Andersen, Simple and efficient simulation of the Heston stochastic volatility model, Journal of
    Computational Finance 11 (3), 2008, 1-42 (pp. 13-22).
    """
    kappa, theta, xi = model.mean_reversion, model.long_variance, model.vol_of_vol
    decay = np.exp(-kappa * widths)
    # (1 - exp(-kappa h)) / kappa, whose limit without mean reversion is h.
    reach = -np.expm1(-kappa * widths) / kappa if kappa > 0.0 else widths
    # Without vol of vol v is certain, and the correlation has nothing to act on.
    slope = model.correlation / xi if xi > _LEAST_VOL_OF_VOL else 0.0
    free = 1.0 - model.correlation**2 if xi > _LEAST_VOL_OF_VOL else 1.0
    lean = 0.5 * widths * (kappa * slope - 0.5)
    noise = 0.5 * widths * free
    columns = (
        drift,
        decay,
        theta * kappa * reach,
        xi * xi * decay * reach,
        0.5 * theta * xi * xi * kappa * reach * reach,
        lean - slope,
        lean + slope,
        noise,
        lean + slope + 0.5 * noise,
        -slope * kappa * theta * widths,
        0.5 * widths,
    )
    return np.ascontiguousarray(np.column_stack(columns))


def heston_simulator(model: Heston | Bates, market: Market, grid: TimeGrid) -> Simulator:
    """Make the simulator of one asset under Heston's or Bates' model.

    Notes
    -----
    v by matching its first two moments with a quadratic or an exponential law, ln S with central
    weights and the correction that makes the discounted price a martingale at any step. Jumps are
    exact. The weak error falls with the step and is stated by comparing two of them.

    Verified by ``tests/unit/engines/montecarlo/test_heston_paths.py``.
    """
    heston = model if isinstance(model, Heston) else model.heston
    widths = np.diff(grid.ends, prepend=0.0)
    drift = log_growth(market, grid, 0)
    tails, mean, vol = np.zeros((len(widths), 0)), 0.0, 0.0
    if isinstance(model, Bates):
        mean, vol = model.jump_mean, model.jump_vol
        tails = jump_tails(model.jump_intensity, widths)
        drift = drift + jump_drift(model.jump_intensity, mean, vol) * widths
    return _core.heston_paths(
        grid.times,
        np.asarray(market.spots, dtype=np.float64),
        grid.monitor,
        heston.initial_variance,
        heston_coefficients(heston, drift, widths),
        mean,
        vol,
        tails,
    )
