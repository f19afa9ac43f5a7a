"""Simulators of lognormal assets: one, several correlated, or one in a foreign currency."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from axiom.engines.montecarlo.time_grid import TimeGrid, increments
from axiom.kernels import _core
from axiom.kernels._core import Simulator
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Correlated, QuantoBlackScholes
from axiom.models.term_structure import VolTermStructure

__all__ = ["log_growth", "lognormal_simulator", "lower_factor", "quanto_simulator"]

Doubles = NDArray[np.float64]


def log_growth(market: Market, grid: TimeGrid, asset: int) -> Doubles:
    """Return ln of the growth of an asset's forward over each step, shape (steps,)."""
    return increments(np.log(market.growth(grid.ends, asset)))


def lower_factor(covariance: Doubles) -> Doubles:
    """Return lower triangular L with L L' = C; C of shape (..., n, n), positive semidefinite.

    A variance that rounding leaves below zero counts as zero.
    """
    n = covariance.shape[-1]
    factor = np.zeros_like(covariance)
    for j in range(n):
        left = covariance[..., j, j] - np.sum(factor[..., j, :j] ** 2, axis=-1)
        is_left = left > 1e-14 * covariance[..., j, j]
        pivot = np.sqrt(np.where(is_left, left, 0.0))
        factor[..., j, j] = pivot
        for i in range(j + 1, n):
            product = np.sum(factor[..., i, :j] * factor[..., j, :j], axis=-1)
            rest = covariance[..., i, j] - product
            factor[..., i, j] = np.where(is_left, rest, 0.0) / np.where(is_left, pivot, 1.0)
    return factor


def lognormal_simulator(
    model: BlackScholes | Correlated, market: Market, grid: TimeGrid
) -> Simulator:
    """Make the simulator of one or several assets under Black-Scholes, exact over every step."""
    models = model.models if isinstance(model, Correlated) else (model,)
    correlation = model.matrix if isinstance(model, Correlated) else np.ones((1, 1))
    assets = [single for single in models if isinstance(single, BlackScholes)]
    covariance = _step_covariance(assets, correlation, grid)
    growth = np.column_stack([log_growth(market, grid, i) for i in range(len(assets))])
    return _simulator(market, grid, growth, covariance)


def quanto_simulator(model: QuantoBlackScholes, market: Market, grid: TimeGrid) -> Simulator:
    """Make the simulator of a foreign asset under the measure of the currency that is paid."""
    asset = BlackScholes(vol=model.vol)
    ends = grid.ends
    foreign = np.array([market.foreign_rate_to(t) * t for t in ends])
    yielded = np.array([market.yield_to(t) * t for t in ends])
    drift = foreign - yielded - model.correlation * model.vol * model.fx_vol * ends
    growth = increments(drift)[:, None]
    return _simulator(market, grid, growth, _step_covariance([asset], np.ones((1, 1)), grid))


def _step_covariance(models: list[BlackScholes], correlation: Doubles, grid: TimeGrid) -> Doubles:
    """Integrate the covariance of the log returns over each step, shape (steps, n, n)."""
    ends = grid.ends
    nodes = [t for m in models if isinstance(m.vol, VolTermStructure) for t in m.vol.times]
    inside = [t for t in nodes if 0.0 < t < ends[-1]]
    cuts = np.union1d(ends, inside) if inside else ends
    # Between cuts every vol is constant, so that correlations carry over.
    pieces = increments(np.column_stack([m.total_variance(cuts) for m in models]))
    roots = np.sqrt(np.maximum(pieces, 0.0))
    covariance = roots[:, :, None] * roots[:, None, :] * correlation
    if not inside:
        return np.asarray(covariance)
    first = np.concatenate([[0], np.searchsorted(cuts, ends)[:-1] + 1])
    return np.asarray(np.add.reduceat(covariance, first, axis=0))


def _simulator(market: Market, grid: TimeGrid, growth: Doubles, covariance: Doubles) -> Simulator:
    variance = np.ascontiguousarray(np.diagonal(covariance, axis1=1, axis2=2))
    return _core.black_scholes_paths(
        grid.times,
        np.asarray(market.spots, dtype=np.float64),
        grid.monitor,
        (growth - 0.5 * variance).ravel(),
        lower_factor(covariance).ravel(),
        variance.ravel(),
        np.zeros(variance.size),
    )
