"""Paths of every kind of model: moments, quotes, blocks and bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk.hedging import sabr_quote, simulate_hedging_paths
from axiom.instruments import European
from axiom.models import Bates, BlackScholes, Heston, RoughBergomi, Sabr, VolTermStructure

MODELS = [
    BlackScholes(vol=0.2),
    BlackScholes(vol=VolTermStructure(times=(0.1, 1.0), vols=(0.2, 0.25))),
    Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.6),
    Sabr(alpha=2.0, beta=0.5, rho=-0.4, nu=0.6),
    Heston(
        initial_variance=0.04, mean_reversion=2.0, long_variance=0.04, vol_of_vol=0.5,
        correlation=-0.7,
    ),
    Bates(
        initial_variance=0.04, mean_reversion=2.0, long_variance=0.04, vol_of_vol=0.5,
        correlation=-0.7, jump_intensity=0.5, jump_mean=-0.1, jump_vol=0.1,
    ),
    RoughBergomi(forward_variance=0.04, hurst=0.1, eta=1.5, correlation=-0.7),
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda one: type(one).__name__)
def test_spots_drift_as_asked_and_start_now(model, setup):
    paths = simulate_hedging_paths(replace(setup, model=model), n_paths=20_000, seed=0)
    assert paths.count == 20_032
    assert paths.spots.shape == (313, 13, 64)
    np.testing.assert_array_equal(paths.spots[:, 0], pytest.approx(100.0, rel=1e-14))
    last = paths.spots[:, -1]
    error = last.std() / np.sqrt(last.size)
    assert abs(last.mean() - 100.0 * np.exp(0.05 * 0.24)) < 4.0 * error
    assert (paths.spots > 0.0).all()
    assert (paths.vols > 0.0).all()


def test_paths_depend_on_the_seed_and_their_number_alone(setup, sabr_setup):
    for one in (setup, sabr_setup, replace(setup, model=MODELS[4])):
        whole = simulate_hedging_paths(one, n_paths=12_800, seed=3, threads=2)
        part = simulate_hedging_paths(one, n_paths=64, seed=3, first_path=128)
        np.testing.assert_array_equal(whole.spots[2], part.spots[0])
        np.testing.assert_array_equal(whole.vols[2], part.vols[0])


def test_sabr_is_quoted_at_hagans_vol_with_bartletts_slope(sabr_setup):
    paths = simulate_hedging_paths(sabr_setup, n_paths=64, seed=0)
    vol, slope = sabr_quote(
        sabr_setup.model, spot=paths.spots[:, 0], alpha=0.2, option=sabr_setup.option
    )
    np.testing.assert_allclose(paths.vols[:, 0], vol, rtol=1e-12)
    np.testing.assert_allclose(paths.slopes[:, 0], slope, rtol=1e-9)
    second, _ = sabr_quote(
        sabr_setup.model, spot=paths.spots[:, 0], alpha=0.2, option=sabr_setup.second
    )
    np.testing.assert_allclose(paths.second_vols[:, 0], second, rtol=1e-12)


def test_other_models_are_quoted_at_a_constant_vol(setup):
    two = replace(setup, model=MODELS[4], vol=0.25, second=European(strike=105.0, expiry=0.5))
    paths = simulate_hedging_paths(two, n_paths=64, seed=0)
    np.testing.assert_array_equal(paths.vols, 0.25)
    np.testing.assert_array_equal(paths.second_vols, 0.25)
    np.testing.assert_array_equal(paths.slopes, 0.0)


def test_finer_steps_of_sabr_change_little(sabr_setup):
    spreads = [
        np.log(
            simulate_hedging_paths(
                replace(sabr_setup, substeps=steps), n_paths=20_000, seed=0
            ).spots[:, -1]
        ).std()
        for steps in (1, 8)
    ]
    assert spreads[0] == pytest.approx(spreads[1], rel=0.03)


def test_extreme_vols_leave_finite_paths(setup):
    wild = replace(setup, model=Sabr(alpha=50.0, beta=1.0, rho=-0.4, nu=40.0), vol=0.5)
    paths = simulate_hedging_paths(wild, n_paths=640, seed=0)
    assert np.isfinite(paths.spots).all()
    assert (paths.spots > 0.0).all()
    assert np.isfinite(paths.slopes).all()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"n_paths": 0}, "n_paths=0"),
        ({"n_paths": 1.5}, "n_paths=1.5"),
        ({"first_path": -64}, "first_path=-64"),
        ({"first_path": 10}, "multiple of 64"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.0}, "seed"),
        ({"threads": 0}, "threads"),
    ],
)
@pytest.mark.parametrize("model", [MODELS[0], MODELS[4]], ids=["compiled", "by its scheme"])
def test_bad_input_is_refused(change, named, model, setup):
    with pytest.raises(InvalidArgumentError, match=named):
        simulate_hedging_paths(replace(setup, model=model), **{"n_paths": 64, "seed": 0, **change})
