"""The offset that is worth most, for any fill intensity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.desk.quoting.fill_intensities import FillIntensity

    Floats = NDArray[np.float64]

__all__ = ["best_offset"]

MOST_ROUNDS: Final = 200
PRECISION: Final = 1e-14
SLOPE_STEP: Final = 1e-6
MOST_REFINEMENTS: Final = 5
REFINED: Final = 1e-5


def best_offset(
    fills: FillIntensity,
    *,
    at: ArrayLike = 0.0,
    risk_aversion: float = 0.0,
    floor: float = -math.inf,
) -> Floats:
    """Find the offset that maximises what a quote earns against a cost of being filled.

    Parameters
    ----------
    fills : FillIntensity
        The intensity lambda.
    at : array_like
        p, what a fill costs: fee and loss of value through the new inventory, in price.
    risk_aversion : float
        gamma, 0 or more.
    floor : float
        Least offset allowed.

    Returns
    -------
    ndarray
        Offsets of the shape of `at`: the argument of
        sup lambda(offset) (1 - exp(-gamma (offset - p))) / gamma, or of lambda(offset) (offset - p)
        at gamma 0.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or no offset is best.

    Notes
    -----
    It solves offset = p + ln(1 + gamma / s) / gamma with s the rate of decay of the intensity
    there; Newton's method on the logarithms of both sides, with bisection where it would leave
    the bracket or does not halve the difference.

    References
    ----------
    .. [1] Guéant, O. (2017), "Optimal market making", Applied Mathematical Finance 24(2), 112-154
       (section 3).

    Verified by tests/unit/desk/quoting/one_asset/test_best_offset.py.
    """
    if not (math.isfinite(risk_aversion) and risk_aversion >= 0.0):
        raise InvalidArgumentError(f"risk_aversion is {risk_aversion}: give a finite value >= 0")
    cost = np.asarray(at, dtype=np.float64)
    if not np.isfinite(cost).all():
        raise InvalidArgumentError(f"at has {cost[~np.isfinite(cost)].flat[0]}: give finite costs")
    with np.errstate(all="ignore"):
        low, high = _bracket(fills, cost, risk_aversion)
        best = _root(fills, cost, risk_aversion, low, high)
    return np.asarray(np.maximum(best, floor))


def refined_offset(
    fills: FillIntensity, *, at: Floats, risk_aversion: float, guess: Floats
) -> Floats:
    """Give `best_offset` from a guess near by, to a relative error of 1e-9 or so."""
    offset = guess
    with np.errstate(all="ignore"):
        for _ in range(MOST_REFINEMENTS):
            margin = _margin(fills, offset, risk_aversion)
            rise = _rise(fills, offset, at, margin, risk_aversion)
            move = (offset - at - margin) / (1.0 - rise)
            offset = offset - move
            if (np.abs(move) <= REFINED * (np.abs(offset) + np.abs(at))).all():
                return offset
    return best_offset(fills, at=at, risk_aversion=risk_aversion)


def _margin(fills: FillIntensity, offset: Floats, risk_aversion: float) -> Floats:
    """Give how far the best offset is above the cost, from the decay of the intensity."""
    decay = -fills.log_slope(offset)
    if risk_aversion == 0.0:
        return 1.0 / decay
    return np.asarray(np.log1p(risk_aversion / decay) / risk_aversion)


def _rise(
    fills: FillIntensity, offset: Floats, cost: Floats, margin: Floats, risk_aversion: float
) -> Floats:
    """Give the slope of the margin in the offset, by a difference."""
    step = SLOPE_STEP * np.minimum(margin, np.abs(offset - cost))
    return (_margin(fills, offset + step, risk_aversion) - margin) / step


def _bracket(fills: FillIntensity, cost: Floats, risk_aversion: float) -> tuple[Floats, Floats]:
    """Offsets below and above the best one."""
    start = np.maximum(cost, 0.0)
    width = _margin(fills, start, risk_aversion)
    for _ in range(MOST_ROUNDS):
        high = start + width
        short = ~(high - cost > _margin(fills, high, risk_aversion))
        if not short.any():
            return cost, high
        width = np.where(short, 2.0 * width, width)
    raise InvalidArgumentError(
        f"{fills!r} has no best offset: give an intensity that falls faster than 1 / offset"
    )


def _root(
    fills: FillIntensity, cost: Floats, risk_aversion: float, low: Floats, high: Floats
) -> Floats:
    """Offsets that are as far above the cost as the decay of the intensity says."""
    offset, last = high, np.full(np.shape(cost), np.inf)
    for _ in range(MOST_ROUNDS):
        margin = _margin(fills, offset, risk_aversion)
        miss = np.log((offset - cost) / margin)
        low, high = np.where(miss <= 0.0, offset, low), np.where(miss >= 0.0, offset, high)
        rise = _rise(fills, offset, cost, margin, risk_aversion)
        tried = offset - miss / (1.0 / (offset - cost) - rise / margin)
        trusted = (tried >= low) & (tried <= high) & (np.abs(miss) <= 0.5 * last)
        slack = PRECISION * (np.abs(offset) + np.abs(cost))
        settled = (np.abs(tried - offset) <= slack) | (high - low <= slack)
        if settled.all():
            return offset
        moved = np.where(settled, offset, np.where(trusted, tried, 0.5 * (low + high)))
        offset, last = moved, np.abs(miss)
    raise InvalidArgumentError(
        f"{fills!r} has no best offset that can be found: give an intensity that falls smoothly"
    )
