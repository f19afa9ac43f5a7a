"""The constants in the headers are those that tools/approximations.py computes, with its errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.approximations import approximations

HEADERS = Path(__file__).parents[2] / "src/axiom/kernels/include/axiom"
STATED_ERRORS = {
    "mills": 1e-16,
    "exp": 4e-17,
    "log": 1e-18,
    "near": 3e-4,
    "far": 3e-4,
    "quantile": 3e-11,
    "atan": 2e-17,
}
COMPUTED = {made.name: made for made in approximations()}


@pytest.mark.parametrize("name", STATED_ERRORS)
def test_the_header_carries_the_coefficients(name):
    made = COMPUTED[name]
    text = (HEADERS / made.header).read_text()
    constants = [float(number) for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text)]
    for coefficient in (*made.numerator, *made.denominator):
        wanted = pytest.approx(float(coefficient), rel=3e-16, abs=0.0)
        assert any(constant == wanted for constant in constants), coefficient


@pytest.mark.parametrize(("name", "stated"), STATED_ERRORS.items())
def test_truncation_is_below_what_the_headers_state(name, stated):
    assert COMPUTED[name].error < stated
