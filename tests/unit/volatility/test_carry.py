from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.dividends import Dividend
from axiom.volatility.forwards.carry import (
    MOST_BORROW,
    forward_price,
    implied_borrow,
    spot_and_borrow,
)

YEARS = np.array([0.05, 0.25, 0.5, 1.0, 2.0])
DIVIDENDS = (
    Dividend(time=0.25, cash=1.0),
    Dividend(time=0.4, proportion=0.02),
    Dividend(time=1.2, cash=0.5, proportion=0.01),
)


def test_without_dividends():
    forward = forward_price(spot=100.0, years=YEARS, rate=0.05, borrow=0.02)
    assert forward == pytest.approx(100.0 * np.exp(0.03 * YEARS), rel=1e-14)
    found = implied_borrow(spot=100.0, forward=forward, years=YEARS, rate=0.05)
    assert found == pytest.approx(np.full(5, 0.02), abs=1e-13)


def test_with_dividends_by_hand():
    g = 0.03
    forward = forward_price(spot=100.0, years=YEARS, rate=0.05, borrow=0.02, dividends=DIVIDENDS)
    at_quarter = 100.0 * np.exp(g * 0.25) - 1.0
    after = (at_quarter * np.exp(g * 0.15)) * 0.98
    last = after * np.exp(g * 0.8) * 0.99 - 0.5
    expected = [
        100.0 * np.exp(g * 0.05),
        at_quarter,
        after * np.exp(g * 0.1),
        after * np.exp(g * 0.6),
        last * np.exp(g * 0.8),
    ]
    assert forward == pytest.approx(expected, rel=1e-14)


@settings(max_examples=50, deadline=None)
@given(
    borrow=st.floats(-0.3, 0.5),
    rate=st.floats(-0.02, 0.1),
    cash=st.floats(0.0, 20.0),
    proportion=st.floats(0.0, 0.3),
)
def test_round_trip(borrow, rate, cash, proportion):
    dividends = (Dividend(time=0.1, cash=cash), Dividend(time=0.7, proportion=proportion))
    terms = {"spot": 80.0, "years": YEARS, "rate": rate, "dividends": dividends}
    forward = forward_price(borrow=borrow, **terms)
    assert implied_borrow(forward=forward, **terms) == pytest.approx(np.full(5, borrow), abs=1e-11)


def test_unknown_forwards_stay_unknown():
    forward = np.where(YEARS > 0.4, np.nan, 100.0)
    found = implied_borrow(spot=100.0, forward=forward, years=YEARS, rate=0.0)
    assert np.isnan(found).tolist() == [False, False, True, True, True]


def test_impossible_forwards():
    with pytest.raises(InvalidArgumentError, match=r"no borrow rate gives the forward"):
        implied_borrow(
            spot=100.0,
            forward=90.0,
            years=1.0,
            rate=0.0,
            dividends=(Dividend(time=0.5, proportion=1.0),),
        )


def test_absurd_borrow_rates_are_errors_of_the_spot():
    years = np.array([1e-5, 1e-3, 0.5])
    forward = np.array([100.2, 99.98, 99.0])
    terms = {"years": years, "rate": 0.04, "dividends": DIVIDENDS}
    spot, borrow = spot_and_borrow(spot=100.0, forward=forward, **terms)
    assert borrow[:1].tolist() == [-MOST_BORROW]
    assert spot[0] == pytest.approx(100.2, abs=1e-2)
    assert spot[1:].tolist() == [100.0, 100.0]
    again = forward_price(spot=spot, borrow=borrow, **terms)
    assert again == pytest.approx(forward, rel=1e-13)
