"""Jumps: their numbers, their sums, and the drift that makes up for them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, norm, poisson

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo import simulate_paths
from axiom.engines.montecarlo.jump_tails import jump_tails
from axiom.market import Market
from axiom.models import Bates, Merton

MARKET = Market(spot=100.0, rate=0.05, dividend_yield=0.01)
MODEL = Merton(vol=0.15, jump_intensity=1.3, jump_mean=-0.1, jump_vol=0.2)


@pytest.mark.parametrize("expected", [1e-4, 0.3, 7.0, 300.0])
def test_tails_are_those_of_the_poisson_law(expected):
    tails = jump_tails(expected, np.array([1.0, 0.5]))
    k = np.arange(tails.shape[1])
    for row, mean in zip(tails, (expected, 0.5 * expected), strict=True):
        np.testing.assert_allclose(row, poisson.sf(k, mean), rtol=1e-9, atol=1e-17)
    assert tails[0, -1] > 1e-17


def test_without_jumps_there_are_no_tails():
    assert jump_tails(0.0, np.ones(3)).shape == (3, 0)


def test_too_many_jumps_in_a_step_are_refused():
    with pytest.raises(InvalidArgumentError, match="watch more times"):
        jump_tails(1e6, np.ones(1))


def test_log_returns_have_the_mixed_law():
    time = 0.8
    paths = simulate_paths(MODEL, MARKET, [time], n_paths=20_000, seed=1)[:, 0, 0]
    drift = -1.3 * np.expm1(-0.1 + 0.02) * time - 0.5 * 0.15**2 * time

    def law(x):
        n = np.arange(40)[:, None]
        spread = np.sqrt(0.15**2 * time + 0.2**2 * n)
        chances = poisson.pmf(n, 1.3 * time)
        return (chances * norm.cdf((x - drift + 0.1 * n) / spread)).sum(axis=0)

    assert kstest(np.log(paths / MARKET.forward(time)), law).pvalue > 1e-3


@pytest.mark.parametrize("times", [[2.0], [0.5, 1.0, 2.0]])
def test_the_discounted_price_is_a_martingale(times):
    bates = Bates(
        initial_variance=0.04,
        mean_reversion=1.0,
        long_variance=0.05,
        vol_of_vol=0.5,
        correlation=-0.6,
        jump_intensity=0.8,
        jump_mean=-0.15,
        jump_vol=0.1,
    )
    for model in (MODEL, bates):
        paths = simulate_paths(model, MARKET, times, n_paths=30_000, seed=3)[:, -1, 0]
        error = paths.std() / np.sqrt(len(paths))
        assert abs(paths.mean() - MARKET.forward(2.0)) < 4 * error


def test_the_variance_of_bates_adds_up():
    model = Bates(
        initial_variance=0.04,
        mean_reversion=1.0,
        long_variance=0.04,
        vol_of_vol=0.01,
        correlation=0.0,
        jump_intensity=2.0,
        jump_mean=0.05,
        jump_vol=0.1,
    )
    paths = simulate_paths(model, MARKET, [1.0], n_paths=40_000)[:, 0, 0]
    expected = 0.04 + 2.0 * (0.05**2 + 0.1**2)
    assert np.log(paths).var() == pytest.approx(expected, rel=0.04)
