"""Starting points of an SVI fit: given m and sigma a smile is linear in the rest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.objective import SmileData

__all__ = ["starting_points"]

_SHIFTS = (-1.5, -0.5, 0.0, 0.5, 1.5)
_WIDTHS = (0.1, 0.4, 1.2, 3.0)


def starting_points(data: SmileData, count: int) -> list[NDArray[np.float64]]:
    """Give the best few of a grid in (m, sigma), in the coordinates of `from_free`.

    The misfit is in total variance over its half-spread, with an influence that is bounded.
    """
    w = data.vol**2 * data.years
    weight = 1.0 / (2.0 * data.vol * data.years * data.half_spread)
    found = []
    for shift in _SHIFTS:
        for width in _WIDTHS:
            m, sigma = shift * data.deviation, width * data.deviation
            x, model = _linear(data, w, weight, m, sigma)
            r = np.abs(model - w) * weight
            found.append((float(np.sum(np.minimum(r, 20.0))), x))
    found.sort(key=lambda pair: pair[0])
    return [x for _, x in found[:count]]


def _linear(
    data: SmileData,
    w: NDArray[np.float64],
    weight: NDArray[np.float64],
    m: float,
    sigma: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Solve for a, b rho and b, then bring them into the domain."""
    x = data.log_moneyness - m
    columns = np.stack([np.ones_like(x), x, np.hypot(x, sigma)], axis=1)
    solved, *_ = np.linalg.lstsq(columns * weight[:, None], w * weight, rcond=1e-10)
    a, tilt, b = solved.tolist()
    b = min(max(b, 1e-3 * data.deviation), 1.0)
    rho = min(max(tilt / b, -0.97), 0.97)
    least = max(a + b * sigma * math.sqrt(1.0 - rho**2), 0.02 * data.variance_at_forward)
    point = np.array([math.log(least), math.log(b), math.atanh(rho), m, math.log(sigma)])
    level = least - b * sigma * math.sqrt(1.0 - rho**2)
    return point, level + b * (rho * x + columns[:, 2])
