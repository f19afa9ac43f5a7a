"""Rounds of a simulation: estimates, standard errors, budgets, the same bits on any threads."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo import Experiment, TimeGrid, estimate, simulate_paths, simulator
from axiom.kernels import _core
from axiom.market import Market
from axiom.models import BlackScholes

MARKET = Market(spot=100.0, rate=0.03)
TIMES = np.array([0.25, 0.5, 1.0])
GRID = TimeGrid.of(TIMES)
FORWARDS = np.array([MARKET.forward(t) for t in TIMES])
KINDS = ("sobol", "pseudorandom", "antithetic")


def experiment(weights, spots=(100.0,)):
    walkers = [
        simulator(BlackScholes(vol=0.2), Market(spot=spot, rate=0.03), GRID) for spot in spots
    ]
    products = tuple(_core.spots(1, len(TIMES)) for _ in spots)
    return Experiment(simulators=tuple(walkers), products=products, weights=weights, ends=GRID.ends)


def never(_):
    return False


@pytest.mark.parametrize("numbers", KINDS)
def test_the_mean_lies_within_its_standard_errors(numbers):
    z = [
        (found.mean - FORWARDS) / found.standard_errors
        for found in (
            estimate(
                experiment(np.eye(3)), is_met=never, numbers=numbers, seed=seed, max_paths=4096
            )
            for seed in range(60)
        )
    ]
    assert np.abs(z).max() < 4.5
    assert 0.75 < np.std(z) < 1.35


def test_moments_are_those_of_the_paths():
    found = estimate(
        experiment(np.eye(3)), is_met=never, numbers="pseudorandom", seed=3, max_paths=6400
    )
    paths = simulate_paths(BlackScholes(vol=0.2), MARKET, TIMES, n_paths=6400, seed=3)[..., 0]
    assert found.paths == 6400
    np.testing.assert_allclose(found.mean, paths.mean(axis=0), rtol=1e-13)
    np.testing.assert_allclose(found.spread, np.cov(paths.T), rtol=1e-11)
    np.testing.assert_allclose(found.covariance, np.cov(paths.T) / 6400, rtol=1e-11)


def test_antithetic_pairs_count_as_one_sample():
    found = estimate(
        experiment(np.eye(3)), is_met=never, numbers="antithetic", seed=3, max_paths=6400
    )
    paths = simulate_paths(
        BlackScholes(vol=0.2), MARKET, TIMES, n_paths=6400, seed=3, is_antithetic=True
    )[..., 0].reshape(100, 2, 32, 3)
    pairs = paths.mean(axis=1).reshape(-1, 3)
    np.testing.assert_allclose(found.covariance, np.cov(pairs.T) / 3200, rtol=1e-9)


@pytest.mark.parametrize("numbers", KINDS)
def test_results_have_the_same_bits_for_any_threads(numbers):
    one, three = (
        estimate(
            experiment(np.eye(3)), is_met=never, numbers=numbers, max_paths=50_000, threads=threads
        )
        for threads in (1, 3)
    )
    np.testing.assert_array_equal(one.mean, three.mean)
    np.testing.assert_array_equal(one.covariance, three.covariance)
    np.testing.assert_array_equal(one.group_means, three.group_means)
    assert (one.spread is None) == (numbers == "sobol")
    np.testing.assert_array_equal(one.spread, three.spread)


def test_scenarios_walk_the_same_paths():
    up, down = 100.01, 99.99
    weights = np.zeros((1, 9))
    weights[0, 5], weights[0, 8] = 1 / (up - down), -1 / (up - down)
    found = estimate(experiment(weights, spots=(100.0, up, down)), is_met=never, max_paths=1 << 14)
    growth = FORWARDS[-1] / 100.0
    assert found.mean[0] == pytest.approx(growth, abs=4 * found.standard_errors[0] + 1e-9)
    assert found.standard_errors[0] < 2e-3  # of independent paths it would be above 10


def test_rounds_stop_at_the_target_and_say_so():
    def good(found):
        return found.standard_errors.max() < 0.1

    found = estimate(experiment(np.eye(3)), is_met=good, numbers="pseudorandom")
    assert found.is_met
    assert found.rounds > 1
    assert found.standard_errors.max() < 0.1
    assert found.paths < 1 << 20


@pytest.mark.parametrize("numbers", KINDS)
def test_a_spent_budget_is_said(numbers):
    found = estimate(experiment(np.eye(3)), is_met=never, numbers=numbers, max_paths=10_000)
    assert not found.is_met
    assert 8_000 <= found.paths <= 10_000


def test_bad_arguments_are_refused():
    with pytest.raises(InvalidArgumentError, match="give one column an output"):
        experiment(np.eye(2))
    with pytest.raises(InvalidArgumentError, match="one product a simulator"):
        Experiment(simulators=(), products=(), weights=np.eye(1), ends=GRID.ends)
    with pytest.raises(InvalidArgumentError, match="max_paths=0"):
        estimate(experiment(np.eye(3)), is_met=never, max_paths=0)
    with pytest.raises(InvalidArgumentError, match="numbers='halton'"):
        estimate(experiment(np.eye(3)), is_met=never, numbers="halton")


def test_a_statistic_that_is_not_finite_is_an_error():
    with pytest.raises(InvalidArgumentError, match="statistic 0 is not finite"):
        estimate(experiment(np.full((1, 3), 1e308)), is_met=never, max_paths=2048)
