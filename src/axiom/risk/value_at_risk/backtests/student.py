"""Quantile and shortfall of Student's t, without a library of distributions."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

__all__ = ["student_shortfall"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(100)
_HALVINGS: Final = 60


def student_shortfall(level: float, degrees: float) -> float:
    """Give the mean of -T beyond its quantile at 1 - level, for Student's t.

    Parameters
    ----------
    level
        In (0.5, 1).
    degrees
        Degrees of freedom, above 2.

    Returns
    -------
    float
        ``f(q) (degrees + q^2) / ((degrees - 1)(1 - level))`` with q the quantile at the level.

    Notes
    -----
    With t = sqrt(degrees) tan(theta) the tail is an integral of cos(theta)^(degrees - 1), taken by
    Gauss-Legendre and inverted by bisection.

    References
    ----------
    .. [1] McNeil, A., Frey, R., Embrechts, P. (2015), "Quantitative Risk Management", 2nd edition,
       example 2.15.

    Verified by tests/unit/risk/test_shortfall.py.
    """
    log_scale = math.lgamma(0.5 * (degrees + 1.0)) - math.lgamma(0.5 * degrees)
    angle = _angle(1.0 - level, degrees, math.exp(log_scale) / math.sqrt(math.pi))
    quantile = math.sqrt(degrees) * math.tan(angle)
    log_density = (
        log_scale
        - 0.5 * math.log(degrees * math.pi)
        - 0.5 * (degrees + 1.0) * math.log1p(quantile * quantile / degrees)
    )
    tail = (degrees - 1.0) * (1.0 - level)
    return math.exp(log_density) * (degrees + quantile * quantile) / tail


def _angle(aside: float, degrees: float, scale: float) -> float:
    """Find the angle beyond which a share of the distribution lies."""
    low, high = 0.0, 0.5 * math.pi
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        half = 0.5 * (0.5 * math.pi - middle)
        places = 0.5 * math.pi - half * (1.0 + _NODES)
        beyond = scale * half * float(_WEIGHTS @ np.cos(places) ** (degrees - 1.0))
        low, high = (middle, high) if beyond > aside else (low, middle)
    return 0.5 * (low + high)
