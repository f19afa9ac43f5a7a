"""Identities and bounds of European prices and Greeks, on whatever hypothesis comes up with."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import axiom

spots = st.floats(1e-3, 1e5)
ratios = st.floats(0.2, 5.0)
expiries = st.floats(1e-4, 30.0)
vols = st.floats(1e-3, 4.0)
rates = st.floats(-0.05, 0.2)
models = st.sampled_from(["lognormal", "normal"])


@st.composite
def options(draw):
    """The arguments of one option; normal vols are scaled by the spot."""
    model, spot = draw(models), draw(spots)
    vol = draw(vols)
    return {
        "spot": spot,
        "strike": spot * draw(ratios),
        "expiry": draw(expiries),
        "vol": vol if model == "lognormal" else vol * spot,
        "rate": draw(rates),
        "dividend_yield": draw(rates),
        "model": model,
    }


def legs(option):
    forward_leg = option["spot"] * math.exp(-option["dividend_yield"] * option["expiry"])
    return forward_leg, option["strike"] * math.exp(-option["rate"] * option["expiry"])


@given(options())
def test_put_call_parity(option):
    call = axiom.price(**option, is_call=True)
    put = axiom.price(**option, is_call=False)
    forward_leg, strike_leg = legs(option)
    scale = max(call, put, forward_leg, strike_leg)
    assert call - put == pytest.approx(forward_leg - strike_leg, abs=4e-15 * scale)


@given(options())
def test_greeks_obey_parity(option):
    call = axiom.greeks(**option, is_call=True)
    put = axiom.greeks(**option, is_call=False)
    for name in ("gamma", "vega", "dual_gamma", "vanna", "volga", "veta", "speed", "ultima"):
        scale = max(abs(getattr(call, name)), 1e-300)
        assert getattr(call, name) == pytest.approx(getattr(put, name), abs=1e-13 * scale)
    discount = math.exp(-option["dividend_yield"] * option["expiry"])
    assert call.delta - put.delta == pytest.approx(discount, rel=1e-13)


@given(options(), st.booleans())
def test_bounds(option, is_call):
    price = axiom.price(**option, is_call=is_call)
    forward_leg, strike_leg = legs(option)
    sign = 1 if is_call else -1
    rounding = 4e-15 * max(forward_leg, strike_leg)
    assert price >= max(sign * (forward_leg - strike_leg), 0.0) - rounding
    if option["model"] == "lognormal":
        assert price <= (forward_leg if is_call else strike_leg) + rounding


@given(options(), st.booleans(), st.floats(1.0001, 1.5))
def test_monotone_in_strike_spot_and_vol(option, is_call, factor):
    price = axiom.price(**option, is_call=is_call)
    rounding = 1e-13 * (price + option["spot"])
    by_strike = axiom.price(**{**option, "strike": option["strike"] * factor}, is_call=is_call)
    by_spot = axiom.price(**{**option, "spot": option["spot"] * factor}, is_call=is_call)
    by_vol = axiom.price(**{**option, "vol": option["vol"] * factor}, is_call=is_call)
    sign = 1 if is_call else -1
    assert sign * (by_strike - price) <= rounding
    assert sign * (by_spot - price) >= -rounding
    assert by_vol >= price - rounding


@given(options(), st.booleans(), st.floats(0.01, 0.3))
def test_convex_in_strike(option, is_call, width):
    strikes = option["strike"] * np.array([1.0 - width, 1.0, 1.0 + width])
    low, middle, high = axiom.price(**{**option, "strike": strikes}, is_call=is_call)
    assert low + high - 2.0 * middle >= -1e-13 * (option["spot"] + high)


@given(options(), st.booleans())
def test_a_forward_gives_the_same_price_as_its_spot(option, is_call):
    carried = option["spot"] * math.exp(
        (option["rate"] - option["dividend_yield"]) * option["expiry"]
    )
    by_forward = {
        name: value for name, value in option.items() if name not in ("spot", "dividend_yield")
    }
    price = axiom.price(**option, is_call=is_call)
    assume(price > 1e-200)
    deviations = 1.0 + abs(math.log(price / carried))
    assert axiom.price(**by_forward, forward=carried, is_call=is_call) == pytest.approx(
        price, rel=1e-11 * deviations / min(1.0, option["vol"] * option["expiry"] ** 0.5)
    )


@given(options(), st.booleans(), st.floats(0.1, 10.0))
def test_prices_scale_with_the_currency(option, is_call, factor):
    scaled = {**option, "spot": option["spot"] * factor, "strike": option["strike"] * factor}
    if option["model"] == "normal":
        scaled["vol"] = option["vol"] * factor
    price = axiom.price(**option, is_call=is_call)
    assume(price > 1e-200)
    total_vol = option["vol"] * option["expiry"] ** 0.5
    total_vol /= 1.0 if option["model"] == "lognormal" else option["spot"]
    assert axiom.price(**scaled, is_call=is_call) == pytest.approx(
        price * factor, rel=1e-11 / min(1.0, total_vol)
    )


@given(options(), st.booleans())
def test_implied_vol_round_trip(option, is_call):
    price = axiom.price(**option, is_call=is_call)
    terms = {name: value for name, value in option.items() if name != "vol"}
    vol, status, lower, upper = axiom.implied_vol(
        price=price, **terms, is_call=is_call, return_status=True, return_interval=True
    )
    if status == axiom.ImpliedVolStatus.OK:
        width = 0.5 * (upper - lower) / option["vol"]
        assert vol == pytest.approx(option["vol"], rel=1e-11 + 4.0 * width)
    else:
        assert math.isnan(vol)
        vega = axiom.greeks(**option, is_call=is_call).vega
        legs_rounding = 2.0**-52 * (price + 2.0 * max(legs(option)))
        assert legs_rounding >= 0.5e-6 * vega * option["vol"] or price < 1e-290


@given(options(), st.booleans())
def test_greeks_agree_with_finite_differences(option, is_call):
    """Central differences of the price, with their own error as the tolerance."""
    greeks = axiom.greeks(**option, is_call=is_call)
    for name, argument in (("delta", "spot"), ("vega", "vol"), ("dual_delta", "strike")):
        step = 1e-5 * option[argument]
        up, down = (
            axiom.price(**{**option, argument: option[argument] + sign * step}, is_call=is_call)
            for sign in (1, -1)
        )
        difference = (up - down) / (2.0 * step)
        rounding = 1e-15 * max(option["spot"], option["strike"], up) / step
        half_step = 0.5 * step
        up_half, down_half = (
            axiom.price(
                **{**option, argument: option[argument] + sign * half_step}, is_call=is_call
            )
            for sign in (1, -1)
        )
        truncation = abs((up_half - down_half) / (2.0 * half_step) - difference)
        assert getattr(greeks, name) == pytest.approx(
            difference, abs=2.0 * truncation + 4.0 * rounding
        )
