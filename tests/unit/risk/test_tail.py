from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk import tail_risk
from axiom.risk.value_at_risk.tail import binomial_cdf

LOSSES = np.arange(1.0, 101.0)


def test_figures_of_a_sample_that_can_be_counted():
    [at_95, at_99] = tail_risk(-LOSSES, levels=(0.95, 0.99))
    assert (at_95.value_at_risk, at_95.expected_shortfall) == (95.0, pytest.approx(98.0))
    assert (at_99.value_at_risk, at_99.expected_shortfall) == (99.0, pytest.approx(100.0))


def test_the_last_loss_counts_by_its_fraction():
    [tail] = tail_risk(-LOSSES[:50], levels=(0.97,))
    assert tail.value_at_risk == 49.0
    assert tail.expected_shortfall == pytest.approx((50.0 + 0.5 * 49.0) / 1.5)


def test_order_does_not_matter_but_for_overlaps():
    rng = np.random.default_rng(1)
    assert tail_risk(-rng.permutation(LOSSES)) == tail_risk(-LOSSES)


def test_the_interval_covers_the_quantile_as_often_as_it_says():
    rng, truth, covered = np.random.default_rng(2), stats.norm.ppf(0.95), 0
    for _ in range(1000):
        [tail] = tail_risk(rng.standard_normal(500), levels=(0.95,))
        covered += tail.value_at_risk_low <= truth <= tail.value_at_risk_high
    assert 0.94 <= covered / 1000 <= 0.98


def test_errors_are_the_spread_over_samples():
    rng, shortfalls, values, errors, boots, bands = np.random.default_rng(3), [], [], [], [], []
    for i in range(300):
        sample = rng.standard_normal(1000)
        [tail] = tail_risk(sample, levels=(0.95,))
        shortfalls.append(tail.expected_shortfall)
        values.append(tail.value_at_risk)
        errors.append(tail.expected_shortfall_error)
        bands.append(tail.value_at_risk_error)
        if i < 40:
            [tail] = tail_risk(sample, levels=(0.95,), n_bootstrap=100, seed=i)
            boots.append(tail.expected_shortfall_error)
    assert np.mean(errors) == pytest.approx(np.std(shortfalls), rel=0.15)
    assert np.mean(boots) == pytest.approx(np.std(shortfalls), rel=0.2)
    assert np.mean(bands) == pytest.approx(np.std(values), rel=0.2)


def test_overlapping_windows_widen_errors():
    moves = np.random.default_rng(4).standard_normal(2009)
    windows = np.convolve(moves, np.ones(10), "valid")
    [alone] = tail_risk(windows, levels=(0.95,))
    [tail] = tail_risk(windows, levels=(0.95,), overlap=10)
    assert tail.expected_shortfall == alone.expected_shortfall
    assert tail.expected_shortfall_error > 3.0 * alone.expected_shortfall_error
    assert tail.value_at_risk_error > 2.0 * alone.value_at_risk_error
    [boot] = tail_risk(windows, levels=(0.95,), overlap=10, n_bootstrap=300)
    assert boot.expected_shortfall_error > 2.0 * alone.expected_shortfall_error


def test_a_sample_too_small_to_bound_the_quantile_says_so():
    [tail] = tail_risk(-LOSSES, levels=(0.99,))
    assert tail.value_at_risk_high == math.inf
    assert tail.value_at_risk_low == 97.0
    assert tail.value_at_risk_error == math.inf


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (250, 0.99), (5000, 0.95), (100_000, 0.99)])
def test_the_binomial_distribution(n, p):
    expected = stats.binom.cdf(np.arange(n + 1), n, p)
    assert np.abs(binomial_cdf(n, p) - expected).max() < 1e-9


def test_a_seed_of_zero_is_a_seed():
    one, same, other = (tail_risk(-LOSSES, n_bootstrap=20, seed=seed) for seed in (0, 0, 1))
    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("profits", "change", "error", "message"),
    [
        ([], {}, DataError, "profits of shape"),
        ([1.0, np.nan], {}, DataError, "not all finite"),
        ([[1.0]], {}, DataError, "not one axis"),
        ([1.0], {"levels": (0.5,)}, InvalidArgumentError, "level is 0.5; give a share"),
        ([1.0], {"levels": ()}, InvalidArgumentError, "levels are empty"),
        ([1.0], {"overlap": 0}, InvalidArgumentError, "overlap=0: give a whole number, 1"),
        ([1.0], {"n_bootstrap": 1.5}, InvalidArgumentError, "n_bootstrap=1.5: give a whole"),
    ],
)
def test_impossible_arguments_are_refused(profits, change, error, message):
    with pytest.raises(error, match=message):
        tail_risk(profits, **change)
