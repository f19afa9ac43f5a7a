from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk import christoffersen, kupiec, kupiec_region
from axiom.risk.value_at_risk.backtests.coverage import chi_square_tail


@pytest.mark.parametrize("degrees", [1, 2])
def test_tails_of_the_chi_square(degrees):
    for x in (0.0, 0.3, 3.84, 25.0, 200.0):
        assert chi_square_tail(x, degrees) == pytest.approx(stats.chi2.sf(x, degrees), rel=1e-12)


def test_the_ratio_is_that_of_binomial_likelihoods():
    for hits in (0, 3, 17, 250):
        test = kupiec(n_hits=hits, n_days=250, level=0.95)
        best, stated = (stats.binom.logpmf(hits, 250, p) for p in (hits / 250, 0.05))
        assert test.statistic == pytest.approx(2 * (best - stated), rel=1e-9)
        assert test.p_value == pytest.approx(stats.chi2.sf(test.statistic, 1), rel=1e-9)


def test_as_many_hits_as_stated_are_not_rejected():
    test = kupiec(n_hits=5, n_days=100, level=0.95)
    assert (test.statistic, test.p_value) == (pytest.approx(0.0, abs=1e-12), pytest.approx(1.0))
    least, most = kupiec_region(n_days=100, level=0.95)
    assert least <= 5 <= most


def test_coverage_and_independence_add_up():
    hits = np.random.default_rng(0).random(1000) < 0.04
    independence, conditional = christoffersen(hits, level=0.95)
    transitions = kupiec(n_hits=int(hits[1:].sum()), n_days=999, level=0.95)
    assert conditional.statistic == pytest.approx(independence.statistic + transitions.statistic)
    assert (independence.degrees, conditional.degrees) == (1, 2)
    assert independence.n_hits == hits.sum()


def test_hits_in_clusters_are_rejected_and_independent_ones_are_not():
    rng, level, rejected = np.random.default_rng(1), 0.95, 0
    for _ in range(400):
        independence, _ = christoffersen(rng.random(1000) < 0.05, level=level)
        rejected += independence.p_value < 0.05
    assert rejected / 400 < 0.1
    clustered = np.zeros(1000, dtype=bool)
    clustered[np.arange(0, 1000, 100)[:, None] + np.arange(5)] = True
    independence, conditional = christoffersen(clustered, level=level)
    assert kupiec(n_hits=50, n_days=1000, level=level).p_value == pytest.approx(1.0)
    assert independence.p_value < 1e-9
    assert conditional.p_value < 1e-9


@pytest.mark.parametrize("hits", [np.zeros(100, dtype=bool), np.ones(100, dtype=bool)])
def test_hits_that_never_vary_are_independent(hits):
    independence, conditional = christoffersen(hits, level=0.95)
    assert independence.statistic == 0.0
    assert math.isfinite(conditional.statistic)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: kupiec(n_hits=-1, n_days=9, level=0.9), InvalidArgumentError, "n_hits=-1: give"),
        (lambda: kupiec(n_hits=1, n_days=0, level=0.9), InvalidArgumentError, "n_days=0: give a"),
        (lambda: kupiec(n_hits=9, n_days=8, level=0.9), InvalidArgumentError, "n_hits=9: give at"),
        (lambda: kupiec(n_hits=1, n_days=9, level=1.0), InvalidArgumentError, "level is 1"),
        (
            lambda: kupiec_region(n_days=9, level=0.9, significance=1.0),
            InvalidArgumentError,
            "significance is 1",
        ),
        (
            lambda: kupiec_region(n_days=9, level=0.95, significance=0.999),
            InvalidArgumentError,
            "no number of hits is kept",
        ),
        (lambda: christoffersen([True], level=0.9), DataError, "at least 2 values"),
        (lambda: christoffersen([0.0, 0.5], level=0.9), DataError, "each true or false"),
        (lambda: christoffersen([0.0, np.nan], level=0.9), DataError, "each true or false"),
    ],
)
def test_impossible_arguments_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
