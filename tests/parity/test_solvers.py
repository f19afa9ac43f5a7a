"""The solvers that the core is measured against, measured against each other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.solvers import (
    american_integral,
    american_two_boundaries,
    dividend_integral,
    pde,
    tree,
)
from tests.solvers.american_integral import Accuracy, solve

FINER = Accuracy(panels=17, nodes=18, step=1.0 / 24.0)
SPOTS = np.array([0.7, 0.8, 0.9, 1.0, 1.1, 1.3])

ONE_BOUNDARY = [
    # expiry, vol, rate, dividend yield
    (1.0, 0.25, 0.05, 0.05),
    (1.0, 0.25, 0.05, 0.0499),
    (1.0, 0.20, 0.06, 0.0),
    (2.0, 0.40, 0.06, 0.0),
    (1.0, 0.25, 0.02, 0.08),
    (3.0, 0.10, 0.08, -0.01),
    (7 / 365, 0.10, 0.08, 0.08),
    (3.0, 0.80, 0.001, 0.08),
    (1.0, 0.20, 0.0, -0.02),
    (30.0, 0.30, 0.05, 0.02),
    (1 / 8766, 0.50, 0.05, 0.0),
]
BEFORE_THEY_MEET = [
    (1.0, 0.10, -0.01, -0.03),
    (1.0, 0.20, -0.01, -0.04),
    (5.0, 0.10, -0.01, -0.04),
    (0.3, 0.20, -0.005, -0.05),
    (3.0, 0.20, -0.005, -0.05),
]
TWO_BOUNDARIES = [(1.0, 0.10, -0.01, -0.03), (5.0, 0.10, -0.01, -0.04), (10.0, 0.20, -0.005, -0.02)]


def arguments(spot, terms, *, is_call):
    expiry, vol, rate, dividend_yield = terms
    return {
        "spot": spot, "strike": 100.0, "expiry": expiry, "vol": vol,
        "rate": rate, "dividend_yield": dividend_yield, "is_call": is_call,
    }  # fmt: skip


def in_hundreds(boundary):
    return np.array([100.0 * boundary.put(spot) for spot in SPOTS])


@pytest.mark.parametrize("terms", ONE_BOUNDARY)
def test_integral_equation_has_converged(terms):
    assert in_hundreds(solve(*terms)) == pytest.approx(in_hundreds(solve(*terms, FINER)), abs=1e-10)


@pytest.mark.parametrize("terms", ONE_BOUNDARY)
def test_representation_is_intrinsic_below_the_boundary(terms):
    """Delta is imposed on the boundary alone, the value nowhere."""
    boundary = solve(*terms)
    for share in (0.9999, 0.99, 0.9, 0.7):
        spot = share * float(boundary.at(np.array(boundary.expiry)))
        assert boundary.representation(spot) == pytest.approx(1.0 - spot, abs=1e-11)


@pytest.mark.parametrize("terms", ONE_BOUNDARY)
def test_differences_agree_with_the_integral_equation(terms):
    expiry, vol, rate, dividend_yield = terms
    problem = pde.Problem(
        strike=100.0, expiry=expiry, vol=vol, rate=rate, dividend_yield=dividend_yield
    )
    found = pde.price(problem, 100.0 * SPOTS)
    assert found == pytest.approx(in_hundreds(solve(*terms)), abs=2e-4)


@pytest.mark.parametrize("terms", ONE_BOUNDARY[:6])
@pytest.mark.parametrize("is_call", [False, True])
def test_tree_agrees_with_the_integral_equation(terms, is_call):
    for spot in 100.0 * SPOTS:
        option = arguments(spot, terms, is_call=is_call)
        expected = american_integral.price(**option)
        assert tree.price(**option) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("terms", BEFORE_THEY_MEET)
def test_two_boundaries_have_converged(terms):
    """Between them the value is intrinsic, which is imposed nowhere."""
    found, finer = (american_two_boundaries.solve(*terms, sizes) for sizes in (Accuracy(), FINER))
    lower, upper = found.at(np.array(found.expiry))
    for share in (0.001, 0.3, 0.7, 0.999):
        inside = float(lower + share * (upper - lower))
        assert found.representation(inside) == pytest.approx(1.0 - inside, abs=1e-11)
    for spot in (0.5 * lower, 0.99 * lower, 1.001 * upper, 1.0, 1.2):
        assert found.put(spot) == pytest.approx(finer.put(spot), abs=1e-12)


@pytest.mark.parametrize("terms", BEFORE_THEY_MEET)
def test_differences_agree_with_the_two_boundaries(terms):
    expiry, vol, rate, dividend_yield = terms
    boundaries = american_two_boundaries.solve(*terms)
    problem = pde.Problem(
        strike=100.0, expiry=expiry, vol=vol, rate=rate, dividend_yield=dividend_yield
    )
    found = pde.price(problem, 100.0 * SPOTS)
    assert found == pytest.approx(in_hundreds(boundaries), abs=2e-4)


def test_boundaries_that_meet_are_refused():
    with pytest.raises(ArithmeticError, match="no convergence"), np.errstate(invalid="ignore"):
        american_two_boundaries.solve(2.0, 0.30, -0.02, -0.05)


@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("american", [False, True])
@pytest.mark.parametrize("terms", [*ONE_BOUNDARY[:4], *TWO_BOUNDARIES])
def test_differences_converge(terms, american, is_call):
    expiry, vol, rate, dividend_yield = terms
    problem = pde.Problem(
        strike=100.0, expiry=expiry, vol=vol, rate=rate, dividend_yield=dividend_yield,
        is_call=is_call, american=american, dividends=[(0.3 * expiry, 1.5, 0.0), (0.6, 0.0, 0.02)],
    )  # fmt: skip
    coarse, fine = (pde.price(problem, 100.0 * SPOTS, size, size) for size in (200, 400))
    assert coarse == pytest.approx(fine, abs=5e-4)


@pytest.mark.parametrize("is_call", [False, True])
def test_differences_without_exercise_are_black_scholes(is_call):
    terms = (0.75, 0.3, 0.04, 0.01)
    problem = pde.Problem(
        strike=100.0, expiry=0.75, vol=0.3, rate=0.04, dividend_yield=0.01,
        is_call=is_call, american=False,
    )  # fmt: skip
    european = american_integral.european_call if is_call else american_integral.european_put
    expected = european(100.0 * SPOTS, 100.0, terms[0], terms[1:])
    assert pde.price(problem, 100.0 * SPOTS) == pytest.approx(expected, abs=1e-7)


def test_two_boundaries_are_refused_by_the_one_boundary_solver():
    with pytest.raises(ValueError, match="no single boundary"):
        american_integral.price(**arguments(100.0, TWO_BOUNDARIES[0], is_call=False))


SCHEDULES = {
    "one": [(0.35, 2.0, 0.0)],
    "quarterly": [(0.1, 1.0, 0.0), (0.35, 1.0, 0.0), (0.6, 1.2, 0.0), (0.85, 1.2, 0.0)],
    "both": [(0.3, 1.5, 0.01), (0.7, 0.0, 0.02)],
    "large": [(0.5, 30.0, 0.0)],
}


@pytest.mark.parametrize("schedule", sorted(SCHEDULES))
@pytest.mark.parametrize(
    ("is_call", "american", "error"),
    [(True, False, 1e-7), (False, False, 1e-7), (True, True, 5e-5)],
)
def test_two_methods_agree_on_dividends(schedule, is_call, american, error):
    """Quadrature from ex-date to ex-date beside differences, at the error of the differences."""
    terms = {
        "strike": 100.0, "expiry": 1.0, "vol": 0.3, "rate": 0.04, "is_call": is_call,
        "american": american, "dividends": SCHEDULES[schedule],
    }  # fmt: skip
    found = pde.price(pde.Problem(**terms), 100.0 * SPOTS)
    problem = dividend_integral.Problem(**terms)
    expected = [dividend_integral.price(problem, spot) for spot in (100.0 * SPOTS).tolist()]
    assert found == pytest.approx(expected, abs=error)


def test_quadrature_refuses_what_it_cannot_do():
    problem = dividend_integral.Problem(
        strike=100.0, expiry=1.0, vol=0.3, is_call=False, american=True, dividends=[(0.5, 1.0, 0.0)]
    )
    with pytest.raises(ValueError, match="American put"):
        dividend_integral.price(problem, 100.0)
