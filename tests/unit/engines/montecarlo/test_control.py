"""Control variates take off what they explain, and nothing for the rounding of a constant."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.engines.montecarlo.control import Controls, coefficients
from axiom.engines.montecarlo.run import Estimate, covariance_of_mean


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


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_controls_that_are_all_but_the_same_share_the_slope(sign):
    """Where two controls tell nothing from each other, none takes off more than the statistic."""
    rng = np.random.default_rng(3)
    control = rng.standard_normal(100)
    samples = np.array([2.0 * control, control, sign * control])
    np.testing.assert_allclose(coefficients(np.cov(samples), np.zeros((1, 2))), [[1.0, sign]])


def test_three_controls_are_a_regression_as_well():
    rng = np.random.default_rng(4)
    controls = rng.standard_normal((3, 200))
    statistic = np.array([1.0, -2.0, 0.5]) @ controls
    found = coefficients(np.cov([statistic, *controls]), np.zeros((1, 3)))
    np.testing.assert_allclose(found, [[1.0, -2.0, 0.5]], rtol=1e-9)


def drawn(rng, *, groups=32):
    """Groups of one statistic of mean 5 with two controls of means 1 and -1, then of another."""
    first, second, noise, other = rng.standard_normal((4, groups))
    means = np.column_stack([5.0 + 3.0 * first - second + 0.1 * noise, 1.0 + first, second - 1.0])
    return np.column_stack([means, 7.0 + other])


def as_estimate(means):
    return Estimate(
        mean=means.mean(axis=0), covariance=covariance_of_mean(means), spread=None,
        group_means=means, paths=1, rounds=1,
    )  # fmt: skip


def test_controls_leave_no_bias_and_their_errors_are_true():
    """Over many runs the corrected mean scatters around the true one as much as it states."""
    controls = Controls(known=np.array([[1.0, -1.0]]), floors=np.zeros((1, 2)))
    rng = np.random.default_rng(5)
    z = []
    for _ in range(400):
        found = controls.take_off(as_estimate(drawn(rng)))
        assert found.mean[1] == pytest.approx(found.group_means[:, 1].mean(), rel=1e-14)
        z.append((found.mean[0] - 5.0) / np.sqrt(found.covariance[0, 0]))
        assert np.sqrt(found.covariance[0, 0]) < 0.05
    assert abs(np.mean(z)) < 3.5 / np.sqrt(400)
    assert 0.9 < np.std(z) < 1.2
