"""Synthetic option tables, shaped as `implied_smiles` returns them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from scipy.stats import norm

from .conftest import VALUATION


def black(forward, strike, deviation, is_call):
    d1 = np.log(forward / strike) / deviation + deviation / 2
    call = forward * norm.cdf(d1) - strike * norm.cdf(d1 - deviation)
    put = strike * norm.cdf(deviation - d1) - forward * norm.cdf(-d1)
    return np.where(is_call, call, put)


def quotes_from(surface, **how) -> pl.DataFrame:
    """Calls and puts on every slice, priced off the surface; see `_slice_quotes` for `how`."""
    return pl.concat([_slice_quotes(surface, s, **how) for s in surface.slices])


def _slice_quotes(surface, s, *, half_spread=0.003, noise=0.0, n=25, width=2.5, rng=None):
    """half_spread and noise in vol; n strikes to `width` deviations down and 0.7 of it up."""
    k = np.repeat(np.linspace(-width, 0.7 * width, n) * np.sqrt(s.theta), 2)
    is_call = np.tile([False, True], n)
    vol = np.asarray(surface.vol(log_moneyness=k, expiry=s.years))
    if noise:
        vol = vol + np.repeat(rng.normal(scale=noise, size=n), 2)
    forward, discount = float(surface.forward(s.years)), float(surface.discount_factor(s.years))
    strike, root = forward * np.exp(k), np.sqrt(s.years)
    vols = {"bid": np.maximum(vol - half_spread, 0.01), "mid": vol, "ask": vol + half_spread}
    prices = {n: discount * black(forward, strike, v * root, is_call) for n, v in vols.items()}
    return pl.DataFrame(
        {
            "expiry": [VALUATION + dt.timedelta(days=365 * s.years)] * k.size,
            "years": s.years,
            "strike": strike,
            "is_call": is_call,
            **prices,
            "reason": "OK",
            "forward": forward,
            "discount_factor": discount,
            "log_moneyness": k,
            **{f"{n}_vol": v for n, v in vols.items()},
        }
    )


def forwards_of(surface) -> pl.DataFrame:
    nodes = surface.forwards.nodes
    return pl.DataFrame(
        {
            "years": [n.years for n in nodes],
            "forward": [n.forward for n in nodes],
            "discount_factor": [n.discount_factor for n in nodes],
        }
    )


def without_quotes(quotes: pl.DataFrame) -> pl.DataFrame:
    return quotes.clear()
