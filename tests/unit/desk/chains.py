"""A synthetic chain whose forwards and smile are known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

import axiom
from axiom.market import Chain, settlement_instant, years_between

VALUATION = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
SPOT, RATE, DIVIDEND = 100.0, 0.03, 0.01
DATES = tuple(dt.date(2024, *day) for day in ((3, 15), (4, 19), (6, 21), (12, 20)))
TICK = 0.01


def smile(log_moneyness, years):
    """Vol of an eSSVI-like slice: skewed, with rising wings."""
    theta, rho = 0.04 * years, -0.6
    k = np.asarray(log_moneyness) * 1.1 / np.sqrt(theta)
    return np.sqrt(0.02 * (1 + rho * k + np.sqrt((k + rho) ** 2 + 1 - rho**2)))


def quotes_of(date: dt.date, strikes: int = 25) -> pl.DataFrame:
    instant = settlement_instant(date, "PM")
    years = years_between(VALUATION, instant)
    forward = SPOT * np.exp((RATE - DIVIDEND) * years)
    reach = 0.2 * np.sqrt(years)
    strike = np.round(np.repeat(forward * np.exp(np.linspace(-2.5 * reach, 2 * reach, strikes)), 2))
    is_call = np.tile([False, True], strikes)
    vol = smile(np.log(strike / forward), years)
    terms = {"spot": SPOT, "strike": strike, "expiry": years, "is_call": is_call}
    market = {"rate": RATE, "dividend_yield": DIVIDEND}
    value = axiom.price(**terms, **market, vol=vol)
    half = 0.02 + 0.01 * value
    return pl.DataFrame(
        {
            "expiry": [instant] * len(strike),
            "expiry_date": date,
            "settlement": "PM",
            "strike": strike,
            "is_call": is_call,
            "bid": np.floor((value - half) / TICK) * TICK,
            "ask": np.ceil((value + half) / TICK) * TICK,
        }
    ).with_columns(bid=pl.when(pl.col("bid") >= TICK).then(pl.col("bid").round(2)))


def make_chain(dates=DATES, **changes) -> Chain:
    quotes = pl.concat([quotes_of(date) for date in dates]).unique(
        ["expiry", "strike", "is_call"], maintain_order=True
    )
    fields = {
        "underlying": "XYZ",
        "valuation_time": VALUATION,
        "spot": SPOT,
        "quotes": quotes.with_columns(pl.col("ask").round(2)),
        "source": "synthetic",
        "notes": ("The quotes are synthetic.",),
    }
    return Chain(**{**fields, **changes})
