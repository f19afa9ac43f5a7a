"""Control variates take off what they explain, and nothing for the rounding of a constant."""

from __future__ import annotations

import numpy as np

from axiom.engines.montecarlo.control import coefficients


def test_coefficients_are_those_of_a_regression():
    rng = np.random.default_rng(0)
    first, second, noise = rng.standard_normal((3, 400))
    statistic = 2.0 * first - 0.5 * second + 0.1 * noise
    other = 3.0 * second
    # Two statistics, each with two controls of its own.
    samples = np.array([statistic, other, first, second, second, first])
    found = coefficients(np.cov(samples), np.zeros((2, 2)))
    controls = np.column_stack([np.ones(400), first, second])
    wanted = np.linalg.lstsq(controls, statistic, rcond=None)[0][1:]
    np.testing.assert_allclose(found[0], wanted, rtol=1e-10)
    np.testing.assert_allclose(found[1], [3.0, 0.0], atol=1e-12)


def test_controls_below_the_rounding_are_left_out():
    rng = np.random.default_rng(1)
    samples = rng.standard_normal((2, 100)) * np.array([[1.0], [1e-14]])
    assert coefficients(np.cov(samples), np.array([[1e-12]])) == 0.0
    assert coefficients(np.cov(samples), np.array([[0.0]])) != 0.0


def test_the_same_control_twice_counts_once():
    rng = np.random.default_rng(2)
    control = rng.standard_normal(100)
    samples = np.array([2.0 * control, control, control])
    np.testing.assert_allclose(coefficients(np.cov(samples), np.zeros((1, 2))).sum(), 2.0)
