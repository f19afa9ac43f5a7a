"""The bounded search: known minima, bounds, budgets and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk.hedging.search import minimise

BOX = {"lower": [-2.0, -2.0], "upper": [2.0, 2.0], "step": [0.5, 0.5], "tolerance": 1e-10}


def rosenbrock(x):
    return (1.0 - x[0]) ** 2 + 100.0 * (x[1] - x[0] ** 2) ** 2


def test_the_minimum_of_a_curved_valley():
    found = minimise(rosenbrock, [-1.2, 1.0], max_evaluations=2000, **BOX)
    assert found.has_converged
    np.testing.assert_allclose(found.at, [1.0, 1.0], atol=1e-3)
    assert found.value < 1e-7


def test_a_minimum_on_a_bound():
    found = minimise(
        lambda x: (x[0] - 3.0) ** 2 + (x[1] + 0.5) ** 2, [0, 0], max_evaluations=2000, **BOX
    )
    np.testing.assert_allclose(found.at, [2.0, -0.5], atol=1e-4)


def test_no_point_outside_the_bounds_is_asked_for():
    seen = []

    def watched(x):
        seen.append(x.copy())
        return float(x.sum())

    found = minimise(watched, [1.9, -1.9], max_evaluations=500, **BOX)
    assert np.abs(seen).max() <= 2.0
    np.testing.assert_allclose(found.at, [-2.0, -2.0], atol=1e-6)
    assert found.evaluations == len(seen)


def test_a_budget_that_ends_early_is_said():
    found = minimise(rosenbrock, [-1.2, 1.0], max_evaluations=20, **BOX)
    assert not found.has_converged
    assert 20 <= found.evaluations <= 24


def test_it_is_deterministic():
    found = [minimise(rosenbrock, [0.0, 0.0], max_evaluations=300, **BOX) for _ in range(2)]
    np.testing.assert_array_equal(found[0].at, found[1].at)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"lower": [-2.0]}, "one length"),
        ({"lower": [3.0, -2.0]}, "outside"),
        ({"step": [0.0, 0.1]}, "step"),
        ({"tolerance": 0.0}, "tolerance"),
        ({"max_evaluations": 2}, "max_evaluations"),
    ],
)
def test_bad_input_is_refused(change, named):
    with pytest.raises(InvalidArgumentError, match=named):
        minimise(rosenbrock, [0.0, 0.0], **{**BOX, "max_evaluations": 50, **change})
