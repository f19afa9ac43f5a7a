from __future__ import annotations

import numpy as np
import pytest

from axiom.volatility.curves.least_squares import difference_jacobian, minimise


def rosenbrock(x: np.ndarray) -> np.ndarray:
    return np.array([10.0 * (x[1] - x[0] ** 2), 1.0 - x[0]])


def exact(x: np.ndarray) -> np.ndarray:
    return np.array([[-20.0 * x[0], 10.0], [-1.0, 0.0]])


def test_the_valley_of_rosenbrock_is_followed_to_its_end() -> None:
    found = minimise(rosenbrock, exact, np.array([-1.2, 1.0]), evaluations=100, tolerance=1e-12)
    assert found.x == pytest.approx([1.0, 1.0], abs=1e-8)
    assert found.cost == pytest.approx(0.0, abs=1e-16)


def test_differences_give_the_jacobian() -> None:
    x = np.array([0.3, -0.7])
    near = difference_jacobian(rosenbrock, np.array([1.0, 0.1]))(x)
    assert near == pytest.approx(exact(x), abs=1e-5)


def test_a_linear_problem_ends_at_the_solution_of_its_normal_equations() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(20, 4)), rng.normal(size=20)
    found = minimise(lambda x: a @ x - b, lambda x: a, np.zeros(4), evaluations=50, tolerance=0.0)
    assert found.x == pytest.approx(np.linalg.lstsq(a, b)[0], abs=1e-7)


def test_it_stops_where_it_starts_when_nothing_gains() -> None:
    found = minimise(rosenbrock, exact, np.ones(2), evaluations=50)
    assert found.x.tolist() == [1.0, 1.0]
    assert minimise(rosenbrock, exact, np.zeros(2), evaluations=1).x.tolist() == [0.0, 0.0]
