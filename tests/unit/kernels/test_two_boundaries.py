"""Limits and properties of American options with two exercise boundaries."""

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError

TERMS = {"strike": 100.0, "expiry": 1.0, "vol": 0.1, "rate": -0.01, "dividend_yield": -0.03}
MEETING = 1.534187389786  # years to expiry at which the boundaries of these terms meet
MEETING_TERMS = {"strike": 100.0, "vol": 0.2, "rate": -0.01, "dividend_yield": -0.02}


def put(**changes):
    accuracy = changes.pop("accuracy", "reference")
    options = {"spot": 95.0, **TERMS, **changes}
    return axiom.price(**options, is_call=False, exercise="american", accuracy=accuracy)


def test_between_the_boundaries_the_price_is_intrinsic():
    lower, upper = axiom.exercise_boundary(**TERMS, is_call=False)
    assert 100.0 / 3.0 < lower < upper < 100.0
    inside = np.linspace(lower + 1e-9, upper - 1e-9, 7)
    np.testing.assert_array_equal(put(spot=inside), 100.0 - inside)
    outside = np.array([lower * 0.999, upper * 1.001])
    assert np.all(put(spot=outside) > 100.0 - outside)


def test_the_price_leaves_intrinsic_smoothly_on_both_sides():
    lower, upper = axiom.exercise_boundary(**TERMS, is_call=False, accuracy="reference")
    for edge, side in ((lower, -1.0), (upper, 1.0)):
        steps = edge * np.array([1e-3, 2e-3])
        excess = put(spot=edge + side * steps) - (100.0 - edge - side * steps)
        assert excess[1] / excess[0] == pytest.approx(4.0, rel=0.03)


def test_calls_are_puts_turned_over():
    spots = np.array([60.0, 95.0, 100.0, 130.0, 320.0])
    calls = axiom.price(
        spot=100.0, strike=spots, expiry=1.0, vol=0.1, rate=-0.03, dividend_yield=-0.01,
        is_call=True, exercise="american",
    )  # fmt: skip
    np.testing.assert_allclose(calls, put(spot=spots, accuracy="accurate"), rtol=1e-13)
    lower, upper = axiom.exercise_boundary(**TERMS, is_call=False)
    turned = {**TERMS, "rate": -0.03, "dividend_yield": -0.01}
    assert axiom.exercise_boundary(**turned, is_call=True) == pytest.approx(
        (1e4 / upper, 1e4 / lower), rel=1e-13
    )


@pytest.mark.parametrize("apart", [1e-2, 1e-4, 1e-6])
def test_expiries_beside_the_meeting(apart):
    """Region and price have no jump where the boundaries meet."""
    before, after = (
        axiom.exercise_boundary(
            **MEETING_TERMS, expiry=MEETING + side * apart, is_call=False, accuracy="reference"
        )
        for side in (-1.0, 1.0)
    )
    assert before[1] - before[0] == pytest.approx(0.0, abs=100.0 * apart)
    assert np.isnan(after).all()
    spots = np.array([40.0, 58.3477, 58.5, 70.0, 100.0])
    prices = [
        put(spot=spots, **MEETING_TERMS, expiry=MEETING + side * apart) for side in (-1.0, 0.0, 1.0)
    ]
    assert prices[0] == pytest.approx(prices[1], abs=3.0 * apart)
    assert prices[2] == pytest.approx(prices[1], abs=3.0 * apart)
    assert np.all(prices[0] <= prices[1] + 1e-9)


def test_a_yield_just_below_the_rate_is_nearly_european():
    terms = {"expiry": 1.0, "vol": 0.2, "rate": -0.01}
    spots = np.array([50.0, 90.0, 100.0, 110.0, 200.0])
    european = axiom.price(spot=spots, strike=100.0, **terms, dividend_yield=-0.01, is_call=False)
    for below in (1e-6, 1e-9, 1e-12):
        found = put(spot=spots, **terms, dividend_yield=-0.01 - below)
        assert found == pytest.approx(european, abs=200.0 * below)


def test_a_rate_just_below_zero_is_nearly_one_boundary():
    terms = {"expiry": 1.0, "vol": 0.2, "dividend_yield": -0.05}
    spots = np.array([50.0, 90.0, 100.0, 110.0, 200.0])
    limit = put(spot=spots, **terms, rate=0.0)
    for below in (1e-6, 1e-9, 1e-12):
        found = put(spot=spots, **terms, rate=-below)
        assert found == pytest.approx(limit, abs=100.0 * below + 2e-9)


@pytest.mark.parametrize("accuracy", ["fast", "accurate", "reference"])
def test_prices_do_not_depend_on_their_place_or_on_threads(accuracy):
    spots = np.linspace(20.0, 150.0, 41 if accuracy == "reference" else 4500)
    alone = put(spot=spots, accuracy=accuracy)
    np.testing.assert_array_equal(alone, put(spot=spots[::-1], accuracy=accuracy)[::-1])
    threaded = axiom.price(
        spot=spots, **TERMS, is_call=False, exercise="american", accuracy=accuracy, threads=3
    )
    np.testing.assert_array_equal(alone, threaded)


def test_limits():
    assert put(expiry=0.0) == 5.0
    assert np.isnan(put(vol=np.nan))
    waiting = np.log((100.0 / 3.0) / 20.0) / 0.02  # until the spot earns what the strike costs
    best = 100.0 * np.exp(0.01 * waiting) - 20.0 * np.exp(0.03 * waiting)
    assert put(vol=0.0, spot=20.0, expiry=30.0) == pytest.approx(best, rel=1e-14)
    assert put(vol=0.012, spot=20.0, expiry=30.0) == pytest.approx(best, abs=0.3)
    everywhere = put(spot=np.geomspace(1e-3, 1e5, 30))
    assert np.all(np.isfinite(everywhere))


def test_long_expiries_reach_the_endless_option():
    """V = (K - B) (S / B)^p with p the negative root of vol^2/2 p (p - 1) + (r - q) p = r."""
    vol, rate, dividend_yield = 0.1, -0.3, -0.5
    middle = 0.5 - (rate - dividend_yield) / vol**2
    power = middle - np.sqrt(middle**2 + 2.0 * rate / vol**2)
    edge = 100.0 * power / (power - 1.0)
    endless = (100.0 - edge) * (105.0 / edge) ** power
    found = put(spot=105.0, expiry=30.0, vol=vol, rate=rate, dividend_yield=dividend_yield)
    assert found == pytest.approx(endless, abs=1e-6)


def test_terms_without_a_solution_are_refused():
    with pytest.raises(InvalidArgumentError, match="no exercise boundary was found"):
        put(vol=0.2, rate=-0.3, dividend_yield=-0.5, expiry=500.0)
