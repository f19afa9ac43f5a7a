"""Heston and Bates: implied vols from the characteristic function, by quadrature in NumPy.

The price is Lewis' integral: with x = ln(S_T / F), phi its characteristic function and k the
log-moneyness, call / F = 1 - e^{k/2} / pi int_0^inf Re[e^{-iuk} phi(u - i/2)] / (u^2 + 1/4) du.
It stands on NumPy alone but for the last step, from prices to vols.

References: Lewis (2001), "A simple option formula for general jump-diffusion and other exponential
Levy processes", formula 3.11; Albrecher, Mayer, Schoutens, Tistaert (2007), "The little Heston
trap", Wilmott Magazine, January, 83-92; Bates (1996), Review of Financial Studies 9, 69-107.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from axiom.kernels import implied_vol

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

_PANELS, _NODES = 96, 16
_NEGLIGIBLE = 1e-17


class Truth(Protocol):
    """A surface known everywhere."""

    def vol(self, log_moneyness: Floats, years: float) -> Floats:
        """Black vol of one expiry, per square root of a year."""
        ...


@dataclass(frozen=True, kw_only=True)
class Heston:
    """Variance v reverts at `speed` to `long_variance`, with `vol_of_vol` and `correlation`."""

    variance: float = 0.03
    speed: float = 2.0
    long_variance: float = 0.05
    vol_of_vol: float = 0.5
    correlation: float = -0.7

    def characteristic(self, u: Complexes, years: float) -> Complexes:
        """E[exp(i u ln(S_T / F))] in the form that never crosses a branch cut."""
        kappa, sigma = self.speed, self.vol_of_vol
        beta = kappa - 1j * self.correlation * sigma * u
        d = np.sqrt(beta**2 + sigma**2 * (u**2 + 1j * u))
        g = (beta - d) / (beta + d)
        decay = np.exp(-d * years)
        level = (beta - d) * years - 2.0 * np.log((1.0 - g * decay) / (1.0 - g))
        slope = (beta - d) / sigma**2 * (1.0 - decay) / (1.0 - g * decay)
        drift = kappa * self.long_variance / sigma**2 * level
        return np.asarray(np.exp(drift + slope * self.variance))

    def vol(self, log_moneyness: Floats, years: float) -> Floats:
        """Black vol of one expiry."""
        return vols_of(self, log_moneyness, years)


@dataclass(frozen=True, kw_only=True)
class Bates(Heston):
    """Heston with lognormal jumps: `intensity` a year, log-size of `jump_mean` and `jump_vol`."""

    intensity: float = 0.4
    jump_mean: float = -0.08
    jump_vol: float = 0.08

    def characteristic(self, u: Complexes, years: float) -> Complexes:
        """Heston's times that of the compensated jumps."""
        variance = self.jump_vol**2
        growth = np.exp(self.jump_mean + 0.5 * variance) - 1.0
        jump = np.exp(1j * u * self.jump_mean - 0.5 * u**2 * variance) - 1.0 - 1j * u * growth
        diffusion = super().characteristic(u, years)
        return np.asarray(diffusion * np.exp(self.intensity * years * jump))


def call_prices(model: Heston, log_moneyness: Floats, years: float) -> Floats:
    """Undiscounted calls, in units of the forward."""
    nodes, weights = _rule(_reach(model, years))
    phi = model.characteristic(nodes - 0.5j, years) / (nodes**2 + 0.25)
    k = np.asarray(log_moneyness)
    waves = np.exp(-1j * np.multiply.outer(k, nodes))
    integral = (waves * phi).real @ weights
    return np.asarray(1.0 - np.exp(0.5 * k) / np.pi * integral)


def vols_of(model: Heston, log_moneyness: Floats, years: float) -> Floats:
    """Black vols from the prices of out-of-the-money options."""
    k = np.asarray(log_moneyness, dtype=float)
    call = call_prices(model, k, years)
    is_call = k > 0.0
    price = np.where(is_call, call, call - 1.0 + np.exp(k))
    return np.asarray(
        implied_vol(price=price, forward=1.0, strike=np.exp(k), expiry=years, is_call=is_call)
    )


def _reach(model: Heston, years: float) -> float:
    """Where the integrand has died out."""
    u = np.geomspace(1.0, 1e5, 400)
    size = np.abs(model.characteristic(u - 0.5j, years)) / (u**2 + 0.25)
    return float(u[np.argmax(size < _NEGLIGIBLE)]) if (size < _NEGLIGIBLE).any() else 1e5


def _rule(reach: float) -> tuple[Floats, Floats]:
    """Gauss-Legendre on panels that widen away from zero."""
    x, w = np.polynomial.legendre.leggauss(_NODES)
    ends = reach * np.linspace(0.0, 1.0, _PANELS + 1) ** 2
    half, middle = 0.5 * np.diff(ends), 0.5 * (ends[1:] + ends[:-1])
    nodes = middle[:, None] + half[:, None] * x
    return nodes.ravel(), (half[:, None] * w).ravel()
