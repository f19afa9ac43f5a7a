"""Spots, rates and yields of a valuation."""

import math

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import Dividend
from axiom.market import Market, ZeroCurve

CURVE = ZeroCurve(times=(1.0, 2.0), rates=(0.03, 0.04))


def test_rate_times_time_is_linear_between_nodes():
    assert float(CURVE.exponent(0.5)) == pytest.approx(0.015)
    assert float(CURVE.exponent(1.5)) == pytest.approx(0.055)
    assert float(CURVE.exponent(3.0)) == pytest.approx(0.13)
    assert float(CURVE.shifted(0.01).exponent(3.0)) == pytest.approx(0.16)


def test_forwards_and_discounts():
    market = Market(spot=(100.0, 50.0), rate=CURVE, dividend_yield=(0.01, 0.02))
    assert market.forward(2.0) == pytest.approx(100.0 * math.exp(0.06))
    assert market.forward(2.0, 1) == pytest.approx(50.0 * math.exp(0.04))
    assert float(market.discount(1.0)) == pytest.approx(math.exp(-0.03))
    assert market.zero_rate(0.0) == pytest.approx(0.03)
    assert market.with_spot(60.0, asset=1).spots == (100.0, 60.0)
    assert market.with_rate_shifted(0.01).zero_rate(2.0) == pytest.approx(0.05)
    assert not market.is_flat


@pytest.mark.parametrize("years", [0.3, 1.0, 1.4, 2.5])
def test_ageing_keeps_forward_rates_on_the_calendar(years):
    market = Market(spot=100.0, rate=CURVE, dividends=(Dividend(time=3.0, cash=1.0),))
    aged = market.aged(years)
    for time in (0.2, 0.9, 4.0):
        expected = market.discount(years + time) / market.discount(years)
        assert float(aged.discount(time)) == pytest.approx(float(expected), rel=1e-12)
    assert aged.dividends[0].time == pytest.approx(3.0 - years)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"spot": 0.0}, "spot=0.0"),
        ({"spot": (100.0, -1.0)}, "spot[1]=-1.0"),
        ({"spot": 100.0, "rate": math.nan}, "rate=nan"),
        ({"spot": (1.0, 2.0), "dividend_yield": (0.1,)}, "1 yields for 2 assets"),
        ({"spot": (1.0, 2.0), "dividends": (Dividend(time=1.0, cash=1.0),)}, "single asset"),
    ],
)
def test_impossible_markets_are_refused(terms, message):
    with pytest.raises(InvalidArgumentError) as caught:
        Market(**terms)
    assert message in str(caught.value)


def test_a_missing_foreign_rate_is_named():
    with pytest.raises(InvalidArgumentError, match="foreign_rate is missing"):
        Market(spot=100.0).foreign_rate_to(1.0)
    assert Market(spot=100.0, foreign_rate=0.02).foreign_rate_to(1.0) == 0.02
