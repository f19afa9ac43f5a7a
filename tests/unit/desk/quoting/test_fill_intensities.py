"""Fill intensities against their formulas, in the tails and at the limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import ExponentialIntensity, FillIntensity, LogisticIntensity

FAMILIES = [
    ExponentialIntensity(scale=140.0, decay=1.5),
    LogisticIntensity(scale=7560.0, steepness=1.2, shift=0.7),
]


@pytest.mark.parametrize("family", FAMILIES)
def test_families_keep_the_protocol_and_the_shape(family):
    assert isinstance(family, FillIntensity)
    offsets = np.linspace(-1.0, 3.0, 6).reshape(2, 3)
    assert family.rate(offsets).shape == (2, 3)
    assert family.log_slope(offsets).shape == (2, 3)


def test_exponential_formula():
    assert FAMILIES[0].rate([0.0, 2.0]) == pytest.approx([140.0, 140.0 * math.exp(-3.0)])


@pytest.mark.parametrize("offset", [-900.0, -3.0, 0.0, 0.4, 30.0, 500.0])
def test_logistic_formula_without_loss_in_the_tails(offset):
    x = 0.7 + 1.2 * offset
    wanted = 7560.0 * (math.exp(-x) / (1.0 + math.exp(-x)) if x > 0 else 1 / (1 + math.exp(x)))
    assert float(FAMILIES[1].rate(offset)) == pytest.approx(wanted, rel=1e-14)


@pytest.mark.parametrize("family", FAMILIES)
def test_log_slope_is_the_derivative(family):
    offsets, step = np.linspace(-2.0, 4.0, 25), 1e-5
    log_rate = np.log(family.rate(offsets + step)) - np.log(family.rate(offsets - step))
    assert family.log_slope(offsets) == pytest.approx(log_rate / (2.0 * step), rel=1e-8)
    assert (family.log_slope(offsets) < 0.0).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_no_quote_is_never_filled(family):
    assert float(family.rate(math.inf)) == 0.0


def test_logistic_fills_every_request_far_inside_the_mid():
    assert float(FAMILIES[1].rate(-math.inf)) == 7560.0


def test_logistic_tends_to_exponential_far_from_the_mid():
    exponential = ExponentialIntensity(scale=7560.0 * math.exp(-0.7), decay=1.2)
    assert float(FAMILIES[1].rate(30.0)) == pytest.approx(float(exponential.rate(30.0)), rel=1e-14)


@pytest.mark.parametrize(
    ("family", "bad", "message"),
    [
        (ExponentialIntensity, {"scale": -1.0, "decay": 1.0}, "scale=-1.0"),
        (ExponentialIntensity, {"scale": 1.0, "decay": 0.0}, "decay=0.0"),
        (ExponentialIntensity, {"scale": math.nan, "decay": 1.0}, "scale=nan"),
        (LogisticIntensity, {"scale": 1.0, "steepness": -2.0}, "steepness=-2.0"),
        (LogisticIntensity, {"scale": 1.0, "steepness": 1.0, "shift": math.inf}, "shift=inf"),
    ],
)
def test_bad_parameters_are_named(family, bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        family(**bad)
