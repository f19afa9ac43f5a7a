from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.risk import GREEK_NAMES, evaluate


def test_agrees_with_greeks_of_the_implied_rate_and_yield():
    years, rate, dividend_yield = 0.5, 0.03, 0.01
    terms = {"spot": 100.0, "strike": 105.0, "vol": 0.2, "is_call": True}
    found = evaluate(
        **terms,
        years=years,
        forward=100.0 * np.exp((rate - dividend_yield) * years),
        discount_factor=np.exp(-rate * years),
    )
    expected = axiom.greeks(**terms, expiry=years, rate=rate, dividend_yield=dividend_yield)
    for name in ("price", *GREEK_NAMES):
        assert float(found[name]) == pytest.approx(getattr(expected, name), rel=1e-10, abs=1e-12)


def test_names_can_be_chosen_and_shapes_broadcast():
    found = evaluate(
        spot=np.array([[90.0], [100.0]]),
        strike=np.array([95.0, 100.0, 105.0]),
        years=0.5,
        forward=100.0,
        discount_factor=0.99,
        vol=0.2,
        is_call=np.array([True, False, True]),
        only=("price", "vega"),
    )
    assert set(found) == {"price", "vega"}
    assert found["vega"].shape == (2, 3)


def test_no_options_give_no_figures():
    none = np.empty(0)
    found = evaluate(
        spot=100.0,
        strike=none,
        years=none,
        forward=none,
        discount_factor=none,
        vol=none,
        is_call=none.astype(bool),
    )
    assert found["price"].shape == (0,)
