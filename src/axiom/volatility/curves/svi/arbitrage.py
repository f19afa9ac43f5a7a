"""Butterfly and calendar arbitrage of SVI smiles, over every strike and not on a grid alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import Polynomial

from axiom.kernels.essvi import static_conditions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.svi.parameters import RawSvi

__all__ = ["durrleman", "least_g", "least_gap", "reach"]

_Z = Polynomial([0.0, 1.0])
_SINH = Polynomial([-1.0, 0.0, 1.0])  # 2 z sinh u, with z = exp(u)
_COSH = Polynomial([1.0, 0.0, 1.0])  # 2 z cosh u
_GRID = np.linspace(-12.0, 12.0, 241)


def durrleman(raw: RawSvi, log_moneyness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Durrleman's g at log-moneyness (n,); butterfly arbitrage where it is negative."""
    w, dw, ddw = raw.smile(log_moneyness)
    g, _ = static_conditions(log_moneyness=log_moneyness, total_variance=w, dw_dk=dw, d2w_dk2=ddw)
    return g


def least_g(raw: RawSvi) -> float:
    """Least value of Durrleman's g over all k: no butterfly arbitrage where it is >= 0.

    Parameters
    ----------
    raw : RawSvi
        With least total variance > 0.

    Returns
    -------
    float
        Minus infinity where a wing slopes by more than 2, or total variance touches zero.

    Notes
    -----
    With k = m + sigma sinh(u) and z = exp(u), g is a ratio of polynomials of degree 10 in z. Its
    stationary points are among the roots of a polynomial of degree 19; the least value is taken
    over those, over a grid in u that guards against lost roots, and over both limits,
    1/4 - slope^2 / 16.

    References
    ----------
    .. [1] Gatheral, Jacquier (2014), section 2.2, Lemma 2.2.
    .. [2] Martini, C., Mingone, A. (2022), "No arbitrage SVI", SIAM Journal on Financial
       Mathematics 13(1), 227-261.

    Verified by ``tests/unit/volatility/curves/test_svi_arbitrage.py``.
    """
    slope = raw.b * (1.0 + abs(raw.rho))
    if slope > 2.0 or not raw.least > 0.0:
        return -math.inf
    if raw.b == 0.0:
        return 1.0
    top, bottom = _ratio(raw)
    roots = (top.deriv() * bottom - top * bottom.deriv()).roots()
    near = (roots.real > 0.0) & (np.abs(roots.imag) <= 1e-3 * np.abs(roots))
    u = np.concatenate([_GRID, np.log(roots.real[near])])
    k = raw.m + raw.sigma * np.sinh(np.clip(u, -30.0, 30.0))
    limit = 0.25 - slope**2 / 16.0
    return min(limit, float(durrleman(raw, k).min()))


def least_gap(early: RawSvi, late: RawSvi) -> float:
    """Least total variance of the late smile less the early one, over all k.

    Negative where the smiles cross: calendar arbitrage; minus infinity where a wing of the early
    smile is steeper.

    Notes
    -----
    Smiles meet at roots of a quartic in k. The difference is taken at those roots, halfway between
    neighbours, and on a grid around both smiles: its sign is that of the least difference, its size
    is near it.

    References
    ----------
    .. [1] Gatheral, Jacquier (2014), section 2.1, and Definition 5.1 (crossedness).

    Verified by ``tests/unit/volatility/curves/test_svi_arbitrage.py``.
    """
    for side in (-1.0, 1.0):
        if late.b * (1.0 + side * late.rho) < early.b * (1.0 + side * early.rho):
            return -math.inf
    roots = np.sort(_meetings(early, late))
    grid = np.concatenate([s.m + s.sigma * np.sinh(_GRID) for s in (early, late)])
    halfway = 0.5 * (roots[1:] + roots[:-1])
    k = np.concatenate([grid, roots, halfway])
    gap = late.smile(k).total_variance - early.smile(k).total_variance
    return float(gap.min())


def reach(raw: RawSvi) -> NDArray[np.float64]:
    """Log-moneyness (n,) that covers the curved part of a smile and both wings."""
    return raw.m + raw.sigma * np.sinh(_GRID)


def _ratio(raw: RawSvi) -> tuple[Polynomial, Polynomial]:
    """Numerator and denominator of g in z, after the powers of 2 z that cancel."""
    zero = 2.0 * _Z
    k = raw.m * zero + raw.sigma * _SINH  # k = m + sigma sinh(u), times 2 z
    w = raw.a * zero + raw.b * raw.sigma * (raw.rho * _SINH + _COSH)  # w, times 2 z
    slope = raw.b * (raw.rho * _COSH + _SINH)  # w', times 2 z cosh(u)
    bend = 0.5 * raw.b / raw.sigma * zero**3 * w**2  # w'' / 2 = b / (2 sigma cosh(u)^3)
    first = (w * _COSH - 0.5 * k * slope) ** 2
    second = 0.25 * slope**2 * (w * zero + 0.25 * w**2)
    return _COSH * (first - second) + bend, w**2 * _COSH**3


def _meetings(early: RawSvi, late: RawSvi) -> NDArray[np.float64]:
    """Real roots of the quartic at which two smiles can have the same total variance."""
    line = Polynomial(
        [
            early.a - late.a - early.b * early.rho * early.m + late.b * late.rho * late.m,
            early.b * early.rho - late.b * late.rho,
        ]
    )
    squares = [s.b**2 * Polynomial([s.m**2 + s.sigma**2, -2.0 * s.m, 1.0]) for s in (early, late)]
    quartic = (line**2 - squares[0] - squares[1]) ** 2 - 4.0 * squares[0] * squares[1]
    roots = quartic.trim().roots()
    return np.asarray(roots.real[np.abs(roots.imag) <= 1e-6 * (1.0 + np.abs(roots.real))])
