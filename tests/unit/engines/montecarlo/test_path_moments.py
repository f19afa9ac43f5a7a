"""Simulated paths have the moments of their models, and are the same for any number of threads."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo import simulate_paths, simulator
from axiom.engines.montecarlo.lognormal_paths import lower_factor
from axiom.engines.montecarlo.time_grid import TimeGrid
from axiom.kernels import Dividend
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, Correlated, QuantoBlackScholes
from axiom.models.term_structure import VolTermStructure

CURVED = Market(
    spot=100.0,
    rate=ZeroCurve(times=(0.5, 2.0), rates=(0.01, 0.04)),
    dividend_yield=ZeroCurve(times=(1.0, 2.0), rates=(0.03, 0.01)),
)
RISING = VolTermStructure(times=(0.3, 1.0, 2.0), vols=(0.3, 0.2, 0.25))
TIMES = [0.25, 1.0, 1.75]


def within(samples, mean, errors=4.0):
    return abs(samples.mean() - mean) < errors * samples.std() / np.sqrt(len(samples))


def test_lognormal_paths_follow_curves_and_term_structures():
    model = BlackScholes(vol=RISING)
    paths = simulate_paths(model, CURVED, TIMES, n_paths=40_000, seed=0)[..., 0]
    log_return = np.log(paths / [CURVED.forward(t) for t in TIMES])
    for i, time in enumerate(TIMES):
        variance = float(model.total_variance(time))
        assert within(paths[:, i], CURVED.forward(time))
        assert within((log_return[:, i] + 0.5 * variance) ** 2, variance)
    increments = np.diff(log_return, axis=1)
    assert abs(np.corrcoef(increments[:, 0], log_return[:, 0])[0, 1]) < 4 / np.sqrt(len(paths))


def test_correlated_paths_have_the_integrated_covariance():
    correlation = ((1.0, 0.6, -0.3), (0.6, 1.0, 0.2), (-0.3, 0.2, 1.0))
    vols = (0.2, RISING, 0.4)
    model = Correlated(models=tuple(BlackScholes(vol=v) for v in vols), correlation=correlation)
    market = Market(spot=(100.0, 50.0, 2.0), rate=0.03, dividend_yield=(0.0, 0.01, 0.05))
    paths = simulate_paths(model, market, [0.5, 1.5], n_paths=40_000, seed=1)
    returns = np.diff(np.log(paths), axis=1)[:, 0]
    fine = np.linspace(0.5, 1.5, 100_001)
    sigma = np.stack(
        [np.sqrt(np.diff(m.total_variance(fine)) / np.diff(fine)) for m in model.models]
    )
    expected = correlation * (sigma @ sigma.T) * (fine[1] - fine[0])
    centred = returns - returns.mean(axis=0)
    for i in range(3):
        assert within(paths[:, 1, i], market.forward(1.5, i))
        for j in range(3):
            assert within(centred[:, i] * centred[:, j], expected[i, j])


def test_assets_that_move_as_one_are_allowed():
    model = Correlated(models=(BlackScholes(vol=0.2),) * 2, correlation=((1.0, 1.0), (1.0, 1.0)))
    paths = simulate_paths(model, Market(spot=(1.0, 1.0)), [1.0], n_paths=64)
    np.testing.assert_allclose(paths[..., 0], paths[..., 1], rtol=1e-14)


def test_the_quanto_drift_is_that_of_the_domestic_measure():
    model = QuantoBlackScholes(vol=0.25, fx_vol=0.12, correlation=0.4)
    market = Market(spot=80.0, rate=0.05, foreign_rate=0.01, dividend_yield=0.02)
    paths = simulate_paths(model, market, [2.0], n_paths=40_000)[:, 0, 0]
    assert within(paths, 80.0 * np.exp(2.0 * (0.01 - 0.02 - 0.4 * 0.25 * 0.12)))


def test_lower_factors_multiply_out_also_where_the_rank_is_low():
    loadings = np.random.default_rng(3).normal(size=(5, 4, 2))
    matrices = loadings @ loadings.transpose(0, 2, 1)
    factors = lower_factor(matrices)
    np.testing.assert_allclose(factors @ factors.transpose(0, 2, 1), matrices, atol=1e-7)
    assert (np.triu(factors, 1) == 0.0).all()


@pytest.mark.parametrize("options", [{}, {"is_antithetic": True}, {"is_sobol": True}])
def test_paths_are_the_same_for_any_threads_and_any_number_of_them(options):
    def walk(n, threads, seed=0):
        model = BlackScholes(vol=RISING)
        return simulate_paths(
            model, CURVED, TIMES, n_paths=n, threads=threads, seed=seed, **options
        )

    many = walk(1000, 1)
    np.testing.assert_array_equal(many, walk(1000, 3))
    np.testing.assert_array_equal(many[:77], walk(77, 1))
    assert not np.isin(walk(64, 1, seed=1), many).any()


def test_a_vol_of_zero_gives_the_forwards():
    paths = simulate_paths(BlackScholes(vol=0.0), CURVED, TIMES, n_paths=3)
    np.testing.assert_allclose(paths[:, :, 0], [[CURVED.forward(t) for t in TIMES]] * 3, rtol=1e-14)


def test_what_cannot_be_simulated_is_refused():
    model = BlackScholes(vol=0.2)
    market = Market(spot=1.0, dividends=(Dividend(time=0.5, cash=0.1),))
    with pytest.raises(InvalidArgumentError, match="cash dividends"):
        simulate_paths(model, market, [1.0], n_paths=1)
    with pytest.raises(InvalidArgumentError, match="1 assets, the market 2"):
        simulator(model, Market(spot=(1.0, 2.0)), TimeGrid.of([1.0]))
    with pytest.raises(InvalidArgumentError, match="n_paths=0"):
        simulate_paths(model, CURVED, [1.0], n_paths=0)
    with pytest.raises(InvalidArgumentError, match="exclude each other"):
        simulate_paths(model, CURVED, [1.0], n_paths=1, is_sobol=True, is_antithetic=True)
