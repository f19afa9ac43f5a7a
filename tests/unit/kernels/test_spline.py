"""One spline slice against SciPy's natural spline."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from axiom.kernels.spline import second_derivatives, slice_derivatives


def _slice(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    knots = -0.7 + np.cumsum(rng.uniform(0.01, 0.1, n))
    return knots, 0.04 + 0.1 * knots**2 + 0.002 * rng.standard_normal(n)


@pytest.mark.parametrize("n", [2, 3, 4, 7, 64, 333])
def test_second_derivatives_are_scipys(n: int) -> None:
    knots, values = _slice(n)
    second = second_derivatives(knots=knots, total_variance=values)
    expected = CubicSpline(knots, values, bc_type="natural")(knots, 2) if n > 2 else np.zeros(2)
    np.testing.assert_allclose(second, expected, rtol=1e-11, atol=1e-12 * np.abs(expected).max())
    assert second[0] == second[-1] == 0.0


@pytest.mark.parametrize("n", [2, 3, 5, 64])
def test_values_and_derivatives_are_scipys_inside_the_knots(n: int) -> None:
    knots, values = _slice(n, seed=1)
    second = second_derivatives(knots=knots, total_variance=values)
    k = np.linspace(knots[0], knots[-1], 501)[:-1]
    found = slice_derivatives(knots=knots, total_variance=values, second=second, log_moneyness=k)
    expected = CubicSpline(knots, values, bc_type="natural")
    for order, (actual, scale) in enumerate(zip(found, (1.0, 1e2, 1e4, 1e6), strict=True)):
        np.testing.assert_allclose(actual, expected(k, order), rtol=1e-10, atol=1e-15 * scale)


def test_wings_go_straight_on() -> None:
    knots, values = _slice(9, seed=2)
    second = second_derivatives(knots=knots, total_variance=values)
    spline = CubicSpline(knots, values, bc_type="natural")
    for end, k in (
        (0, knots[0] - np.array([1e-9, 0.1, 4.0])),
        (-1, knots[-1] + np.array([0.0, 3])),
    ):
        w, dk, dkk, dkkk = slice_derivatives(
            knots=knots, total_variance=values, second=second, log_moneyness=k
        )
        slope = float(spline(knots[end], 1))
        np.testing.assert_allclose(w, values[end] + slope * (k - knots[end]), rtol=1e-13)
        np.testing.assert_allclose(dk, slope, rtol=1e-11)
        np.testing.assert_array_equal(dkk, 0.0)
        np.testing.assert_array_equal(dkkk, 0.0)


@pytest.mark.parametrize("n", [2, 3, 6, 17, 100])
def test_a_knot_belongs_to_the_piece_on_its_right(n: int) -> None:
    knots, values = _slice(n, seed=3)
    second = second_derivatives(knots=knots, total_variance=values)
    at, before = (
        slice_derivatives(knots=knots, total_variance=values, second=second, log_moneyness=k)
        for k in (knots, np.nextafter(knots, -np.inf))
    )
    np.testing.assert_array_equal(at[0], values)
    np.testing.assert_array_equal(at[2], second)
    jump = np.append(np.diff(second) / np.diff(knots), 0.0)
    np.testing.assert_allclose(at[3], jump, rtol=1e-13)
    np.testing.assert_allclose(before[3], np.append(0.0, jump[:-1]), rtol=1e-13)
    np.testing.assert_allclose(before[0], values, rtol=1e-12)


def test_nan_stays_in_its_element() -> None:
    knots, values = _slice(5)
    second = second_derivatives(knots=knots, total_variance=values)
    w, *_ = slice_derivatives(
        knots=knots, total_variance=values, second=second, log_moneyness=[np.nan, 0.0]
    )
    np.testing.assert_array_equal(np.isnan(w), [True, False])
