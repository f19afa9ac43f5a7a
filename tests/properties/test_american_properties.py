"""Identities and bounds of American prices, on whatever hypothesis comes up with."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import axiom

ratios = st.floats(0.5, 2.0)
expiries = st.floats(1 / 365, 10.0)
vols = st.floats(0.05, 1.5)
rates = st.floats(-0.04, 0.15)
positive_rates = st.floats(0.0, 0.15)
# Stated errors are at a spot of 100; all options here have it.
SPOT = 100.0
STATED = {"fast": 1e-3, "accurate": 1e-5, "reference": 1e-9}
ROUNDING = 2e-9
"""Twice the stated error of the reference preset, as a difference has two of them."""
NEAR = 1e-8
"""The same within 1e-5 of the boundary, where the premium's quadrature is coarse."""


@st.composite
def options(draw, of_rates=rates):
    """The arguments of one option with continuous yield."""
    return {
        "spot": SPOT,
        "strike": SPOT * draw(ratios),
        "expiry": draw(expiries),
        "vol": draw(vols),
        "rate": draw(of_rates),
        "dividend_yield": draw(of_rates),
        "is_call": draw(st.booleans()),
    }


def american(option, **changes):
    return axiom.price(**{**option, **changes}, exercise="american", accuracy="reference")


def intrinsic(option):
    sign = 1.0 if option["is_call"] else -1.0
    return max(sign * (option["spot"] - option["strike"]), 0.0)


@settings(max_examples=60)
@given(options(), st.sampled_from(sorted(STATED)))
def test_at_least_european_and_intrinsic(option, accuracy):
    price = axiom.price(**option, exercise="american", accuracy=accuracy)
    assert price >= intrinsic(option) - 1e-12 * SPOT
    assert price >= axiom.price(**option) - 1e-12 * SPOT


@settings(max_examples=60)
@given(options(positive_rates))
def test_premium_is_at_most_the_interest_on_the_leg_paid(option):
    paid = option["spot"] if option["is_call"] else option["strike"]
    rate = option["dividend_yield"] if option["is_call"] else option["rate"]
    premium = american(option) - axiom.price(**option)
    assert premium <= paid * -math.expm1(-rate * option["expiry"]) + ROUNDING


@settings(max_examples=60)
@given(options(positive_rates))
def test_parity_bounds(option):
    spot, strike = option["spot"], option["strike"]
    call, put = (american(option, is_call=is_call) for is_call in (True, False))
    grown = spot * math.exp(-option["dividend_yield"] * option["expiry"])
    paid = strike * math.exp(-option["rate"] * option["expiry"])
    assert grown - strike - ROUNDING <= call - put <= spot - paid + ROUNDING


@settings(max_examples=60)
@given(options(), st.floats(1.001, 1.4))
def test_monotone_in_strike_spot_vol_and_expiry(option, factor):
    price = american(option)
    sign = 1.0 if option["is_call"] else -1.0
    tolerance = ROUNDING * factor
    assert sign * (american(option, strike=option["strike"] * factor) - price) <= tolerance
    assert sign * (american(option, spot=option["spot"] * factor) - price) >= -tolerance
    assert american(option, vol=option["vol"] * factor) >= price - tolerance
    assert american(option, expiry=option["expiry"] * factor) >= price - tolerance


@settings(max_examples=60)
@given(options(), st.floats(0.005, 0.3), st.sampled_from(["strike", "spot"]))
def test_convex_in_strike_and_spot(option, width, name):
    values = option[name] * np.array([1.0 - width, 1.0, 1.0 + width])
    low, middle, high = american(option, **{name: values})
    assert low + high - 2.0 * middle >= -4.0 * ROUNDING


@settings(max_examples=60)
@given(options())
def test_a_call_is_a_put_with_the_roles_swapped(option):
    """McDonald and Schroder (1998), A parity result for American options, J. Comp. Finance 1."""
    swapped = {
        **option,
        "spot": option["strike"],
        "strike": option["spot"],
        "rate": option["dividend_yield"],
        "dividend_yield": option["rate"],
        "is_call": not option["is_call"],
    }
    assert american(swapped) == pytest.approx(american(option), abs=ROUNDING, rel=1e-11)


@settings(max_examples=60)
@given(options(), st.floats(0.01, 100.0))
def test_prices_scale_with_the_currency(option, factor):
    scaled = american(option, spot=option["spot"] * factor, strike=option["strike"] * factor)
    assert scaled == pytest.approx(factor * american(option), abs=1e-11 * SPOT * factor)


@settings(max_examples=60)
@given(options(), st.floats(-0.1, 0.0))
def test_a_call_without_yield_is_european(option, dividend_yield):
    option |= {"is_call": True, "rate": abs(option["rate"]), "dividend_yield": dividend_yield}
    assert american(option) == axiom.price(**option)


def exercise_boundary(option):
    names = ("strike", "expiry", "vol", "rate", "dividend_yield", "is_call")
    return axiom.exercise_boundary(**{name: option[name] for name in names}, accuracy="reference")


@settings(max_examples=60)
@given(options(positive_rates))
def test_price_and_delta_meet_those_of_exercise_at_the_boundary(option):
    rate = option["dividend_yield"] if option["is_call"] else option["rate"]
    assume(rate > 1e-3)
    lower, upper = exercise_boundary(option)
    boundary = float(lower if option["is_call"] else upper)
    sign = 1.0 if option["is_call"] else -1.0
    option["spot"] = boundary
    assert american(option) == pytest.approx(abs(boundary - option["strike"]), abs=NEAR)
    # Gamma is known at the boundary; the price leaves intrinsic with half of it times the square of
    # the distance. The step is a hundredth of a deviation: gamma turns by some percent in it.
    step = 0.01 * boundary * min(option["vol"] * option["expiry"] ** 0.5, 0.3)
    beyond = american(option, spot=boundary - sign * step)
    time_value = beyond - abs(boundary - sign * step - option["strike"])
    earned = abs(option["rate"] * option["strike"] - option["dividend_yield"] * boundary)
    gamma = 2.0 * earned / (option["vol"] * boundary) ** 2
    assert time_value == pytest.approx(0.5 * gamma * step**2, rel=0.1, abs=1e-7)


@settings(max_examples=30)
@given(options(), st.floats(0.05, 0.95))
def test_dividend_of_zero_changes_nothing(option, share):
    dividends = [(share * option["expiry"], 0.0)]
    with_zero = axiom.price(**option, exercise="american", dividends=dividends)
    without = axiom.price(**option, exercise="american")
    assert with_zero == pytest.approx(without, abs=2e-4)
