"""Rough Bergomi: simulated prices, their derivatives, and planted parameters."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from axiom import implied_vol, value
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import European
from axiom.market import Market
from axiom.models import RoughBergomi, VolTermStructure
from axiom.volatility import calibrate
from axiom.volatility.calibration.data import target_of
from axiom.volatility.calibration.rough_bergomi import RoughBergomiProblem
from axiom.volatility.calibration.variance_paths import VariancePaths
from tests.unit.volatility.calibration.made import grid, table

EXPIRIES = (0.05, 0.15, 0.4, 1.0)
PLANTED = np.array([0.03, 0.04, 0.05, 0.05, 0.12, 1.7, -0.75])
DYNAMICS = dict(zip(("hurst", "eta", "correlation"), PLANTED[4:], strict=True))


def _table(vol=0.2, half_spread=0.002, expiries=EXPIRIES):
    years, strike = grid(np.array(expiries))
    vol = np.broadcast_to(vol, years.shape)
    return table(
        years=years, strike=strike, is_call=strike >= 100.0, vol=vol, half_spread=half_spread
    )


def _problem(quotes, **given):
    target = target_of(quotes, weights="vega", near_the_money=0.0, half_spread_floor=2e-4)
    return RoughBergomiProblem(target, **({"paths": 512, "seed": 0} | given)), target


@cache
def _planted_vols():
    problem, target = _problem(_table(), paths=32_768, seed=77)
    price, _ = problem.prices(PLANTED)
    return implied_vol(
        price=price,
        forward=1.0,
        strike=target.strike / target.forward,
        expiry=target.years,
        is_call=target.is_call,
    )


def test_derivatives_are_those_of_the_prices():
    problem, _ = _problem(_table())
    for at in (PLANTED, np.array([0.02, 0.06, 0.03, 0.08, 0.3, 0.7, 0.4])):
        _, slopes = problem.prices(at)
        for i, step in enumerate(1e-4 * np.abs(at)):
            move = step * (np.arange(at.size) == i)
            up, down = (problem.prices(at + side * move)[0] for side in (1.0, -1.0))
            size = np.abs(slopes[:, i]).max()
            np.testing.assert_allclose(slopes[:, i], (up - down) / (2.0 * step), atol=1e-6 * size)


def test_without_vol_of_vol_prices_are_blacks():
    problem, _ = _problem(_table(vol=0.2))
    at = np.array([0.04, 0.04, 0.04, 0.04, 0.1, 1e-9, -0.5])
    price, _ = problem.prices(at)
    groups = problem.prices_by_group(at)
    error = groups.std(axis=0, ddof=1) / math.sqrt(len(groups))
    _, target = _problem(_table(vol=0.2))
    assert (np.abs(price - target.price) <= 5.0 * error + 1e-7).all()


def test_prices_agree_with_the_simulation_of_whole_paths():
    problem, _ = _problem(_table(expiries=(0.25,)), paths=8192)
    at = np.array([0.04, *PLANTED[4:]])
    groups = 100.0 * problem.prices_by_group(at)
    price, error = groups.mean(axis=0), groups.std(axis=0, ddof=1) / math.sqrt(len(groups))
    _, strike = grid(np.array([0.25]))
    market = Market(spot=100.0, rate=0.0, dividend_yield=0.0)
    for row in (3, 7, 10):
        option = European(strike=strike[row], expiry=0.25, is_call=strike[row] >= 100.0)
        model = RoughBergomi(forward_variance=0.04, **DYNAMICS)
        found = value(option, model=model, market=market, greeks=False, tolerance=5e-4)
        assert abs(found.price - price[row]) <= 4.0 * math.hypot(found.error, error[row])


def test_the_mean_of_the_variance_is_its_forward_level():
    years, levels = np.array([0.1, 0.5]), np.array([0.04, 0.09])
    paths = VariancePaths(years=years, nodes=years, paths=16_384, seed=1)
    fine, held = paths.sums(levels, hurst=0.1, eta=1.2)
    for sums in (fine, held):
        groups = sums.integral.reshape(8, -1, 2).mean(axis=1)
        error = groups.std(axis=0, ddof=1) / math.sqrt(8.0)
        off = np.abs(groups.mean(axis=0) - np.array([0.004, 0.04]))
        assert (off <= 4.0 * error + 1e-12).all()
        shares = sums.integral.mean(axis=0)
        np.testing.assert_allclose(
            (levels[:, None] * sums.integral_slopes[:2].mean(axis=1)).sum(axis=0), shares
        )


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_planted_parameters_come_back_inside_their_errors(seed):
    noise = 1e-3 * np.random.default_rng(seed).normal(size=52)
    quotes = _table(vol=_planted_vols() + noise)
    found = calibrate("rough_bergomi", quotes, paths=1024, seed=seed)
    misses = [
        (found.parameters[name] - value) / found.standard_errors[name]
        for name, value in zip(found.parameters, PLANTED, strict=True)
    ]
    assert np.abs(misses).max() < 4.0
    assert np.sqrt(np.mean(np.square(misses))) < 2.0
    problem, target = _problem(quotes, paths=1024, seed=seed)
    groups = problem.prices_by_group(PLANTED) / target.scale
    simulated = groups.std(axis=0, ddof=1) / math.sqrt(len(groups))
    assert found.rmse_vol < 1.5 * math.sqrt(1e-6 + np.mean(simulated**2))
    curve = found.model.forward_variance
    assert isinstance(curve, VolTermStructure)
    assert curve.times == pytest.approx(EXPIRIES)
    assert curve.total_variance(0.05) == pytest.approx(
        0.05 * found.parameters["forward_variance_0.05"]
    )


def test_simulation_adds_to_the_errors_and_more_paths_make_it_small():
    quotes = _table(vol=_planted_vols())
    errors = [
        calibrate("rough_bergomi", quotes, paths=paths, searches=1).standard_errors["eta"]
        for paths in (512, 4096)
    ]
    assert errors[1] < 0.75 * errors[0]


def test_a_flat_smile_leaves_the_dynamics_open():
    found = calibrate("rough_bergomi", _table(vol=0.2), paths=512, searches=1)
    assert "eta (at its bound)" in found.not_identified or "hurst" in " ".join(found.not_identified)
    assert found.rmse_vol < 1e-3


def test_the_seed_matters_and_threads_do_not():
    quotes = _table(vol=_planted_vols())
    first, again, other = (
        calibrate("rough_bergomi", quotes, paths=512, searches=1, **given)
        for given in ({"threads": 1}, {"threads": 2}, {"seed": 5})
    )
    assert first == again
    assert first.parameters != other.parameters


@pytest.mark.parametrize("paths", [0, 100, True, 4096.0])
def test_paths_that_are_no_whole_blocks_are_refused(paths):
    with pytest.raises(InvalidArgumentError, match=r"paths=.*give a multiple of 512"):
        calibrate("rough_bergomi", _table(), paths=paths)
    with pytest.raises(InvalidArgumentError, match="seed=-1"):
        calibrate("rough_bergomi", _table(), seed=-1)
