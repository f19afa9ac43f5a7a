"""Published prices of lookbacks, geometric averages and forward starts."""

import numpy as np
import pytest

from axiom.kernels.closed_forms import (
    fixed_lookback,
    floating_lookback,
    forward_start,
    geometric_average_price,
    geometric_average_strike,
)
from tests.reference.closed_form_tables import FIXED_LOOKBACKS, FLOATING_LOOKBACKS

PRINTED = 1e-4
"""The books print four decimals, the last of which may be off by one."""


@pytest.mark.parametrize("row", FLOATING_LOOKBACKS)
def test_floating_lookbacks(row):
    is_call, extreme, spot, dividend_yield, rate, expiry, vol, published = row
    found = floating_lookback(
        spot=spot,
        expiry=expiry,
        vol=vol,
        rate=rate,
        dividend_yield=dividend_yield,
        is_call=is_call,
        extreme=extreme,
    )
    assert found.price == pytest.approx(published, abs=PRINTED)


@pytest.mark.parametrize("row", FIXED_LOOKBACKS)
def test_fixed_lookbacks(row):
    is_call, strike, extreme, spot, dividend_yield, rate, expiry, vol, published = row
    found = fixed_lookback(
        spot=spot,
        strike=strike,
        expiry=expiry,
        vol=vol,
        rate=rate,
        dividend_yield=dividend_yield,
        is_call=is_call,
        extreme=extreme,
    )
    assert found.price == pytest.approx(published, abs=PRINTED)


def test_a_continuous_geometric_average():
    """Haug (1998), pp. 96-97."""
    found = geometric_average_price(
        spot=80.0,
        strike=85.0,
        expiry=0.25,
        vol=0.20,
        rate=0.05,
        dividend_yield=-0.03,
        is_call=False,
        mean_time=0.125,
        spread_time=0.25 / 3.0,
    )
    assert found.price == pytest.approx(4.6922, abs=PRINTED)


def ten_fixings(first):
    times = first + np.arange(10) / 10.0
    return {
        "mean_time": times.mean(),
        "spread_time": np.minimum.outer(times, times).mean(),
        "spot": 100.0,
        "expiry": times[-1],
        "vol": 0.20,
        "rate": 0.06,
        "dividend_yield": 0.03,
        "is_call": True,
    }


def test_a_geometric_average_of_ten_fixings():
    """Clewlow, Strickland, Implementing Derivatives Models (1998), pp. 118-123."""
    found = geometric_average_price(strike=100.0, **ten_fixings(0.1))
    assert found.price == pytest.approx(5.3425606635, abs=1e-10)


def test_a_strike_that_is_a_geometric_average_of_ten_fixings():
    """QuantLib's asianoptions.cpp, testAnalyticDiscreteGeometricAverageStrike: five decimals.

    There the dates are those of the contract above, but years count from the first fixing.
    """
    found = geometric_average_strike(**ten_fixings(0.0))
    assert found.price == pytest.approx(4.97109, abs=1e-5)


@pytest.mark.parametrize(("is_call", "published"), [(True, 4.4064), (False, 8.2971)])
def test_a_forward_start_and_a_cliquet_of_one_period(is_call, published):
    """Haug (1998), p. 37: the call; the put from the formula of the same page."""
    found = forward_start(
        spot=60.0,
        moneyness=1.1,
        start=0.25,
        expiry=1.0,
        vol=0.30,
        rate=0.08,
        dividend_yield=0.04,
        is_call=is_call,
    )
    assert found.price == pytest.approx(published, abs=1e-4)
