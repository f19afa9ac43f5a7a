"""Rough Bergomi paths: the covariance of the Volterra process, means, and limits."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from scipy.stats import norm

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo import simulate_paths
from axiom.engines.montecarlo.rough_paths import volterra_weights
from axiom.market import Market
from axiom.models import RoughBergomi
from axiom.models.term_structure import VolTermStructure

MARKET = Market(spot=100.0, rate=0.02, dividend_yield=0.01)
# Bayer, Friz, Gatheral 2016, p. 897: H = 0.07, eta = 1.9, rho = -0.9, xi = 0.235^2.
MODEL = RoughBergomi(forward_variance=0.235**2, hurst=0.07, eta=1.9, correlation=-0.9)


def exact_covariance(hurst, s, t):
    """2 H int_0^s ((s - u) (t - u))^(H - 1/2) du for s <= t."""
    power = mp.mpf(hurst) - 0.5
    return float(2 * hurst * mp.quad(lambda u: ((s - u) * (t - u)) ** power, [0, s]))


def scheme_covariance(hurst, ends):
    """Of Y at the ends of the steps but the last, from the weights."""
    n = len(ends)
    weights, along, across = volterra_weights(hurst, ends)
    loadings = np.zeros((n, 2 * n))
    loadings[:, :n] = weights
    for i in range(1, n):
        loadings[i, i - 1] += along[i - 1]
        loadings[i, n + i - 1] = across[i - 1]
    return (loadings @ loadings.T)[1:, 1:]


@pytest.mark.parametrize("hurst", [0.07, 0.3, 0.5])
def test_the_covariance_is_that_of_the_volterra_process(hurst):
    ends = np.arange(1, 41) / 40.0
    covariance = scheme_covariance(hurst, ends)
    for i, j in ((0, 0), (9, 9), (38, 38), (4, 20), (19, 38)):
        exact = exact_covariance(hurst, ends[i], ends[j])
        assert covariance[i, j] == pytest.approx(exact, rel=0.02), (i, j)
    assert covariance[0, 0] == pytest.approx(ends[0] ** (2 * hurst), rel=1e-12)


def test_with_hurst_one_half_the_process_is_brownian():
    ends = np.array([0.1, 0.4, 0.5, 1.0])
    np.testing.assert_allclose(
        scheme_covariance(0.5, ends), np.minimum.outer(ends[:-1], ends[:-1]), atol=1e-12
    )


@pytest.mark.parametrize("longest_step", [0.5, 1.0 / 40.0])
def test_the_discounted_price_is_a_martingale_at_any_step(longest_step):
    paths = simulate_paths(
        MODEL, MARKET, [0.5, 1.0], n_paths=40_000, seed=2, longest_step=longest_step
    )[..., 0]
    for i, time in enumerate((0.5, 1.0)):
        error = paths[:, i].std() / np.sqrt(len(paths))
        assert abs(paths[:, i].mean() - MARKET.forward(time)) < 4 * error


def test_the_mean_of_the_log_is_half_the_variance_swap():
    curve = VolTermStructure(times=(0.25, 1.0), vols=(0.2, 0.26))
    model = RoughBergomi(forward_variance=curve, hurst=0.2, eta=1.0, correlation=-0.5)
    paths = simulate_paths(model, MARKET, [1.0], n_paths=20_000, seed=5)[:, 0, 0]
    returns = np.log(paths / MARKET.forward(1.0))
    error = returns.std() / np.sqrt(len(returns))
    assert abs(returns.mean() + 0.5 * 0.26**2) < 4 * error


def test_without_vol_of_vol_it_is_black_scholes():
    model = RoughBergomi(forward_variance=0.04, hurst=0.1, eta=0.0, correlation=-0.7)
    paths = simulate_paths(model, MARKET, [1.0], n_paths=1 << 14, is_sobol=True)[:, 0, 0]
    call = np.exp(-0.02) * np.maximum(paths - 100.0, 0.0).mean()
    d1 = (0.01 + 0.02) / 0.2
    exact = 100.0 * (np.exp(-0.01) * norm.cdf(d1) - np.exp(-0.02) * norm.cdf(d1 - 0.2))
    assert call == pytest.approx(exact, abs=0.01)


def test_too_many_steps_are_refused():
    with pytest.raises(InvalidArgumentError, match="raise longest_step"):
        simulate_paths(MODEL, MARKET, [1.0], n_paths=1, longest_step=1e-4)
