"""Rough Bergomi: parameters, starting points, and simulated prices with pathwise gradients."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.kernels import greeks
from axiom.models import RoughBergomi, VolTermStructure
from axiom.volatility.calibration.parameters import Box, Parameter
from axiom.volatility.calibration.variance_paths import VariancePaths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.calibration.data import Target
    from axiom.volatility.calibration.variance_paths import PathSums

__all__ = ["RoughBergomiProblem"]

_MOST_LEVELS: Final = 8
_DYNAMICS: Final = (
    Parameter("hurst", 1e-2, 0.5, True),
    Parameter("eta", 5e-2, 8.0, True),
    Parameter("correlation", -0.999, 0.999, False),
)


class RoughBergomiProblem:
    """Prices of a target's options under the rough Bergomi model, over the forward.

    Notes
    -----
    Forward variance is one level between each of at most eight expiries and the next. Given the
    variance's path the price is lognormal: an option is Black's formula with forward
    exp(rho M - rho^2 I / 2) and variance (1 - rho^2) I, I the integral of the variance and M that
    of its root in its own Brownian motion, averaged over the paths; its derivatives in the
    parameters are averages along the same paths. The same random numbers serve all parameters, so
    that prices are smooth in them. Prices are extrapolated from steps and pairs of steps to none,
    at the order min(3 H + 1/2, 1) of the scheme.

    References
    ----------
    .. [1] M. Romano, N. Touzi (1997), Contingent claims and market completeness in a stochastic
       volatility model, Mathematical Finance 7(4), 399-412.
    .. [2] R. McCrickerd, M. S. Pakkanen (2018), Turbocharging Monte Carlo pricing for the rough
       Bergomi model, Quantitative Finance 18(11), 1877-1886.

    Verified by ``tests/unit/volatility/calibration/test_rough_bergomi.py``.
    """

    def __init__(self, target: Target, *, paths: int, seed: int) -> None:
        self._target = target
        self._years, self._expiry = np.unique(target.years, return_inverse=True)
        self._nodes = _thinned(self._years)
        levels = (Parameter(f"forward_variance_{t:.4g}", 1e-5, 4.0, True) for t in self._nodes)
        self.box = Box((*levels, *_DYNAMICS))
        self._paths = VariancePaths(years=self._years, nodes=self._nodes, paths=paths, seed=seed)

    def prices(
        self, parameters: NDArray[np.float64], threads: int = 1
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Prices (n,) and their derivatives in the parameters (n, p)."""
        groups, slopes = self._simulated(parameters, threads)
        return groups.mean(axis=0), slopes

    def prices_by_group(
        self, parameters: NDArray[np.float64], threads: int = 1
    ) -> NDArray[np.float64]:
        """Prices (g, n) from each group of paths alone, which are independent of each other."""
        return self._simulated(parameters, threads)[0]

    def starts(self) -> list[NDArray[np.float64]]:
        """Points to search from: levels from the vols at the money, the rest on a small grid."""
        years, vols = self._target.at_the_money()
        variance = np.maximum.accumulate(np.interp(self._nodes, years, vols**2 * years))
        step = np.diff(np.concatenate([[0.0], self._nodes]))
        level = np.diff(variance, prepend=0.0) / step
        level = np.maximum(level, 0.2 * variance[-1] / self._nodes[-1])
        return [
            np.array([*level, hurst, eta, rho])
            for hurst, eta in ((0.07, 1.9), (0.2, 1.5), (0.4, 1.0))
            for rho in (-0.85, -0.3)
        ]

    def model(self, parameters: NDArray[np.float64]) -> RoughBergomi:
        """Return the model at parameters."""
        *levels, hurst, eta, correlation = parameters.tolist()
        step = np.diff(np.concatenate([[0.0], self._nodes]))
        vols = np.sqrt(np.cumsum(np.multiply(levels, step)) / self._nodes)
        curve = VolTermStructure(times=tuple(self._nodes.tolist()), vols=tuple(vols.tolist()))
        return RoughBergomi(forward_variance=curve, hurst=hurst, eta=eta, correlation=correlation)

    def _simulated(
        self, parameters: NDArray[np.float64], threads: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Prices (g, n) extrapolated in the steps, and derivatives (n, p) of their mean."""
        *levels, hurst, eta, rho = parameters.tolist()
        fine, held = self._paths.sums(np.array(levels), hurst=hurst, eta=eta)
        prices, slopes = self._averages(fine, rho, threads)
        coarse, coarse_slopes = self._averages(held, rho, threads)
        weight, weight_slope = _extrapolation(hurst)
        apart = prices - coarse
        slopes += weight * (slopes - coarse_slopes)
        slopes[:, self.box.names.index("hurst")] += weight_slope * apart.mean(axis=0)
        return prices + weight * apart, slopes

    def _averages(
        self, sums: PathSums, rho: float, threads: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Prices (g, n) and derivatives (n, p) of their mean, from sums along paths."""
        by_group = np.empty((self._paths.groups, self._target.size))
        slopes = np.empty((self._target.size, len(self.box.names)))
        for i, rows in enumerate(self._rows):
            by_group[:, rows], slopes[rows] = self._expiry_prices(sums, i, rows, rho, threads)
        return by_group, slopes

    @cached_property
    def _rows(self) -> list[NDArray[np.intp]]:
        return [np.flatnonzero(self._expiry == i) for i in range(self._years.size)]

    def _expiry_prices(
        self, sums: PathSums, i: int, rows: NDArray[np.intp], rho: float, threads: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Prices (g, m) of one expiry's options and their derivatives (m, p)."""
        t, across = self._target, 1.0 - rho * rho
        integral, noise = sums.integral[:, i], sums.noise[:, i]
        forward = np.exp(rho * noise - 0.5 * rho * rho * integral)
        vol = np.sqrt(across * integral)
        found = greeks(
            forward=forward[:, None],
            strike=(t.strike[rows] / t.forward[rows])[None, :],
            expiry=1.0,
            vol=vol[:, None],
            is_call=t.is_call[rows][None, :],
            only=("price", "delta", "vega"),
            threads=threads,
        )
        price = np.asarray(found.price).reshape(self._paths.groups, -1, rows.size)
        d_integral, d_noise = sums.integral_slopes[:, :, i], sums.noise_slopes[:, :, i]
        d_forward = forward * (rho * d_noise - 0.5 * rho * rho * d_integral)
        d_vol = 0.5 * across / vol * d_integral
        in_rho = forward * (noise - rho * integral), -rho * integral / vol
        slopes = (
            np.vstack([d_forward, in_rho[0]]) @ found.delta
            + np.vstack([d_vol, in_rho[1]]) @ found.vega
        )
        return price.mean(axis=1), slopes.T / integral.size


def _thinned(years: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return at most eight of the expiries, the last among them, evenly in their logarithms."""
    wanted = np.geomspace(years[0], years[-1], _MOST_LEVELS)
    nearest = np.unique(np.abs(np.log(years[:, None] / wanted)).argmin(axis=0))
    return np.asarray(years[nearest])


def _extrapolation(hurst: float) -> tuple[float, float]:
    """Weight of the difference between fine and coarse steps, and its derivative in hurst."""
    order = min(3.0 * hurst + 0.5, 1.0)
    growth = 2.0**order
    slope = -3.0 * growth * math.log(2.0) / (growth - 1.0) ** 2 if order < 1.0 else 0.0
    return 1.0 / (growth - 1.0), slope
