"""The times at which the paths of a contract are looked at."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo.outlines import OUTLINES
from axiom.engines.montecarlo.watch import Watch
from axiom.instruments import Asian, DoubleNoTouch, European, FloatingLookback, OneTouch
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, Heston

MARKET = Market(spot=100.0, rate=0.05)
MODEL = BlackScholes(vol=0.2)
HESTON = Heston(
    initial_variance=0.04, mean_reversion=1.0, long_variance=0.04, vol_of_vol=0.5, correlation=-0.5
)


def watched(instrument, *, model=MODEL, market=MARKET):
    return Watch.of(OUTLINES[type(instrument)], instrument, model, market)


@pytest.mark.parametrize(
    ("instrument", "market", "model", "count"),
    [
        (European(strike=100.0, expiry=1.0), MARKET, HESTON, 1),
        (FloatingLookback(expiry=1.0), MARKET, MODEL, 1),
        (FloatingLookback(expiry=1.0), MARKET, HESTON, 100),
        (OneTouch(barrier=120.0, expiry=1.0, is_up=True), MARKET, MODEL, 5),
        (OneTouch(barrier=120.0, expiry=1.0, is_up=True, pays_at="expiry"), MARKET, MODEL, 1),
        (DoubleNoTouch(lower=95.0, upper=105.0, expiry=1.0), MARKET, MODEL, 4),
        (Asian(strike=100.0, expiry=1.0), MARKET, MODEL, 64),
        (
            FloatingLookback(expiry=1.0),
            Market(spot=100.0, rate=ZeroCurve(times=(1.0,), rates=(0.05,))),
            MODEL,
            32,
        ),
    ],
)
def test_how_many_times_are_watched(instrument, market, model, count):
    times = watched(instrument, model=model, market=market).times(instrument)
    np.testing.assert_allclose(times, np.arange(1, count + 1) / count)


def test_dates_stay_on_the_grid_when_a_contract_ages():
    asian = Asian(strike=100.0, expiry=1.0, average_start=0.4)
    watch = watched(asian)
    now, later = watch.times(asian), watch.times(asian.aged(0.1, spots=MARKET.spots))
    assert 0.4 in now
    assert 1.0 in now
    assert len(now) == len(later)
    assert later[-1] == 0.9


def test_too_many_times_are_refused():
    with pytest.raises(InvalidArgumentError, match="watched at 30000 times"):
        watched(FloatingLookback(expiry=300.0), model=HESTON)


def test_bridges_are_exact_under_flat_black_scholes_alone():
    lookback = FloatingLookback(expiry=1.0)
    assert watched(lookback).is_exact
    assert watched(European(strike=100.0, expiry=1.0), model=HESTON).is_exact
    rough = watched(lookback, model=HESTON)
    assert not rough.is_exact
    assert (rough.counts, rough.coarser().counts) == ((100,), (50,))
