"""What simulated prices add to the errors of parameters."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.volatility.calibration.identification import simulation_errors, standard_errors


def test_errors_of_a_straight_line_are_those_of_its_groups():
    rng = np.random.default_rng(0)
    jacobian = np.stack([np.ones(50), np.linspace(-1.0, 1.0, 50)], axis=1)
    planted = rng.normal(size=(4_000, 2)) * [0.3, 0.02]
    groups = planted @ jacobian.T
    expected = planted.std(axis=0, ddof=1) / np.sqrt(4_000)
    assert simulation_errors(jacobian, groups) == pytest.approx(expected, rel=1e-10)


def test_a_parameter_that_moves_nothing_has_no_error_from_simulation():
    jacobian = np.stack([np.ones(5), np.zeros(5)], axis=1)
    errors = simulation_errors(jacobian, np.arange(4.0)[:, None] * np.ones(5))
    assert errors[1] == 0.0
    assert np.isinf(standard_errors(jacobian, np.ones(5))).all()
