"""Recorded chains of every kind, sampled: each is fitted the whole way and certified."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest

from axiom.market import DividendSchedule, read_chain
from tests.planted.fits import fit_options, options_of

from .recorded import recorded

AAPL = "options/aapl_optionsdx_2016-01.csv.gz"
BTC = "options/deribit_btc_hourly_2026-01-23_24.csv.gz"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
SPY = "options/spy_2024-06-14.csv.gz"
AAPL_DIVIDENDS = DividendSchedule.from_rows([(dt.date(2016, 2, 4), 0.52)])
SPY_DIVIDENDS = DividendSchedule.from_rows([(dt.date(2024, 6, 21), 1.76)])
CURVES = ["spline", "essvi"]


def goog(time):
    return read_chain(recorded(GOOG), time=time, spot_file=recorded(GOOG_SPOT))


CHAINS = {
    "SPY": lambda: read_chain(recorded(SPY), dividends=SPY_DIVIDENDS),
    "AAPL 29 January": lambda: read_chain(
        recorded(AAPL), date="2016-01-29", dividends=AAPL_DIVIDENDS
    ),
    "GOOG at the open": lambda: goog("09:31"),
    "GOOG at 10:07": lambda: goog("10:07"),
    "GOOG at noon": lambda: goog("12:00"),
    "BTC on the first morning": lambda: read_chain(recorded(BTC), date="2026-01-23", time="08:00"),
    "BTC the next day": lambda: read_chain(recorded(BTC), date="2026-01-24", time="10:00"),
}


@cache
def options_by_name(name):
    chain = CHAINS[name]()
    return options_of(chain, **({"accuracy": "fast"} if chain.has_american else {}))


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("name", CHAINS)
def test_recorded_chains_are_fitted_and_certified(name, curve):
    fitted = fit_options(*options_by_name(name), curve)
    assert fitted.certificate.is_arbitrage_free, fitted.certificate.summary()
    surface = fitted.surface
    assert len(surface.slices) >= 8
    assert len(surface.slices) + len(surface.skipped) == fitted.forwards.table.height
    vols = surface.vol(log_moneyness=np.linspace(-0.5, 0.5, 21), expiry=0.25)
    assert ((vols > 0.02) & (vols < 3.0)).all()


def test_expiries_that_contradict_each_other_cost_the_others_little():
    fitted = fit_options(*options_by_name("SPY"), "spline")
    assert fitted.certificate.in_spread_share > 0.7
