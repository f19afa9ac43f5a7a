"""American options with two exercise boundaries against solvers of other kinds."""

from functools import cache

import numpy as np
import pytest

import axiom
from tests.solvers import american_two_boundaries, pde

SPOTS = np.array([0.3, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5])
STATED = {"fast": 1e-3, "accurate": 1e-5, "reference": 1e-9}

BEFORE_THEY_MEET = [
    # expiry, vol, rate, dividend yield
    (1.0, 0.10, -0.01, -0.03),
    (5.0, 0.10, -0.01, -0.04),
    (3.0, 0.20, -0.005, -0.05),
    (1.2, 0.20, -0.01, -0.02),
    (0.004, 0.30, -0.01, -0.011),
    (7 / 365, 0.40, -0.001, -0.08),
]
AFTER_THEY_MEET = [
    (3.0, 0.20, -0.01, -0.02),
    (1.6, 0.20, -0.01, -0.02),
    (1.0, 0.50, -0.20, -0.40),
    (10.0, 0.40, -0.005, -0.01),
]


solve = cache(american_two_boundaries.solve)


@cache
def by_differences(terms):
    expiry, vol, rate, dividend_yield = terms
    problem = pde.Problem(
        strike=100.0, expiry=expiry, vol=vol, rate=rate, dividend_yield=dividend_yield
    )
    return pde.price(problem, 100.0 * SPOTS, 400, 400)


def put(spot, terms, **options):
    expiry, vol, rate, dividend_yield = terms
    return axiom.price(
        spot=spot, strike=100.0, expiry=expiry, vol=vol, rate=rate, dividend_yield=dividend_yield,
        is_call=False, exercise="american", **options,
    )  # fmt: skip


@pytest.mark.parametrize("accuracy", STATED)
@pytest.mark.parametrize("terms", BEFORE_THEY_MEET)
def test_prices_before_the_boundaries_meet(terms, accuracy):
    solved = solve(*terms)
    expected = [100.0 * solved.put(spot) for spot in SPOTS]
    found = put(100.0 * SPOTS, terms, accuracy=accuracy)
    assert found == pytest.approx(expected, rel=0.0, abs=STATED[accuracy])


@pytest.mark.parametrize("terms", BEFORE_THEY_MEET)
def test_boundaries(terms):
    expiry, vol, rate, dividend_yield = terms
    lower, upper = solve(*terms).at(np.array(expiry))
    found = axiom.exercise_boundary(
        strike=100.0, expiry=expiry, vol=vol, rate=rate, dividend_yield=dividend_yield,
        is_call=False, accuracy="reference",
    )  # fmt: skip
    assert found == pytest.approx((100.0 * float(lower), 100.0 * float(upper)), abs=1e-7)


@pytest.mark.parametrize("accuracy", STATED)
@pytest.mark.parametrize("terms", AFTER_THEY_MEET)
def test_prices_after_the_boundaries_have_met(terms, accuracy):
    found = put(100.0 * SPOTS, terms, accuracy=accuracy)
    tolerance = max(2e-4, STATED[accuracy])
    assert found == pytest.approx(by_differences(terms), rel=0.0, abs=tolerance)


def random_terms(count: int, seed: int) -> dict[str, np.ndarray]:
    """Return puts over the stated domain."""
    rng = np.random.default_rng(seed)
    rates = -np.sort(np.exp(rng.uniform(np.log(1e-4), np.log(0.5), (2, count))), axis=0)
    return {
        "spot": 100.0 * np.exp(rng.uniform(-1.2, 1.2, count)),
        "expiry": np.exp(rng.uniform(np.log(1 / 8760), np.log(30.0), count)),
        "vol": np.exp(rng.uniform(np.log(0.02), np.log(3.0), count)),
        "rate": rates[0],
        "dividend_yield": rates[1],
    }


def test_presets_keep_their_stated_errors():
    terms = random_terms(400, seed=1)
    prices = {
        accuracy: axiom.price(
            **terms, strike=100.0, is_call=False, exercise="american", accuracy=accuracy
        )
        for accuracy in STATED
    }
    for accuracy in ("fast", "accurate"):
        assert prices[accuracy] == pytest.approx(
            prices["reference"], rel=1e-9, abs=STATED[accuracy]
        )
