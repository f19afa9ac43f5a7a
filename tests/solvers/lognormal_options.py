"""Closed forms under Black-Scholes with flat rates, each in a few lines of SciPy."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm


def black(forward, strike, total_vol, sign):
    d1 = np.log(forward / strike) / total_vol + 0.5 * total_vol
    return sign * (forward * norm.cdf(sign * d1) - strike * norm.cdf(sign * (d1 - total_vol)))


def european(market, vol, strike, expiry, sign):
    spot, rate, dividend_yield = market
    forward = spot * np.exp((rate - dividend_yield) * expiry)
    return np.exp(-rate * expiry) * black(forward, strike, vol * np.sqrt(expiry), sign)


def cash_or_nothing(market, vol, strike, expiry, sign):
    spot, rate, dividend_yield = market
    drift = rate - dividend_yield - 0.5 * vol * vol
    d2 = (np.log(spot / strike) + drift * expiry) / (vol * np.sqrt(expiry))
    return np.exp(-rate * expiry) * norm.cdf(sign * d2)


def no_touch(market, vol, barrier, expiry):
    """Reflection: P(no hit) = N(a) - (H / S)^(2 mu / vol^2) N(b)."""
    spot, rate, dividend_yield = market
    drift, deviation = rate - dividend_yield - 0.5 * vol * vol, vol * np.sqrt(expiry)
    sign = 1.0 if barrier < spot else -1.0
    gap = np.log(spot / barrier)
    direct = norm.cdf(sign * (gap + drift * expiry) / deviation)
    mirrored = norm.cdf(sign * (-gap + drift * expiry) / deviation)
    power = (barrier / spot) ** (2.0 * drift / vol**2)
    return np.exp(-rate * expiry) * (direct - power * mirrored)


def down_and_out_call(market, vol, strike, barrier, expiry):
    """Strike at or above the barrier: the vanilla less its mirror image."""
    spot, rate, dividend_yield = market
    power = (barrier / spot) ** (2.0 * (rate - dividend_yield) / vol**2 - 1.0)
    mirror = (barrier**2 / spot, rate, dividend_yield)
    image = european(mirror, vol, strike, expiry, 1.0)
    return european(market, vol, strike, expiry, 1.0) - power * image


def geometric_asian(market, vol, strike, fixings, sign):
    """Paid at the last fixing."""
    spot, rate, dividend_yield = market
    times, expiry = np.asarray(fixings), fixings[-1]
    variance = vol**2 * np.minimum(times[:, None], times[None, :]).mean()
    drift = rate - dividend_yield - 0.5 * vol * vol
    forward = spot * np.exp(drift * times.mean() + 0.5 * variance)
    return np.exp(-rate * expiry) * black(forward, strike, np.sqrt(variance), sign)


def floating_lookback_call(market, vol, expiry):
    """Goldman, Sosin and Gatto, nothing past; the cost of carry is not 0."""
    spot, rate, dividend_yield = market
    carry, deviation = rate - dividend_yield, vol * np.sqrt(expiry)
    a1 = (carry / vol + 0.5 * vol) * np.sqrt(expiry)
    ratio = vol**2 / (2.0 * carry)
    grown = np.exp(-dividend_yield * expiry) * spot
    tail = norm.cdf(-a1 + 2.0 * carry * np.sqrt(expiry) / vol) - np.exp(carry * expiry) * norm.cdf(
        -a1
    )
    return (
        grown * norm.cdf(a1)
        - spot * np.exp(-rate * expiry) * norm.cdf(a1 - deviation)
        + spot * np.exp(-rate * expiry) * ratio * tail
    )


def margrabe(spots, yields, vols, correlation, expiry):
    total = np.sqrt((vols[0] ** 2 + vols[1] ** 2 - 2.0 * correlation * vols[0] * vols[1]) * expiry)
    first, second = np.asarray(spots) * np.exp(-np.asarray(yields) * expiry)
    return black(first, second, total, 1.0)
