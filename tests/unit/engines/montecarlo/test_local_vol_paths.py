"""Local vol paths: a step against its formulas, limits, martingales, the scheme's order."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.engines.montecarlo import TimeGrid, simulate_paths
from axiom.kernels.random_numbers import draw_normals, pseudorandom_source
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, Correlated, LocalVol
from axiom.models.term_structure import VolTermStructure

MARKET = Market(spot=100.0, rate=ZeroCurve(times=(1.0, 3.0), rates=(0.02, 0.04)))
NODES = (-0.8, -0.3, -0.27, -0.1, 0.0, 0.25, 0.6)
SKEW = LocalVol(
    times=(0.1, 0.7, 2.0),
    log_moneyness=NODES,
    vols=tuple(
        tuple(level - slope * k + 0.15 * k * k for k in NODES)
        for level, slope in ((0.25, 0.3), (0.22, 0.2), (0.2, 0.12))
    ),
)


def step_by_the_book(model, start, width, x, dw):
    """Kloeden and Platen's predictor-corrector with eta = alpha = 1/2, slopes to the right."""

    def vol(t, at):
        return float(model.vol(time=t, log_moneyness=at))

    def slope(t, at):
        h = 1e-6
        return (vol(t, at + h) - vol(t, at)) / h

    def drift(t, at):
        return -0.5 * vol(t, at) ** 2 - 0.5 * vol(t, at) * slope(t, at)

    guess = x - 0.5 * vol(start, x) ** 2 * width + vol(start, x) * dw
    end = start + width
    mean = 0.5 * (vol(start, x) + vol(end, guess))
    return x + 0.5 * (drift(start, x) + drift(end, guess)) * width + mean * dw


def test_a_step_is_what_the_book_says():
    times = [0.4, 1.0, 2.5]
    walked = simulate_paths(SKEW, MARKET, times, n_paths=64, seed=6, longest_step=9.0)[..., 0]
    z = draw_normals(pseudorandom_source(seed=6), steps=3)[:, 0]
    for lane in range(64):
        x, start = 0.0, 0.0
        for i, end in enumerate(times):
            x = step_by_the_book(SKEW, start, end - start, x, np.sqrt(end - start) * z[i, lane])
            assert walked[lane, i] == pytest.approx(MARKET.forward(end) * np.exp(x), rel=1e-8)
            start = end


def test_a_vol_of_time_alone_is_black_scholes():
    flat = LocalVol(times=(0.5, 1.0), log_moneyness=(-1.0, 1.0), vols=((0.2, 0.2), (0.2, 0.2)))
    grid = {"times": [0.5, 1.0], "n_paths": 200, "seed": 3, "longest_step": 0.25}
    local = simulate_paths(flat, MARKET, **grid)
    exact = simulate_paths(BlackScholes(vol=0.2), MARKET, **grid)
    np.testing.assert_allclose(local, exact, rtol=1e-12)


def test_mixed_assets_keep_their_laws_and_their_correlation():
    rising = VolTermStructure(times=(0.5, 2.0), vols=(0.15, 0.25))
    model = Correlated(
        models=(SKEW, BlackScholes(vol=rising)), correlation=((1.0, 0.5), (0.5, 1.0))
    )
    market = Market(spot=(100.0, 10.0), rate=0.02, dividend_yield=(0.0, 0.03))
    paths = simulate_paths(model, market, [1.0], n_paths=20_000, seed=4)[:, 0]
    for i in range(2):
        error = paths[:, i].std() / np.sqrt(len(paths))
        assert abs(paths[:, i].mean() - market.forward(1.0, i)) < 4 * error
    returns = np.log(paths)
    assert returns[:, 1].var() == pytest.approx(float(rising.total_variance(1.0)), rel=0.05)
    # Over a short time the local vol stands still, and returns have the correlation of the noise.
    soon = simulate_paths(model, market, [1e-4], n_paths=20_000, seed=4)[:, 0]
    assert np.corrcoef(np.log(soon).T)[0, 1] == pytest.approx(0.5, abs=4 * 0.75 / np.sqrt(20_000))


def test_the_discounted_price_is_a_martingale():
    paths = simulate_paths(SKEW, MARKET, [0.5, 2.0], n_paths=40_000, seed=2)[..., 0]
    for i, time in enumerate((0.5, 2.0)):
        error = paths[:, i].std() / np.sqrt(len(paths))
        assert abs(paths[:, i].mean() - MARKET.forward(time)) < 4 * error


def test_weak_order_is_one_or_better():
    """Steps of one Brownian path at several lengths: the error halves with the step."""
    model = LocalVol(
        times=(0.1, 1.0),
        log_moneyness=tuple(np.linspace(-2.0, 2.0, 81)),
        vols=tuple(tuple(0.3 - 0.2 * np.tanh(np.linspace(-2.0, 2.0, 81)) * s) for s in (1.0, 0.8)),
    )
    market = Market(spot=1.0)

    def put(steps):
        paths = simulate_paths(
            model, market, [1.0], n_paths=1 << 16, seed=1, is_sobol=True, longest_step=1.0 / steps
        )
        return np.maximum(1.0 - paths[:, 0, 0], 0.0).mean()

    errors = [abs(put(steps) - put(128)) for steps in (2, 4, 8)]
    slope = np.polyfit(np.log([2, 4, 8]), np.log(errors), 1)[0]
    assert slope < -0.9


def test_vols_are_found_outside_the_grid_and_on_its_nodes():
    single = LocalVol(times=(1.0,), log_moneyness=(0.0, 0.1), vols=((0.1, 0.3),))
    grid = TimeGrid.of([1.0])
    walked = simulate_paths(single, Market(spot=1.0), grid.times, n_paths=64, longest_step=9.0)
    z = draw_normals(pseudorandom_source(seed=0))[0, 0]
    for lane in range(64):
        guess = -0.005 + 0.1 * z[lane]
        after = float(single.vol(time=1.0, log_moneyness=guess))
        inside = 2.0 if 0.0 <= guess < 0.1 else 0.0
        drift = 0.1 * (0.1 + 2.0) + after * (after + inside)
        expected = np.exp(0.5 * (0.1 + after) * z[lane] - 0.25 * drift)
        assert walked[lane, 0, 0] == pytest.approx(expected, rel=1e-12)
