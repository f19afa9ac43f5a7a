from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.kernels.dividends import Dividend
from axiom.risk import GREEK_NAMES, evaluate
from axiom.risk.evaluation import on_spot
from axiom.volatility import ExerciseTerms
from axiom.volatility.forwards.carry import forward_price

PAID = (Dividend(time=0.3, cash=2.0),)
RATE, BORROW, YEARS = 0.04, 0.01, 0.5


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


def market(dividends=(), n=6):
    strike = np.linspace(85.0, 115.0, n)
    forward = forward_price(spot=100.0, years=YEARS, rate=RATE, borrow=BORROW, dividends=dividends)
    return {
        "spot": 100.0,
        "strike": strike,
        "years": YEARS,
        "forward": forward,
        "discount_factor": np.exp(-RATE * YEARS),
        "vol": np.full(n, 0.25),
        "is_call": np.arange(n) % 2 == 0,
    }


def test_american_options_at_the_rates_of_the_forward():
    found = evaluate(**market(), american=True, terms=ExerciseTerms())
    terms = market()
    expected = axiom.greeks(
        spot=100.0,
        strike=terms["strike"],
        expiry=YEARS,
        vol=0.25,
        rate=RATE,
        dividend_yield=BORROW,
        is_call=terms["is_call"],
        exercise="american",
    )
    for name in ("price", "delta", "gamma", "vega", "theta", "rho"):
        assert found[name] == pytest.approx(getattr(expected, name), rel=1e-6, abs=1e-8)


def test_european_options_with_dividends_keep_their_black_price():
    terms = ExerciseTerms(dividends=PAID)
    found = evaluate(**market(PAID), terms=terms, only=("price", "delta"))
    plain = evaluate(**market(PAID), only=("price",))
    assert found["price"] == pytest.approx(plain["price"], abs=5e-3)
    options, vol = on_spot(**market(PAID), terms=terms)
    assert options.borrow == pytest.approx(np.full(6, BORROW), abs=1e-10)
    assert ((vol < 0.25) & (vol > 0.24)).all()


def test_styles_may_be_mixed():
    terms = ExerciseTerms(dividends=PAID, accuracy="fast")
    american = np.array([True, True, True, False, False, False])
    mixed = evaluate(**market(PAID), american=american, terms=terms, only=("price",))["price"]
    for style, chosen in ((True, american), (False, ~american)):
        whole = evaluate(**market(PAID), american=style, terms=terms, only=("price",))["price"]
        assert mixed[chosen] == pytest.approx(whole[chosen], abs=1e-12)
