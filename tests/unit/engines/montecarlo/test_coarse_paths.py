"""Coarse paths walk along the fine ones, with the law of their own steps."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo import Experiment, TimeGrid, estimate, simulate_paths, simulator
from axiom.engines.montecarlo.coarse import coarse_simulator
from axiom.kernels import _core
from axiom.kernels.random_numbers import pseudorandom_source
from axiom.market import Market
from axiom.models import BlackScholes, Heston, RoughBergomi

MARKET = Market(spot=100.0, rate=0.02)
GRID = TimeGrid(times=np.array([0.5, 1.0]), counts=np.array([4, 2]))
HESTON = Heston(
    initial_variance=0.04, mean_reversion=1.0, long_variance=0.05, vol_of_vol=0.8, correlation=-0.7
)


def walk(walker, blocks=20):
    flat = _core.simulate_paths(walker, pseudorandom_source(seed=1), 0, 0, blocks, 1)
    return flat.reshape(blocks * 64, walker.times)


def test_an_exact_scheme_walks_the_same_paths_with_fewer_steps():
    model = BlackScholes(vol=0.3)
    fine, coarse = simulator(model, MARKET, GRID), coarse_simulator(model, MARKET, GRID)
    np.testing.assert_allclose(walk(coarse), walk(fine), rtol=1e-12)
    sixth = coarse_simulator(model, MARKET, GRID, coarse=TimeGrid.of(GRID.times))
    np.testing.assert_allclose(walk(sixth), walk(fine), rtol=1e-12)


@pytest.mark.parametrize(
    "model",
    [HESTON, RoughBergomi(forward_variance=0.04, hurst=0.2, eta=1.5, correlation=-0.7)],
)
def test_coarse_paths_have_the_law_of_coarse_steps_and_stay_near_fine_ones(model):
    coarse = np.log(walk(coarse_simulator(model, MARKET, GRID), blocks=400)[:, 1])
    alone = np.log(
        simulate_paths(model, MARKET, [0.5, 1.0], n_paths=25_600, seed=9, longest_step=0.25)
    )[:, 1, 0]
    # Two steps to 0.5 years and two to 1 on their own, two and one along the fine ones.
    error = np.hypot(coarse.std(), alone.std()) / np.sqrt(25_600)
    assert abs(coarse.mean() - alone.mean()) < 4 * error
    fine = np.log(walk(simulator(model, MARKET, GRID), blocks=400)[:, 1])
    assert np.corrcoef(fine, coarse)[0, 1] > 0.9


def test_the_difference_of_both_is_one_statistic_with_a_small_error():
    fine, coarse = simulator(HESTON, MARKET, GRID), coarse_simulator(HESTON, MARKET, GRID)
    weights = np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, -1.0]])
    found = estimate(
        Experiment(
            simulators=(fine, coarse),
            products=(_core.spots(1, 2), _core.spots(1, 2)),
            weights=weights,
            ends=GRID.ends,
        ),
        is_met=lambda _: False,
        numbers="pseudorandom",
        max_paths=1 << 14,
    )
    price, difference = found.standard_errors
    assert difference < 0.5 * price  # of independent paths it would be above the price's
    assert abs(found.mean[1]) < 4 * difference


def test_halved_grids_keep_odd_numbers_of_steps():
    grid = TimeGrid(times=np.array([0.5, 1.0, 2.0]), counts=np.array([4, 3, 1]))
    np.testing.assert_array_equal(grid.halved.counts, [2, 3, 1])


def test_steps_that_do_not_nest_are_refused():
    with pytest.raises(InvalidArgumentError, match="divisors of its steps"):
        coarse_simulator(
            HESTON, MARKET, GRID, coarse=TimeGrid(times=GRID.times, counts=np.array([3, 2]))
        )
