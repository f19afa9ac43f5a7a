"""Values of controls under Black-Scholes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from axiom.engines.montecarlo.outlines.outline import Frame, Part

__all__ = ["geometric_average", "vanilla"]

_SMALLEST = 1e-200


def vanilla(frame: Frame, *, strike: float, time: float, sign: float) -> list[Part]:
    """Return a European option as a control, where the model is Black-Scholes."""
    model = frame.lognormal
    if model is None or strike <= 0.0:
        return []
    discount = float(frame.market.discount(time))
    total_vol = math.sqrt(float(model.total_variance(time)))
    mean = discount * _black(frame.market.forward(time), strike, total_vol, sign)
    return [
        Part(
            payoff="vanilla",
            numbers=(strike, sign, 1.0),
            places=(frame.place(time),),
            mean=mean,
        )
    ]


def geometric_average(
    frame: Frame,
    *,
    strike: float,
    sign: float,
    weights: NDArray[np.float64],
    places: tuple[int, ...],
    end: float,
) -> list[Part]:
    """Return an option on W exp(sum of w_i ln S_i / W), W the sum of the weights, as a control.

    Notes
    -----
    The average is lognormal: Kemna and Vorst, A pricing method for options based on average asset
    values, Journal of Banking and Finance 14, 1990, 113-129 (p. 122).
    """
    model, total = frame.lognormal, float(weights.sum())
    if model is None or total <= 0.0:
        return []
    shares = weights / total
    times = np.array([0.0 if place < 0 else frame.times[place] for place in places])
    variance = model.total_variance(times)
    forwards = np.log(frame.market.spots[0] * frame.market.growth(times)) - 0.5 * variance
    covariance = np.minimum(variance[:, None], variance[None, :])
    total_variance = float(shares @ covariance @ shares)
    mean = math.log(total) + float(shares @ forwards)
    forward = math.exp(mean + 0.5 * total_variance)
    price = _black(forward, strike, math.sqrt(total_variance), sign)
    return [
        Part(
            payoff="geometric_average",
            numbers=(strike, sign, 0.0, math.log(total), *shares),
            places=(*places, frame.place(end)),
            mean=float(frame.market.discount(end)) * price,
        )
    ]


def _black(forward: float, strike: float, total_vol: float, sign: float) -> float:
    """Return the undiscounted value of a European option on a lognormal amount."""
    if strike <= 0.0 or total_vol < _SMALLEST:
        return max(sign * (forward - strike), 0.0)
    d1 = math.log(forward / strike) / total_vol + 0.5 * total_vol
    return sign * (forward * _normal_cdf(sign * d1) - strike * _normal_cdf(sign * (d1 - total_vol)))


def _normal_cdf(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2.0))
