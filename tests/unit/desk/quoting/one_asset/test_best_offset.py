"""The best offset beside closed forms, a search and the limits."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from axiom import InvalidArgumentError
from axiom.desk import ExponentialIntensity, LogisticIntensity, best_offset

LOGISTIC = LogisticIntensity(scale=7560.0, steepness=1.2, shift=0.7)
COSTS = np.array([-400.0, -30.0, -2.0, 0.0, 0.7, 12.0, 300.0])


class Gaussian:
    """Falls faster than an exponential."""

    def rate(self, offset):
        return np.exp(-np.square(np.maximum(offset, 0.0)) - 0.1 * np.asarray(offset))

    def log_slope(self, offset):
        return -2.0 * np.maximum(offset, 0.0) - 0.1


class Hyperbolic:
    """Falls as 1 / offset: there is always something further away that is as good."""

    def rate(self, offset):
        return 1.0 / (1.0 + np.abs(offset))

    def log_slope(self, offset):
        return -1.0 / (1.0 + np.abs(np.asarray(offset)))


@pytest.mark.parametrize("gamma", [0.0, 1e-6, 0.1, 3.0])
def test_exponential_closed_form(gamma):
    margin = 1.0 / 1.5 if gamma == 0.0 else math.log1p(gamma / 1.5) / gamma
    found = best_offset(ExponentialIntensity(scale=9.0, decay=1.5), at=COSTS, risk_aversion=gamma)
    assert found == pytest.approx(COSTS + margin, rel=1e-13)


def test_logistic_without_risk_aversion_is_lambert():
    found = best_offset(LOGISTIC, at=COSTS)
    for cost, offset in zip(COSTS, found, strict=True):
        c = 0.7 + 1.2 * cost
        y = mpmath.lambertw(mpmath.exp(-1.0 - c))
        assert offset == pytest.approx(float((c + 1.0 + y - 0.7) / 1.2), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("fills", [LOGISTIC, Gaussian()])
@pytest.mark.parametrize("gamma", [0.05, 0.8])
def test_beside_a_search(fills, gamma):
    for cost in (-2.0, 0.0, 1.5):
        gain = lambda d, p=cost: -float(fills.rate(d)) * -math.expm1(-gamma * (d - p))  # noqa: E731
        searched = minimize_scalar(gain, bounds=(cost, cost + 20.0), method="bounded",
                                   options={"xatol": 1e-9}).x  # fmt: skip
        assert float(best_offset(fills, at=cost, risk_aversion=gamma)) == pytest.approx(
            searched, abs=1e-5
        )


def test_floor_and_shape():
    found = best_offset(LOGISTIC, at=COSTS.reshape(7, 1), floor=0.5)
    assert found.shape == (7, 1)
    assert found.min() == 0.5
    assert best_offset(LOGISTIC).shape == ()


def test_an_intensity_that_falls_too_slowly_is_refused():
    with pytest.raises(InvalidArgumentError, match="no best offset"):
        best_offset(Hyperbolic(), at=1.0)


@pytest.mark.parametrize(
    ("bad", "message"),
    [({"at": math.nan}, "at has nan"), ({"risk_aversion": -1.0}, "risk_aversion is -1.0")],
)
def test_bad_arguments_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        best_offset(LOGISTIC, **bad)
