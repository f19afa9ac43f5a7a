"""Chains of American options whose borrow and vols are known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

import axiom
from axiom.market import Chain, DividendSchedule, settlement_instant, years_between

NOW = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
SPOT, RATE, BORROW = 100.0, 0.04, 0.01
DATES = tuple(dt.date(2024, *day) for day in ((3, 22), (6, 21), (9, 20)))
EX_DATES = tuple(dt.date(2024, *day) for day in ((5, 10), (8, 9)))
SCHEDULE = DividendSchedule.from_rows([(day, 0.8) for day in EX_DATES])
TICK = 0.01


def spot_smile(strike):
    """Vol of the spot by strike, skewed."""
    x = np.log(np.asarray(strike) / SPOT)
    return 0.25 - 0.1 * x + 0.2 * x * x


def american_chain(
    *, dividends=None, dates=DATES, noise=0.0, bad=0.0, seed=0, strikes=21, half=0.02, **fields
) -> Chain:
    """Quotes on a tick of 0.01; noise in half-spreads, `bad` the share of mids moved by a fifth."""
    rng = np.random.default_rng(seed)
    schedule = dividends or DividendSchedule.from_rows([])
    tables = [
        _quotes(date, schedule, rng, noise=noise, bad=bad, strikes=strikes, half=half)
        for date in dates
    ]
    values = {"underlying": "ABC", "valuation_time": NOW, "spot": SPOT, "tick": TICK}
    values |= {"exercise": "american", "dividends": dividends, "rate": RATE}
    return Chain(quotes=pl.concat(tables), **(values | fields))


def american_values(strike, years, is_call, dividends) -> np.ndarray:
    return axiom.price(
        spot=SPOT,
        strike=strike,
        expiry=years,
        vol=spot_smile(strike),
        rate=RATE,
        dividend_yield=BORROW,
        is_call=is_call,
        exercise="american",
        dividends=dividends.times(NOW) or None,
    )


def _quotes(date, schedule, rng, *, noise, bad, strikes, half) -> pl.DataFrame:
    expiry = settlement_instant(date, "PM")
    years = years_between(NOW, expiry)
    reach = 0.5 * np.sqrt(years)
    strike = np.repeat(np.round(np.linspace(1.0 - reach, 1.0 + reach, strikes) * SPOT, 1), 2)
    is_call = np.tile([False, True], strikes)
    mid = american_values(strike, years, is_call, schedule)
    width = half + 0.005 * mid
    mid = mid + rng.normal(size=mid.size) * noise * width
    mid = np.where(rng.random(mid.size) < bad, 1.2 * mid, mid)
    bid = np.maximum(np.floor((mid - width) / TICK + 1e-9), 0.0) * TICK
    ask = np.ceil((mid + width) / TICK - 1e-9) * TICK
    return pl.DataFrame(
        {"strike": strike, "is_call": is_call, "bid": bid, "ask": ask}
    ).with_columns(
        expiry=pl.lit(expiry, dtype=pl.Datetime("us", "UTC")),
        expiry_date=pl.lit(date),
        settlement=pl.lit("PM"),
    )
