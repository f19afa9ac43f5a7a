"""Heston paths: a step against its formulas, moments, martingales, published prices."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from axiom.engines.montecarlo import TimeGrid, simulate_paths, simulator
from axiom.engines.montecarlo.heston_paths import heston_coefficients
from axiom.kernels import _core
from axiom.kernels.random_numbers import draw_normals, pseudorandom_source
from axiom.market import Market
from axiom.models import Bates, Heston

CALM = Heston(
    initial_variance=0.04, mean_reversion=2.0, long_variance=0.06, vol_of_vol=0.4, correlation=-0.7
)
# Andersen 2008, p. 26, case I: the variance is near 0 most of the time.
WILD = Heston(
    initial_variance=0.04, mean_reversion=0.5, long_variance=0.04, vol_of_vol=1.0, correlation=-0.9
)
MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)


def step_by_the_book(model, width, v, z_spot, z_variance):
    """Andersen's sections 3.2.3 and 4.2, as they are written; ln of the spot over its forward."""
    kappa, theta, xi, rho = (
        model.mean_reversion,
        model.long_variance,
        model.vol_of_vol,
        model.correlation,
    )
    decay = np.exp(-kappa * width)
    m = theta + (v - theta) * decay
    s2 = v * xi**2 * decay / kappa * (1 - decay) + theta * xi**2 / (2 * kappa) * (1 - decay) ** 2
    psi = s2 / m**2
    k1 = 0.5 * width * (kappa * rho / xi - 0.5) - rho / xi
    k2 = 0.5 * width * (kappa * rho / xi - 0.5) + rho / xi
    k3 = k4 = 0.5 * width * (1 - rho**2)
    a_exp = k2 + 0.5 * k4
    if psi <= 1.5:
        b2 = 2 / psi - 1 + np.sqrt(2 / psi) * np.sqrt(2 / psi - 1)
        a = m / (1 + b2)
        after = a * (np.sqrt(b2) + z_variance) ** 2
        log_moment = a_exp * b2 * a / (1 - 2 * a_exp * a) - 0.5 * np.log(1 - 2 * a_exp * a)
    else:
        p = (psi - 1) / (psi + 1)
        beta = (1 - p) / m
        u = norm.cdf(z_variance)
        after = 0.0 if u <= p else np.log((1 - p) / norm.sf(z_variance)) / beta
        log_moment = np.log(p + beta * (1 - p) / (beta - a_exp))
    k0 = -log_moment - (k1 + 0.5 * k3) * v
    return k0 + k1 * v + k2 * after + np.sqrt(k3 * v + k4 * after) * z_spot, after


@pytest.mark.parametrize("model", [CALM, WILD])
@pytest.mark.parametrize("width", [0.02, 0.25, 1.0])
def test_a_step_is_what_the_book_says(model, width):
    grid = TimeGrid.of([width, 2 * width])
    walked = simulate_paths(model, Market(spot=1.0), grid.times, n_paths=64, seed=5, longest_step=9)
    z = draw_normals(pseudorandom_source(seed=5), steps=2, factors=2)
    kinds = set()
    for lane in range(64):
        x, v = 0.0, model.initial_variance
        for step in range(2):
            move, v = step_by_the_book(model, width, v, *z[step, :, lane])
            x += move
            kinds.add(v == 0.0)
            assert walked[lane, step, 0] == pytest.approx(np.exp(x), rel=1e-10)
    assert model is CALM or kinds == {True, False}


def test_the_block_carries_the_integral_of_the_variance():
    """Without noise the variance is certain, and so is its integral."""
    model = Heston(
        initial_variance=0.09,
        mean_reversion=1.5,
        long_variance=0.04,
        vol_of_vol=0.0,
        correlation=0.5,
    )
    paths = simulate_paths(model, MARKET, [1.0], n_paths=40_000, longest_step=0.05)[:, 0, 0]
    integral = 0.04 + 0.05 * -np.expm1(-1.5) / 1.5
    returns = np.log(paths / MARKET.forward(1.0))
    assert returns.var() == pytest.approx(integral, rel=0.03)
    assert returns.mean() == pytest.approx(-0.5 * integral, abs=4 * np.sqrt(integral / 40_000))


@pytest.mark.parametrize("model", [CALM, WILD])
@pytest.mark.parametrize("longest_step", [0.1, 1.0])
def test_the_discounted_price_is_a_martingale_at_any_step(model, longest_step):
    paths = simulate_paths(
        model, MARKET, [1.0, 3.0], n_paths=60_000, seed=2, longest_step=longest_step
    )[..., 0]
    for i, time in enumerate((1.0, 3.0)):
        error = paths[:, i].std() / np.sqrt(len(paths))
        assert abs(paths[:, i].mean() - MARKET.forward(time)) < 4 * error


def test_a_positive_correlation_without_a_correction_still_walks():
    """With a long step and rho > 0 the moment that the correction needs may not exist."""
    model = Heston(
        initial_variance=0.2, mean_reversion=0.1, long_variance=0.2, vol_of_vol=2.0, correlation=0.9
    )
    paths = simulate_paths(model, MARKET, [5.0], n_paths=2_000, longest_step=5.0)
    assert np.isfinite(paths).all()
    assert (paths > 0.0).all()


def test_no_mean_reversion_is_the_limit_of_little():
    def coefficients(kappa):
        model = Heston(
            initial_variance=0.04,
            mean_reversion=kappa,
            long_variance=0.04,
            vol_of_vol=0.3,
            correlation=-0.5,
        )
        return heston_coefficients(model, np.zeros(2), np.array([0.1, 0.5]))

    np.testing.assert_allclose(coefficients(0.0), coefficients(1e-9), rtol=1e-7, atol=1e-9)


# A. Lewis, quoted in QuantLib's test-suite/hestonmodel.cpp: v0 = 0.04, rho = -0.5, sigma = 1,
# kappa = 4, theta = 0.25, spot 100, rate 1 %, dividend yield 2 %, one year.
LEWIS = [(80.0, 26.774758743998854), (100.0, 16.070154917028834), (120.0, 9.024913483457836)]


@pytest.mark.parametrize(("strike", "price"), LEWIS)
def test_calls_come_to_the_published_prices(strike, price):
    model = Heston(
        initial_variance=0.04,
        mean_reversion=4.0,
        long_variance=0.25,
        vol_of_vol=1.0,
        correlation=-0.5,
    )
    market = Market(spot=100.0, rate=0.01, dividend_yield=0.02)
    paths = simulate_paths(model, market, [1.0], n_paths=1 << 16, seed=1, longest_step=1 / 32)
    payoff = np.exp(-0.01) * np.maximum(paths[:, 0, 0] - strike, 0.0)
    assert abs(payoff.mean() - price) < 3 * payoff.std() / np.sqrt(len(payoff)) + 0.01


def test_bates_without_jumps_is_heston():
    fields = {name: getattr(CALM, name) for name in CALM.__slots__}
    bates = Bates(**fields, jump_intensity=0.0, jump_mean=-0.1, jump_vol=0.2)
    np.testing.assert_array_equal(
        simulate_paths(bates, MARKET, [1.0], n_paths=64),
        simulate_paths(CALM, MARKET, [1.0], n_paths=64),
    )


def test_paths_are_the_same_for_any_threads():
    one, two = (
        simulate_paths(WILD, MARKET, [0.5, 1.0], n_paths=500, threads=threads) for threads in (1, 2)
    )
    np.testing.assert_array_equal(one, two)


def test_shapes_that_disagree_are_refused_by_the_core():
    grid = TimeGrid.of([1.0])
    with pytest.raises(ValueError, match="sizes disagree"):
        _core.heston_paths(
            grid.times, np.ones(1), grid.monitor, 0.04, np.ones((1, 3)), 0.0, 0.0, np.zeros((1, 0))
        )
    assert simulator(CALM, MARKET, grid).factors == 2
