"""Quotes whose mids are a model's vols, with noise inside the spread."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from axiom import implied_vol
from axiom.kernels.fourier import AffineStrips


def table(*, years, strike, is_call, vol, half_spread, forward=100.0):
    start = dt.datetime(2024, 1, 2, 21, tzinfo=dt.UTC)
    expiry = [start + dt.timedelta(days=365 * float(t)) for t in years]
    return pl.DataFrame(
        {
            "expiry": expiry,
            "years": years,
            "reason": ["OK"] * len(years),
            "forward": np.full(len(years), forward),
            "strike": strike,
            "log_moneyness": np.log(strike / forward),
            "is_call": is_call,
            "bid_vol": vol - half_spread,
            "mid_vol": vol,
            "ask_vol": vol + half_spread,
        }
    )


def grid(expiries, width=0.25, count=13):
    years = np.repeat(expiries, count)
    k = np.tile(np.linspace(-1.8, 1.4, count), len(expiries)) * width * np.sqrt(years)
    return years, 100.0 * np.exp(k)


def affine_quotes(parameters, *, seed, expiries=(0.05, 0.15, 0.4, 1.0, 2.0), half_spread=0.002):
    """Noise is normal, with half the half-spread as standard deviation."""
    years, strike = grid(np.array(expiries))
    is_call = strike >= 100.0
    terms = {"forward": 100.0, "strike": strike, "expiry": years, "is_call": is_call}
    price = AffineStrips(**terms).values(parameters, tolerance=1e-10).values[0]
    noise = 0.5 * half_spread * np.random.default_rng(seed).normal(size=years.size)
    vol = implied_vol(price=price, **terms) + noise
    return table(years=years, strike=strike, is_call=is_call, vol=vol, half_spread=half_spread)
