"""Fit the local variance of one step to the quotes at its end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels import ImpliedVolStatus, greeks, implied_vol
from axiom.volatility.curves.andreasen_huge.step import Grid, solve, step
from axiom.volatility.curves.least_squares import minimise
from axiom.volatility.curves.objective import misfit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.objective import QuoteSettings, SmileData

__all__ = ["Step", "implied_variances"]

_FAINT = 1e-3
_LEAST_PRICE = 1e-250
_LEAST = 1e-4
_TRUSTED = 0.7  # prices near the ends of the grid feel that they are zero there
_DOWN, _UP = 25.0, 12.0


@dataclass(frozen=True, slots=True)
class Step:
    """The step to one expiry: prices before, quotes after, knots of the logarithm of variance.

    Attributes
    ----------
    grid : Grid
        Of n nodes.
    before : ndarray of float64, (n,)
        Time values at the expiry before.
    data : SmileData
        Quotes (m,).
    knots : ndarray of float64, (p,)
        Log-moneyness of the knots of log(local variance times length of the step).
    start : float
        Where its search starts.
    roughness : float
        Weight of its second differences.
    """

    grid: Grid
    before: NDArray[np.float64]
    data: SmileData
    knots: NDArray[np.float64]
    start: float
    roughness: float

    def fitted(self, settings: QuoteSettings, evaluations: int) -> NDArray[np.float64]:
        """Find the logarithm of local variance at the knots, (p,)."""
        z = np.full(self.knots.size, self.start)
        for widen in (5.0, 1.0):
            problem = _Search(self, settings, widen * settings.loss_scale)
            z = minimise(
                problem.residuals, problem.jacobian, z, evaluations=evaluations, tolerance=1e-4
            ).x
        return z

    def variance(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Local variance times the length of the step, at the nodes."""
        return np.exp(np.asarray(np.interp(self.grid.log_moneyness, self.knots, self.held(z))))

    def held(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give logarithms of local variance that do not overflow."""
        return np.clip(z, self.start - _DOWN, self.start + _UP)

    def after(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Time values at the end of the step."""
        return step(self.grid, self.before, self.variance(z))


class _Search:
    """Residuals and their Jacobian; misfit in vol is misfit in price over vega."""

    def __init__(self, of: Step, settings: QuoteSettings, loss_scale: float) -> None:
        data, grid = of.data, of.grid
        strike = np.exp(data.log_moneyness)
        is_call = data.log_moneyness > 0.0
        black = greeks(forward=1.0, strike=strike, expiry=data.years, vol=data.vol, is_call=is_call)
        self.of, self.settings, self.loss_scale = of, settings, loss_scale
        self.mid, self.vega = np.asarray(black.price), np.asarray(black.vega)
        self.rows = interpolation(grid, strike)
        self.intrinsic = np.maximum(1.0 - grid.moneyness, 0.0)
        self.less = np.maximum(1.0 - strike, 0.0)
        unit = np.eye(of.knots.size)
        self.hats = np.stack([np.interp(grid.log_moneyness, of.knots, row) for row in unit], axis=1)
        bend = np.diff(unit, 2, axis=0) if of.knots.size > 2 else np.zeros((0, of.knots.size))
        self.smoothing = np.concatenate([of.roughness * bend, _FAINT * unit])

    def residuals(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        quotes = misfit(self._vol(self.of.after(z)), self.of.data, self.settings, self.loss_scale)
        return np.concatenate([quotes, self.smoothing @ (z - self.of.start)])

    def jacobian(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        grid, values = self.of.grid, self.of.after(z)
        diffusion = 0.5 * self.of.variance(z) * grid.moneyness**2
        right = (diffusion * grid.second(values))[:, None] * self.hats
        right[[0, -1]] = 0.0
        nodes, weights = self.rows
        by_z = np.einsum("qi,qip->qp", weights, solve(grid, diffusion, right)[nodes])
        vol, h = self._vol(values), 1e-7
        at = [misfit(vol + x, self.of.data, self.settings, self.loss_scale) for x in (-h, h)]
        slope = (at[1] - at[0]) / (2.0 * h)
        by_vol = by_z / self.vega[:, None]
        quotes = slope[:, None] * np.concatenate([by_vol, by_vol])
        return np.concatenate([quotes, self.smoothing])

    def _vol(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        nodes, weights = self.rows
        calls = np.sum(weights * (values + self.intrinsic)[nodes], axis=1)
        return np.asarray(self.of.data.vol + (calls - self.less - self.mid) / self.vega)


def interpolation(
    grid: Grid, moneyness: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Nodes and weights, (m, 4) each, of cubic interpolation of call prices in moneyness."""
    at = np.searchsorted(grid.moneyness, moneyness, side="right")
    first = np.clip(at - 2, 0, grid.moneyness.size - 4)
    nodes = first[:, None] + np.arange(4)
    x = grid.moneyness[nodes]
    weights = np.ones_like(x)
    for i in range(4):
        for j in range(4):
            if i != j:
                weights[:, i] *= (moneyness - x[:, j]) / (x[:, i] - x[:, j])
    return nodes, weights


def implied_variances(
    grid: Grid, values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and total variances implied by their time values, where the price identifies them."""
    vol, status = implied_vol(
        price=np.maximum(values, 0.0),
        forward=1.0,
        strike=grid.moneyness,
        expiry=1.0,
        is_call=grid.log_moneyness >= 0.0,
        return_status=True,
    )
    fine = (status == ImpliedVolStatus.OK) & (values > _LEAST_PRICE)
    fine &= np.abs(grid.log_moneyness) <= _TRUSTED * grid.log_moneyness[-1]
    low = grid.kink - int(np.argmin(fine[grid.kink :: -1])) + 1
    high = grid.kink + int(np.argmin(fine[grid.kink :])) - 1
    return grid.log_moneyness[low : high + 1], vol[low : high + 1] ** 2


def start_of(variance: float, variance_before: float) -> float:
    """Logarithm of local variance times step of a flat smile that reaches the next level."""
    return math.log(max(variance - variance_before, _LEAST * variance))
