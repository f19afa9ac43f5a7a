"""Closed forms of barrier options: Haug, Option pricing formulas, 2nd edition, 2007, p. 152."""

from __future__ import annotations

import math

from scipy.special import ndtr


def barrier_price(
    *,
    spot: float,
    strike: float,
    barrier: float,
    expiry: float,
    vol: float,
    rate: float,
    dividend_yield: float,
    is_call: bool,
    is_up: bool,
    is_knock_in: bool,
    rebate: float = 0.0,
) -> float:
    """Price a barrier option whose rebate is paid at the hit (out) or at expiry (in)."""
    carry = rate - dividend_yield
    s = vol * math.sqrt(expiry)
    mu = (carry - 0.5 * vol * vol) / (vol * vol)
    root = math.sqrt(mu * mu + 2.0 * rate / (vol * vol))
    phi, eta = 1.0 if is_call else -1.0, -1.0 if is_up else 1.0
    growth, discount = math.exp((carry - rate) * expiry), math.exp(-rate * expiry)
    power = barrier / spot
    shift = (1.0 + mu) * s

    def legs(x: float, sign: float, images: bool) -> float:
        first, second = (power ** (2 * mu + 2), power ** (2 * mu)) if images else (1.0, 1.0)
        return phi * (
            spot * growth * first * ndtr(sign * x)
            - strike * discount * second * ndtr(sign * (x - s))
        )

    x1 = math.log(spot / strike) / s + shift
    x2 = math.log(spot / barrier) / s + shift
    y1 = math.log(barrier * barrier / (spot * strike)) / s + shift
    y2 = math.log(barrier / spot) / s + shift
    z = math.log(barrier / spot) / s + root * s
    a, b = legs(x1, phi, False), legs(x2, phi, False)
    c, d = legs(y1, eta, True), legs(y2, eta, True)
    e = rebate * discount * (ndtr(eta * (x2 - s)) - power ** (2 * mu) * ndtr(eta * (y2 - s)))
    f = rebate * (
        power ** (mu + root) * ndtr(eta * z)
        + power ** (mu - root) * ndtr(eta * (z - 2.0 * root * s))
    )
    if is_call == is_up:
        far = (strike > barrier) == is_up
        knock_in = a if far else b - c + d
    else:
        knock_in = c if (strike > barrier) != is_up else a - b + d
    return knock_in + e if is_knock_in else a - knock_in + f
