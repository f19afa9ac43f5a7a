"""Value at risk of a quadratic form of normal factors: delta-normal and Cornish-Fisher."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

__all__ = ["Cumulants", "cornish_fisher", "quadratic_cumulants"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulants:
    """Mean, standard deviation, skewness and excess kurtosis of a profit."""

    mean: float
    deviation: float
    skewness: float
    kurtosis: float


def quadratic_cumulants(gradient: Floats, hessian: Floats, covariance: Floats) -> Cumulants:
    """Give the cumulants of ``g'f + f'Hf / 2`` for normal factors f of mean 0.

    Parameters
    ----------
    gradient, hessian, covariance
        Shapes (m,), (m, m) and (m, m).

    Returns
    -------
    Cumulants
        0 in skewness and kurtosis where nothing moves.

    Notes
    -----
    The cumulant of order r is (r - 1)!/2 tr((HC)^r) + r!/2 g'C(HC)^(r-2) g, the second term from
    r = 2 on.

    References
    ----------
    .. [1] Britten-Jones, M., Schaefer, S. (1999), "Non-linear value-at-risk", European Finance
       Review 2(2), 161-187.

    Verified by tests/unit/risk/test_quadratic.py.
    """
    product = hessian @ covariance
    power, along = product, covariance @ gradient
    found = [0.5 * float(np.trace(product))]
    for order in (2, 3, 4):
        power = power @ product
        trace = 0.5 * math.factorial(order - 1) * float(np.trace(power))
        found.append(trace + 0.5 * math.factorial(order) * float(gradient @ along))
        along = covariance @ (hessian @ along)
    mean, variance, third, fourth = found
    deviation = math.sqrt(max(variance, 0.0))
    if deviation == 0.0:
        return Cumulants(mean=mean, deviation=0.0, skewness=0.0, kurtosis=0.0)
    return Cumulants(
        mean=mean,
        deviation=deviation,
        skewness=third / deviation**3,
        kurtosis=fourth / deviation**4,
    )


def cornish_fisher(cumulants: Cumulants, level: float) -> tuple[float, float, bool]:
    """Give value at risk and expected shortfall by the Cornish-Fisher expansion.

    Parameters
    ----------
    cumulants
        Of the profit.
    level
        In (0.5, 1).

    Returns
    -------
    value_at_risk, expected_shortfall : float
        Losses are above 0.
    is_monotone : bool
        Whether the expansion rises throughout the tail; where it does not, the cumulants lie
        outside its domain and its quantiles are no quantiles.

    Notes
    -----
    The quantile at probability p is mean + deviation w(z), z the normal quantile, with

        w(z) = z + (z^2 - 1) s/6 + (z^3 - 3z) k/24 - (2z^3 - 5z) s^2/36,

    and the shortfall its mean over z' < z, for which the normal moments below z are in closed form.
    Skewness and kurtosis of 0 give the normal distribution.

    References
    ----------
    .. [1] Cornish, E., Fisher, R. (1938), "Moments and cumulants in the specification of
       distributions", Revue de l'Institut International de Statistique 5(4), 307-320.
    .. [2] Maillard, D. (2012), "A user's guide to the Cornish Fisher expansion", SSRN 1997178,
       for its domain.

    Verified by tests/unit/risk/test_quadratic.py.
    """
    s, k = cumulants.skewness, cumulants.kurtosis
    normal, aside = NormalDist(), 1.0 - level
    z = normal.inv_cdf(aside)
    density = normal.pdf(z) / aside
    below = (1.0, -density, 1.0 - z * density, -(z * z + 2.0) * density)
    cubic = k / 24.0 - s * s / 18.0
    coefficients = (-s / 6.0, 1.0 - k / 8.0 + 5.0 * s * s / 36.0, s / 6.0, cubic)
    quantile = sum(c * z**i for i, c in enumerate(coefficients))
    mean_below = sum(c * moment for c, moment in zip(coefficients, below, strict=True))
    value, shortfall = (
        -(cumulants.mean + cumulants.deviation * one) for one in (quantile, mean_below)
    )
    return value, shortfall, _rises_below(coefficients, z)


def _rises_below(coefficients: tuple[float, ...], z: float) -> bool:
    """Whether a cubic rises everywhere below z."""
    _, one, two, three = coefficients
    slope = one + 2.0 * two * z + 3.0 * three * z * z
    if three < 0.0 or slope <= 0.0 or (three == 0.0 and two > 0.0):
        return False
    turn = -two / (3.0 * three) if three > 0.0 else math.inf
    return turn >= z or one - two * two / (3.0 * three) > 0.0
