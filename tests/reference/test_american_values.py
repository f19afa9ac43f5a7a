"""Published American prices, and random ones against the solvers of tests/solvers."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from tests.reference import american_tables
from tests.solvers import american_integral, american_two_boundaries, pde, tree

# Largest absolute error at a spot or strike of 100 that each preset states.
STATED = {"fast": 1e-3, "accurate": 1e-5, "reference": 1e-9}


def american(row, accuracy="reference"):
    return axiom.price(**row.terms, exercise="american", accuracy=accuracy)


@pytest.mark.parametrize("row", american_tables.ONE_BOUNDARY)
def test_printed_price(row):
    assert american(row) == pytest.approx(row.printed, abs=row.tolerance), row.source


@pytest.mark.parametrize("row", american_tables.PREMIUMS)
def test_printed_premium(row):
    premium = american(row) - axiom.price(**row.terms)
    assert premium == pytest.approx(row.printed, abs=max(row.tolerance, 1e-10)), row.source


@pytest.mark.parametrize("row", american_tables.TWO_BOUNDARIES)
def test_printed_price_with_two_boundaries(row):
    assert american(row) == pytest.approx(row.printed, abs=row.tolerance), row.source


@pytest.mark.parametrize("row", american_tables.APPROXIMATIONS)
def test_printed_approximation(row):
    """The printed digits are an approximation's: ours is the truth, which lies near them."""
    expected = american_integral.price(**row.terms)
    assert american(row) == pytest.approx(expected, abs=1e-9)
    assert expected == pytest.approx(row.printed, abs=row.tolerance), row.source


@pytest.mark.parametrize("row", american_tables.AT_LIMITS)
@pytest.mark.parametrize("accuracy", sorted(STATED))
def test_limits_of_the_arguments(row, accuracy):
    assert american(row, accuracy) == pytest.approx(row.printed, abs=row.tolerance)


def random_option(rng):
    """Moneyness 0.7–1.4, 7 days–3 years, vol 10–80 %, rates −1…8 %, one boundary or none."""
    while True:
        option = {
            "spot": 100.0,
            "strike": float(100.0 / rng.uniform(0.7, 1.4)),
            "expiry": float(np.exp(rng.uniform(np.log(7 / 365), np.log(3.0)))),
            "vol": float(np.exp(rng.uniform(np.log(0.1), np.log(0.8)))),
            "rate": float(rng.uniform(-0.01, 0.08)),
            "dividend_yield": float(rng.uniform(-0.01, 0.08)),
            "is_call": bool(rng.random() < 0.5),
        }
        rates = option["rate"], option["dividend_yield"]
        own, other = rates[::-1] if option["is_call"] else rates
        if not other < own < 0.0:
            return option


@pytest.mark.parametrize("accuracy", sorted(STATED))
def test_stated_error_against_the_integral_equation(accuracy):
    rng = np.random.default_rng(17)
    for _ in range(60):
        option = random_option(rng)
        expected = american_integral.price(**option)
        found = axiom.price(**option, exercise="american", accuracy=accuracy)
        assert found == pytest.approx(expected, abs=STATED[accuracy]), option


@pytest.mark.parametrize("distance", [1e-9, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.05])
def test_a_put_close_to_its_boundary(distance):
    """Where the premium's integrand turns fastest."""
    assert_close_to_the_boundary(distance, STATED)


def assert_close_to_the_boundary(distance, stated):
    terms = {"expiry": 1.0, "vol": 0.25, "rate": 0.06, "dividend_yield": 0.02}
    boundary = 100.0 * float(american_integral.solve(*terms.values()).at(np.array(1.0)))
    option = {"spot": boundary * (1.0 + distance), "strike": 100.0, **terms, "is_call": False}
    expected = american_integral.price(**option)
    for accuracy, error in stated.items():
        found = axiom.price(**option, exercise="american", accuracy=accuracy)
        assert found == pytest.approx(expected, abs=error)


@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("rates", [(0.05, 0.02), (0.02, 0.06), (0.0, -0.02), (-0.01, -0.03)])
def test_three_methods_agree(rates, is_call):
    """Spectral, differences and tree; the tree's own error is some 1e-3."""
    rate, dividend_yield = rates
    terms = {
        "strike": 100.0, "expiry": 1.0, "vol": 0.25, "rate": rate,
        "dividend_yield": dividend_yield, "is_call": is_call,
    }  # fmt: skip
    spots = np.array([80.0, 95.0, 105.0, 120.0])
    spectral = axiom.price(spot=spots, **terms, exercise="american")
    assert spectral == pytest.approx(pde.price(pde.Problem(**terms), spots), abs=1e-4)
    for spot, price in zip(spots, spectral, strict=True):
        assert tree.price(spot=spot, **terms) == pytest.approx(price, abs=2e-3)


@pytest.mark.parametrize(
    "terms",
    [
        # Expiry, vol, rate, dividend yield: each family of the rates' signs.
        (1.0, 0.25, 0.05, 0.05),
        (1.0, 0.25, 0.06, 0.0),
        (2.0, 0.4, 0.02, 0.08),
        (1.0, 0.2, 0.0, -0.02),
        (3.0, 0.15, 0.04, -0.03),
    ],
)
def test_boundary_of_a_put_and_of_a_call(terms):
    """The boundary decides prices to second order, hence its wider tolerance."""
    expiry, vol, rate, dividend_yield = terms
    expected = float(american_integral.solve(*terms).at(np.array(expiry)))
    common = {"strike": 100.0, "expiry": expiry, "vol": vol, "accuracy": "reference"}
    _, upper = axiom.exercise_boundary(
        **common, rate=rate, dividend_yield=dividend_yield, is_call=False
    )
    lower, _ = axiom.exercise_boundary(
        **common, rate=dividend_yield, dividend_yield=rate, is_call=True
    )
    assert float(upper) == pytest.approx(100.0 * expected, rel=1e-7)
    assert float(lower) == pytest.approx(100.0 / expected, rel=1e-7)


@pytest.mark.parametrize(
    "terms",
    [
        (1.0, 0.10, -0.01, -0.03),
        (1.0, 0.20, -0.01, -0.04),
        (5.0, 0.10, -0.01, -0.04),
        (0.3, 0.20, -0.005, -0.05),
        (3.0, 0.20, -0.005, -0.05),
    ],
)
def test_two_boundaries_against_the_integral_equations(terms):
    """Prices of puts and of their mirrored calls, and both boundaries."""
    expiry, vol, rate, dividend_yield = terms
    expected = american_two_boundaries.solve(*terms)
    edges = [100.0 * float(edge) for edge in expected.at(np.array(expiry))]
    common = {"expiry": expiry, "vol": vol, "exercise": "american"}
    spots = np.array([0.5 * edges[0], 0.99 * edges[0], 1.001 * edges[1], 100.0, 120.0])
    prices = [100.0 * expected.put(spot / 100.0) for spot in spots.tolist()]
    for accuracy, error in STATED.items():
        puts = axiom.price(
            spot=spots, strike=100.0, rate=rate, dividend_yield=dividend_yield, is_call=False,
            accuracy=accuracy, **common,
        )  # fmt: skip
        calls = axiom.price(
            spot=100.0, strike=spots, rate=dividend_yield, dividend_yield=rate, is_call=True,
            accuracy=accuracy, **common,
        )  # fmt: skip
        assert puts == pytest.approx(prices, abs=error)
        assert calls == pytest.approx(prices, abs=error)
    found = axiom.exercise_boundary(
        strike=100.0, expiry=expiry, vol=vol, rate=rate, dividend_yield=dividend_yield,
        is_call=False, accuracy="reference",
    )  # fmt: skip
    assert found == pytest.approx(edges, rel=1e-6)
