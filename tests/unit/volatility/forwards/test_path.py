from __future__ import annotations

import numpy as np
import pytest

from axiom.volatility.forwards.path import PathPrior, fit_path

PRIOR = PathPrior(level=0.05, drift=0.0, roughness=0.001)


def seen(rng, n=30, *, roughness=0.002, error=0.0005):
    x = np.sort(rng.uniform(0.0, 4.0, n))
    steps = rng.normal(0.0, 1.0, n) * np.sqrt(np.diff(x, prepend=0.0))
    truth = 0.03 + roughness * np.cumsum(steps)
    size = np.full(n, error)
    return x, truth, truth + error * rng.normal(size=n), size


def along(path, x):
    course, covariance = path.at(x)
    return course, np.sqrt(np.diag(covariance))


def test_path_against_the_filter_written_out():
    """Kalman filter and smoother of the local-level model, at the roughness that was found."""
    rng = np.random.default_rng(4)
    x, _, y, error = seen(rng)
    path = fit_path(x, y, error, prior=PRIOR)
    mean, variance = [], []
    level, spread = 0.0, PRIOR.level**2
    gaps = np.diff(x, prepend=x[0]) * path.roughness**2
    for value, size, gap in zip(y, error, gaps, strict=True):
        spread += gap
        gain = spread / (spread + size**2)
        level, spread = level + gain * (value - level), (1.0 - gain) * spread
        mean.append(level)
        variance.append(spread)
    for i in range(len(x) - 2, -1, -1):
        ahead = variance[i] + gaps[i + 1]
        back = variance[i] / ahead
        mean[i] += back * (mean[i + 1] - mean[i])
        variance[i] += back**2 * (variance[i + 1] - ahead)
    course, course_se = along(path, x)
    assert course == pytest.approx(np.array(mean), rel=1e-8)
    assert course_se == pytest.approx(np.sqrt(variance), rel=1e-5)


def test_errors_hold_the_truth():
    rng = np.random.default_rng(5)
    hits = []
    for _ in range(100):
        x, truth, y, error = seen(rng)
        course, course_se = along(fit_path(x, y, error, prior=PRIOR), x)
        hits.append(np.abs(course - truth) <= 2.0 * course_se)
    assert 0.92 <= np.mean(hits) <= 0.98


def test_the_smoothed_path_is_closer_than_what_is_seen():
    rng = np.random.default_rng(6)
    ratios = []
    for _ in range(50):
        x, truth, y, error = seen(rng, roughness=0.0005)
        course, _ = fit_path(x, y, error, prior=PRIOR).at(x)
        ratios.append(np.std(course - truth) / np.std(y - truth))
    assert np.median(ratios) < 0.7


@pytest.mark.parametrize("n", [6, 12, 40])
@pytest.mark.parametrize("jump", [-0.1, 0.1])
def test_an_outlier_is_found_and_left_out(n, jump):
    rng = np.random.default_rng(7)
    x, truth, y, error = seen(rng, n)
    place = n // 2
    y[place] += jump
    path = fit_path(x, y, error, prior=PRIOR)
    assert np.flatnonzero(path.off).tolist() == [place]
    course, course_se = along(path, x)
    assert (np.abs(course - truth) <= 4.0 * course_se).all()
    assert np.sign(path.distance[place]) == np.sign(jump)


def test_good_places_are_seldom_left_out():
    rng = np.random.default_rng(8)
    left_out = 0
    for _ in range(100):
        x, _, y, error = seen(rng)
        left_out += fit_path(x, y, error, prior=PRIOR).off.sum()
    assert left_out == 0


def test_poor_places_take_after_their_neighbours():
    x = np.array([0.0, 1.0, 2.0])
    y, error = np.array([0.03, 0.5, 0.04]), np.array([1e-4, 1.0, 1e-4])
    path = fit_path(x, y, error, prior=PRIOR)
    course, course_se = along(path, np.array([0.5, 1.0, 5.0]))
    assert course[:2] == pytest.approx([0.0325, 0.035], abs=1e-4)
    assert course[2] == pytest.approx(0.04, abs=1e-4)
    assert course_se[2] > course_se[1] > 1e-4


def test_one_place():
    path = fit_path(np.array([0.5]), np.array([0.03]), np.array([1e-3]), prior=PRIOR)
    course, course_se = along(path, np.array([0.1, 0.5, 2.0]))
    assert course == pytest.approx(0.03, rel=1e-3)
    assert course_se[1] == pytest.approx(1e-3, rel=1e-3)
    assert (course_se[[0, 2]] > course_se[1]).all()
