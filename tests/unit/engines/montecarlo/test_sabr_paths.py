"""SABR paths: a step against its formulas, martingales, limits, and Hagan's vols."""

from __future__ import annotations

import numpy as np
import pytest

from axiom import implied_vol
from axiom.engines.montecarlo import simulate_paths
from axiom.kernels.random_numbers import draw_normals, pseudorandom_source
from axiom.market import Market
from axiom.models import BlackScholes, Sabr

MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
MODEL = Sabr(alpha=2.0, beta=0.5, rho=-0.4, nu=0.5)


def test_a_step_is_what_the_header_says():
    walked = simulate_paths(MODEL, MARKET, [0.5, 1.0], n_paths=64, seed=8, longest_step=9.0)[..., 0]
    z = draw_normals(pseudorandom_source(seed=8), steps=2, factors=2)
    forward = np.full(64, MARKET.forward(1.0))
    vol = np.full(64, MODEL.alpha)
    for step in range(2):
        noise = MODEL.rho * z[step, 1] + np.sqrt(1 - MODEL.rho**2) * z[step, 0]
        variance = vol**2 * forward ** (2 * MODEL.beta - 2) * 0.5
        forward = forward * np.exp(-0.5 * variance + np.sqrt(variance) * noise)
        vol = vol * np.exp(MODEL.nu * np.sqrt(0.5) * z[step, 1] - 0.25 * MODEL.nu**2)
        ratio = (MARKET.forward(0.5) / MARKET.forward(1.0), 1.0)[step]
        np.testing.assert_allclose(walked[:, step], ratio * forward, rtol=1e-11)


def test_beta_one_without_vol_of_vol_is_black_scholes():
    model = Sabr(alpha=0.2, beta=1.0, rho=0.0, nu=0.0)
    ours = simulate_paths(model, MARKET, [1.0], n_paths=1 << 12, is_sobol=True)[:, 0, 0]
    exact = simulate_paths(BlackScholes(vol=0.2), MARKET, [1.0], n_paths=1 << 12, is_sobol=True)
    assert np.log(ours).std() == pytest.approx(np.log(exact).std(), rel=0.01)
    assert ours.mean() == pytest.approx(MARKET.forward(1.0), rel=1e-3)


@pytest.mark.parametrize("longest_step", [1.0, 0.05])
def test_the_forward_is_a_martingale_at_any_step(longest_step):
    paths = simulate_paths(
        MODEL, MARKET, [1.0, 2.0], n_paths=40_000, seed=1, longest_step=longest_step
    )[..., 0]
    for i, time in enumerate((1.0, 2.0)):
        error = paths[:, i].std() / np.sqrt(len(paths))
        assert abs(paths[:, i].mean() - MARKET.forward(time)) < 4 * error


def test_forwards_that_reach_zero_stay_there():
    model = Sabr(alpha=0.3, beta=0.2, rho=-0.5, nu=0.6)
    paths = simulate_paths(model, Market(spot=0.03), [2.0, 4.0], n_paths=5_000, longest_step=0.05)
    paths = paths[..., 0]
    assert np.isfinite(paths).all()
    assert (paths >= 0.0).all()
    gone = paths[:, 0] == 0.0
    assert gone.mean() > 0.05
    assert (paths[gone, 1] == 0.0).all()


def test_a_shift_lets_the_forward_fall_below_zero():
    model = Sabr(alpha=0.02, beta=0.5, rho=0.0, nu=0.3, shift=0.03)
    paths = simulate_paths(model, Market(spot=0.005), [5.0], n_paths=5_000, longest_step=0.1)
    assert paths.min() < 0.0
    assert paths.min() >= -0.03
    error = paths.std() / np.sqrt(len(paths))
    assert abs(paths.mean() - 0.005) < 4 * error


def test_vols_near_the_money_are_hagans():
    """Hagan et al. 2002, (2.18), at the money; its own error is of order nu^4 T^2."""
    forward, time = MARKET.forward(0.5), 0.5
    paths = simulate_paths(
        MODEL, MARKET, [time], n_paths=1 << 16, is_sobol=True, longest_step=1 / 64
    )[:, 0, 0]
    price = np.exp(-0.03 * time) * np.maximum(paths - forward, 0.0).mean()
    vol = implied_vol(price=price, forward=forward, strike=forward, expiry=time, rate=0.03)
    a, b, r, n = MODEL.alpha, MODEL.beta, MODEL.rho, MODEL.nu
    level = a * forward ** (b - 1)
    correction = (1 - b) ** 2 / 24 * level**2 + r * b * n * level / 4 + (2 - 3 * r * r) / 24 * n * n
    assert vol == pytest.approx(level * (1 + correction * time), rel=4e-3)
