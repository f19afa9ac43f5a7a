"""Zero vol, zero expiry, zero spot: the limits, not accidents."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom

BASE = {"spot": 100.0, "strike": 90.0, "expiry": 1.0, "vol": 0.2, "rate": 0.04}
VANISHING = {"vol": {"vol": 0.0}, "expiry": {"expiry": 0.0}}
NAMES = list(axiom.greeks(**BASE).as_dict())


@pytest.mark.parametrize("model", ["lognormal", "normal"])
@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("strike", [80.0, 120.0])
@pytest.mark.parametrize("what", ["vol", "expiry"])
def test_away_from_the_kink_the_limit_is_where_the_formula_tends(model, is_call, strike, what):
    terms = {**BASE, "strike": strike, "is_call": is_call, "model": model}
    small = 1e-3 if what == "vol" else 1e-9
    if model == "normal" and what == "vol":
        small = 0.1
    near = axiom.greeks(**{**terms, what: small})
    limit = axiom.greeks(**{**terms, what: 0.0})
    for name in NAMES:
        assert getattr(limit, name) == pytest.approx(getattr(near, name), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("is_call", [True, False])
def test_intrinsic_value_at_expiry(is_call):
    spots = np.array([80.0, 90.0, 100.0])
    prices = axiom.price(**{**BASE, "spot": spots, "expiry": 0.0}, is_call=is_call)
    sign = 1.0 if is_call else -1.0
    np.testing.assert_allclose(prices, np.maximum(sign * (spots - 90.0), 0.0), rtol=1e-15)


def test_at_the_kink_diverging_greeks_are_infinite_and_the_rest_finite():
    greeks = axiom.greeks(spot=100.0, strike=100.0, expiry=0.0, vol=0.2)
    assert greeks.price == 0.0
    assert greeks.delta == pytest.approx(0.5)
    assert greeks.gamma == math.inf
    assert greeks.theta == -math.inf
    assert greeks.vega == 0.0
    flat = axiom.greeks(spot=100.0, strike=100.0, expiry=1.0, vol=0.0)
    assert flat.vega == pytest.approx(100.0 / math.sqrt(2.0 * math.pi), rel=1e-14)
    assert not any(math.isnan(value) for value in flat.as_dict().values())


def test_zero_spot():
    put = axiom.greeks(**{**BASE, "spot": 0.0}, is_call=False)
    assert put.price == pytest.approx(90.0 * math.exp(-0.04))
    assert put.delta == -1.0
    call = axiom.greeks(**{**BASE, "spot": 0.0})
    assert all(value == 0.0 for value in call.as_dict().values())


def test_huge_vol_and_expiry_reach_the_bounds():
    assert axiom.price(**{**BASE, "vol": 1e300}) == pytest.approx(100.0, rel=1e-15)
    assert axiom.price(**{**BASE, "expiry": 1e300}) == pytest.approx(100.0, rel=1e-15)


@pytest.mark.parametrize("size", [1, 200])
def test_limits_in_arrays_equal_those_of_scalars(size):
    vols = np.full(size, 0.2)
    vols[0] = 0.0
    batch = axiom.greeks(**{**BASE, "vol": vols})
    scalar = axiom.greeks(**{**BASE, "vol": 0.0})
    for name in NAMES:
        assert getattr(batch, name)[0] == getattr(scalar, name)


def test_deep_tails_stay_positive_and_finite():
    prices = axiom.price(forward=100.0, strike=[1e3, 1e4, 1e5], expiry=1.0, vol=0.2)
    assert np.isfinite(prices).all()
    assert (np.diff(prices) < 0).all()
    assert prices[1] > 0.0
