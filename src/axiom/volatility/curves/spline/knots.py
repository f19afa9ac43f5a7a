"""Where the knots of a spline slice lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.spline.settings import SplineSettings

__all__ = ["knots_of"]

_LEAST = 4
_MOST_REACHED = 8
_BEYOND = 0.5  # standard deviations from the last quote to the knot outside it, at least


def knots_of(
    strikes: NDArray[np.float64],
    deviation: float,
    settings: SplineSettings,
    *,
    reach: tuple[float, float] | None = None,
) -> NDArray[np.float64]:
    """Knots for quotes at `strikes` (log-moneyness, ascending); at least five, ascending.

    They follow the strikes, one every `strikes_per_knot`, no closer than `knot_distance` standard
    deviations; one more lies outside the quotes on each side, where the curve straightens out.
    `reach` is a range of log-moneyness that a prior covers: beyond the quotes it has knots of its
    own, half a deviation apart and at most eight on each side.
    """
    if reach is not None:
        strikes = _extended(strikes, reach, _BEYOND * deviation)
    inside = _thinned(_spread(strikes, settings), settings.knot_distance * deviation)
    left = max(_BEYOND * deviation, 0.5 * (inside[min(2, len(inside) - 1)] - inside[0]))
    right = max(_BEYOND * deviation, 0.5 * (inside[-1] - inside[max(0, len(inside) - 3)]))
    knots = [inside[0] - left, *inside, inside[-1] + right]
    while len(knots) <= _LEAST:
        knots = [knots[0] - left, *knots, knots[-1] + right]
    return np.array(knots, dtype=np.float64)


def _extended(
    strikes: NDArray[np.float64], reach: tuple[float, float], step: float
) -> NDArray[np.float64]:
    left = strikes[0] - step * np.arange(_MOST_REACHED, 0, -1)
    right = strikes[-1] + step * np.arange(1, _MOST_REACHED + 1)
    return np.concatenate([left[left >= reach[0]], strikes, right[right <= reach[1]]])


def _spread(strikes: NDArray[np.float64], settings: SplineSettings) -> NDArray[np.float64]:
    wanted = round((strikes.size - 1) / settings.strikes_per_knot) + 1
    count = min(max(wanted, min(_LEAST, strikes.size)), settings.max_knots)
    at = np.linspace(0.0, strikes.size - 1.0, count)
    spread: NDArray[np.float64] = np.interp(at, np.arange(strikes.size), strikes)
    return spread


def _thinned(knots: NDArray[np.float64], distance: float) -> list[float]:
    """Leave out knots closer than the distance to the one before, or to the last."""
    kept = [float(knots[0])]
    last = float(knots[-1])
    for x in knots[1:-1].tolist():
        if x - kept[-1] > distance and last - x > distance:
            kept.append(x)
    if last - kept[0] > max(distance, math.ulp(last)):
        kept.append(last)
    return kept
