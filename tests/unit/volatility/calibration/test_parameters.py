"""Coordinates without bounds, and what the quotes leave open."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.volatility.calibration.identification import not_identified, standard_errors
from axiom.volatility.calibration.parameters import Box, Parameter

BOX = Box((Parameter("level", 1e-3, 10.0, True), Parameter("tilt", -1.0, 1.0, False)))


def test_coordinates_and_parameters_invert_each_other():
    values = np.array([0.3, -0.4])
    np.testing.assert_allclose(BOX.inside(BOX.coordinates(values)), values, rtol=1e-12)
    assert np.all(np.abs(BOX.coordinates(np.array([1e-9, 3.0]))) < 10.0)


def test_slopes_are_those_of_bumps():
    z, h = np.array([0.3, -1.2]), 1e-5
    bumped = (BOX.inside(z + h) - BOX.inside(z - h)) / (2 * h)
    np.testing.assert_allclose(BOX.slopes(z), bumped, rtol=1e-8)


def test_standard_errors_are_those_of_regression():
    rng = np.random.default_rng(1)
    jacobian, residuals = rng.normal(size=(40, 2)) * [1.0, 100.0], rng.normal(size=40)
    wanted = np.sqrt(np.diag(np.linalg.inv(jacobian.T @ jacobian)) * (residuals @ residuals) / 38)
    np.testing.assert_allclose(standard_errors(jacobian, residuals), wanted, rtol=1e-10)


@pytest.mark.parametrize("column", [np.zeros(5), np.arange(5.0)])
def test_what_cannot_be_known_has_infinite_errors_and_is_named(column):
    jacobian = np.column_stack([np.arange(5.0), column])
    errors = standard_errors(jacobian, np.ones(5))
    assert np.all(np.isinf(errors))
    open_ones = not_identified(jacobian, errors, np.array([0.3, 0.2]), BOX)
    assert {"level", "tilt"} <= set(open_ones)
    assert np.all(np.isinf(standard_errors(np.ones((2, 2)), np.ones(2))))


def test_bounds_and_combinations_are_named():
    jacobian = np.column_stack([np.arange(9.0), 1.5 * np.arange(9.0) + 1e-7 * np.arange(9.0) ** 2])
    found = not_identified(jacobian, np.array([0.01, 0.01]), np.array([0.3, 0.99999]), BOX)
    assert "tilt (at its bound)" in found
    assert "level with tilt" in found
