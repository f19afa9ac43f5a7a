from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from axiom.risk.value_at_risk.quadratic import Cumulants, cornish_fisher, quadratic_cumulants

GRADIENT = np.array([1.0, -0.5])
HESSIAN = np.array([[0.4, 0.1], [0.1, -0.2]])
COVARIANCE = np.array([[1.0, -0.6], [-0.6, 0.8]])


def test_cumulants_are_those_of_a_sample():
    rng = np.random.default_rng(0)
    f = rng.multivariate_normal(np.zeros(2), COVARIANCE, size=1_000_000)
    profit = f @ GRADIENT + 0.5 * np.einsum("ni,ij,nj->n", f, HESSIAN, f)
    found = quadratic_cumulants(GRADIENT, HESSIAN, COVARIANCE)
    assert found.mean == pytest.approx(profit.mean(), abs=0.006)
    assert found.deviation == pytest.approx(profit.std(), rel=0.005)
    assert found.skewness == pytest.approx(stats.skew(profit), abs=0.02)
    assert found.kurtosis == pytest.approx(stats.kurtosis(profit), abs=0.05)


def test_a_square_of_a_normal_is_a_chi_square():
    found = quadratic_cumulants(np.zeros(1), np.array([[2.0]]), np.eye(1))
    assert (found.mean, found.deviation) == (1.0, pytest.approx(math.sqrt(2.0)))
    assert (found.skewness, found.kurtosis) == (pytest.approx(math.sqrt(8.0)), pytest.approx(12.0))


def test_nothing_that_moves_has_no_shape():
    assert quadratic_cumulants(np.zeros(2), np.zeros((2, 2)), COVARIANCE) == Cumulants(
        mean=0.0, deviation=0.0, skewness=0.0, kurtosis=0.0
    )


@pytest.mark.parametrize("level", [0.95, 0.99])
def test_without_skewness_and_kurtosis_it_is_normal(level):
    given = Cumulants(mean=0.5, deviation=2.0, skewness=0.0, kurtosis=0.0)
    value, shortfall, is_monotone = cornish_fisher(given, level)
    z = stats.norm.ppf(level)
    assert value == pytest.approx(2.0 * z - 0.5)
    assert shortfall == pytest.approx(2.0 * stats.norm.pdf(z) / (1 - level) - 0.5)
    assert is_monotone


def test_the_shortfall_is_the_mean_of_the_quantiles_beyond():
    given = Cumulants(mean=0.1, deviation=1.0, skewness=-0.4, kurtosis=0.9)
    _, shortfall, is_monotone = cornish_fisher(given, 0.95)
    levels = 1.0 - 0.05 * (np.arange(4000) + 0.5) / 4000
    assert is_monotone
    assert shortfall == pytest.approx(
        np.mean([cornish_fisher(given, a)[0] for a in levels]), rel=1e-3
    )


@pytest.mark.parametrize(
    ("skewness", "kurtosis", "is_monotone"),
    [
        (0.0, 3.0, True),
        (-0.3, 0.5, True),
        (0.0, -1.0, False),
        (2.5, 1.0, False),
        (-4.0, 20.0, False),
    ],
)
def test_cumulants_outside_the_domain_are_told(skewness, kurtosis, is_monotone):
    given = Cumulants(mean=0.0, deviation=1.0, skewness=skewness, kurtosis=kurtosis)
    assert cornish_fisher(given, 0.99)[2] is is_monotone
    z = np.linspace(-12.0, stats.norm.ppf(0.01), 20_001)
    s, k = skewness, kurtosis
    w = z + (z**2 - 1) * s / 6 + (z**3 - 3 * z) * k / 24 - (2 * z**3 - 5 * z) * s**2 / 36
    assert bool((np.diff(w) > 0).all()) is is_monotone
