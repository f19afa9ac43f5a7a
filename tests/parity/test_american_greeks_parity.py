"""Greeks of American options against derivatives of an independent solver's prices."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

import axiom
from tests.solvers.american_greeks import Put, greeks

PUTS = {
    "rate above yield": Put(
        spot=90.0, strike=100.0, expiry=1.0, vol=0.2, rate=0.05, dividend_yield=0.02
    ),
    "rate below yield": Put(
        spot=70.0, strike=100.0, expiry=0.5, vol=0.45, rate=0.04, dividend_yield=0.06
    ),
    "rate equal to yield": Put(
        spot=85.0, strike=100.0, expiry=2.0, vol=0.25, rate=0.05, dividend_yield=0.05
    ),
    "no yield": Put(spot=100.0, strike=100.0, expiry=0.25, vol=0.25, rate=0.08, dividend_yield=0.0),
    "negative yield": Put(
        spot=88.0, strike=100.0, expiry=1.0, vol=0.3, rate=0.04, dividend_yield=-0.01
    ),
}
# Largest absolute errors by preset, as the docstring of axiom.greeks states them.
STATED = {
    "fast": {
        "price": 1e-3, "delta": 5e-5, "gamma": 2e-5, "vega": 5e-3, "theta": 5e-3, "rho": 0.3,
        "psi": 0.3, "vanna": 5e-3, "volga": 0.5, "charm": 1e-2, "veta": 0.3, "speed": 5e-5,
        "zomma": 5e-3, "color": 2e-2, "ultima": 200.0,
    },
    "accurate": {
        "price": 1e-5, "delta": 2e-6, "gamma": 1e-6, "vega": 5e-4, "theta": 2e-4, "rho": 5e-2,
        "psi": 5e-2, "vanna": 5e-4, "volga": 5e-2, "charm": 2e-3, "veta": 5e-2, "speed": 5e-6,
        "zomma": 1e-3, "color": 1e-2, "ultima": 50.0,
    },
    "reference": {
        "price": 1e-9, "delta": 1e-9, "gamma": 1e-10, "vega": 1e-8, "theta": 1e-8, "rho": 5e-6,
        "psi": 5e-6, "vanna": 1e-8, "volga": 1e-7, "charm": 1e-8, "veta": 1e-5, "speed": 1e-10,
        "zomma": 1e-8, "color": 1e-8, "ultima": 1e-3,
    },
}  # fmt: skip


@lru_cache
def independent(name: str) -> dict[str, float]:
    return greeks(PUTS[name])


def terms_of(put: Put) -> dict[str, float]:
    names = ("spot", "strike", "expiry", "vol", "rate", "dividend_yield")
    return {name: getattr(put, name) for name in names}


@pytest.mark.parametrize("accuracy", STATED)
@pytest.mark.parametrize("name", PUTS)
def test_puts_agree_with_differentiated_prices(name, accuracy):
    ours = axiom.greeks(
        **terms_of(PUTS[name]), is_call=False, exercise="american", accuracy=accuracy
    )
    for greek, value in independent(name).items():
        assert abs(getattr(ours, greek) - value) <= STATED[accuracy][greek], greek


@pytest.mark.parametrize("name", PUTS)
def test_calls_are_puts_with_spot_and_strike_exchanged(name):
    put = axiom.greeks(
        **terms_of(PUTS[name]), is_call=False, exercise="american", accuracy="reference"
    )
    t = PUTS[name]
    call = axiom.greeks(
        spot=t.strike,
        strike=t.spot,
        expiry=t.expiry,
        vol=t.vol,
        rate=t.dividend_yield,
        dividend_yield=t.rate,
        is_call=True,
        exercise="american",
        accuracy="reference",
    )
    exchanged = {
        "delta": "dual_delta", "gamma": "dual_gamma", "rho": "psi", "psi": "rho",
        "dual_delta": "delta", "dual_gamma": "gamma", "vega": "vega", "theta": "theta",
        "volga": "volga", "veta": "veta", "ultima": "ultima",
    }  # fmt: skip
    for of_call, of_put in exchanged.items():
        expected = getattr(put, of_put)
        assert getattr(call, of_call) == pytest.approx(expected, rel=1e-11, abs=1e-11), of_call


def derivative(function, width: float) -> float:
    """Richardson-extrapolated central difference."""
    wide, narrow = ((function(h) - function(-h)) / (2.0 * h) for h in (width, 0.5 * width))
    return (4.0 * narrow - wide) / 3.0


@pytest.fixture(scope="module")
def grid():
    """Options over the stated domain, and their Greeks by the finest scheme."""
    rng = np.random.default_rng(42)
    rate, dividend_yield = rng.uniform(-0.01, 0.08, (2, 160))
    lower, upper = np.minimum(rate, dividend_yield), np.maximum(rate, dividend_yield)
    is_call = np.where(lower < 0.0, rate > dividend_yield, rng.random(160) < 0.5)
    options = {
        "spot": 100.0,
        "strike": 100.0 / rng.uniform(0.7, 1.4, 160),
        "expiry": np.exp(rng.uniform(np.log(7 / 365), np.log(3.0), 160)),
        "vol": rng.uniform(0.1, 0.8, 160),
        "rate": rate,
        "dividend_yield": dividend_yield,
        "is_call": is_call ^ ((lower < 0.0) & (upper > 0.0) & (rng.random(160) < 0.5)),
    }
    return options, axiom.greeks(**options, exercise="american", accuracy="reference")


@pytest.mark.parametrize("accuracy", ["fast", "accurate"])
def test_the_stated_errors_hold_over_the_stated_domain(grid, accuracy):
    options, finest = grid
    ours = axiom.greeks(**options, exercise="american", accuracy=accuracy)
    for greek, tolerance in STATED[accuracy].items():
        error = np.abs(getattr(ours, greek) - getattr(finest, greek))
        assert np.max(error) <= tolerance, (greek, np.argmax(error))


CALL = {"spot": 102.0, "strike": 95.0, "expiry": 0.8, "vol": 0.3, "rate": 0.03}
CALL_YIELD = 0.05


@pytest.mark.parametrize(
    ("pair", "sign", "width", "tolerance"),
    [
        (("price", "spot", "delta"), 1, 0.5, 1e-7),
        (("delta", "spot", "gamma"), 1, 0.5, 1e-8),
        (("gamma", "spot", "speed"), 1, 0.5, 1e-9),
        (("price", "strike", "dual_delta"), 1, 0.5, 1e-7),
        (("dual_delta", "strike", "dual_gamma"), 1, 0.5, 1e-8),
        (("price", "vol", "vega"), 1, 4e-3, 1e-5),
        (("vega", "vol", "volga"), 1, 4e-3, 1e-4),
        (("volga", "vol", "ultima"), 1, 4e-3, 1e-3),
        (("delta", "vol", "vanna"), 1, 4e-3, 1e-6),
        (("gamma", "vol", "zomma"), 1, 4e-3, 1e-7),
        (("price", "expiry", "theta"), -1, 0.01, 1e-6),
        (("delta", "expiry", "charm"), -1, 0.01, 1e-7),
        (("gamma", "expiry", "color"), -1, 0.01, 1e-8),
        (("vega", "expiry", "veta"), -1, 0.01, 1e-5),
        (("price", "rate", "rho"), 1, 2e-3, 1e-5),
        (("price", "dividend_yield", "psi"), 1, 2e-3, 1e-5),
    ],
)
def test_each_greek_of_a_call_is_the_derivative_of_another(pair, sign, width, tolerance):
    of, argument, greek = pair
    terms = {**CALL, "dividend_yield": CALL_YIELD, "is_call": True}
    terms |= {"exercise": "american", "accuracy": "reference"}

    def bumped(e: float) -> float:
        return getattr(axiom.greeks(**{**terms, argument: terms[argument] + e}), of)

    expected = sign * derivative(bumped, width)
    assert getattr(axiom.greeks(**terms), greek) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("is_call", [False, True])
def test_on_a_forward_the_rate_moves_the_yield_too(is_call):
    terms = {"strike": 95.0, "expiry": 0.8, "vol": 0.3, "is_call": is_call}
    terms |= {"exercise": "american", "accuracy": "reference"}

    def price(rate: float) -> float:
        return axiom.price(forward=102.0, rate=rate, **terms)

    ours = axiom.greeks(forward=102.0, rate=0.04, **terms)
    as_spot = axiom.greeks(spot=102.0, rate=0.04, dividend_yield=0.04, **terms)
    assert ours.price == price(0.04)
    assert ours.psi == 0.0
    assert ours.rho == pytest.approx(derivative(lambda e: price(0.04 + e), 2e-3), abs=1e-5)
    assert (ours.delta, ours.vega, ours.theta) == (as_spot.delta, as_spot.vega, as_spot.theta)
