"""Mids of simulated markets."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.desk import (
    BachelierMid,
    BlackScholesMid,
    ModelMid,
    RecordedMid,
    simulate_market_making,
)
from axiom.engines.montecarlo import simulate_paths
from axiom.models import Bates, BlackScholes, Correlated, Heston, RoughBergomi
from tests.unit.desk.markets.makers import constant, is_within, market

HESTON = Heston(
    initial_variance=0.04, mean_reversion=2.0, long_variance=0.04, vol_of_vol=0.4, correlation=-0.7
)
BATES = Bates(
    initial_variance=0.04,
    mean_reversion=2.0,
    long_variance=0.04,
    vol_of_vol=0.4,
    correlation=-0.7,
    jump_intensity=1.0,
    jump_mean=-0.05,
    jump_vol=0.1,
)
ROUGH = RoughBergomi(hurst=0.1, eta=1.5, correlation=-0.8, forward_variance=0.04)
SPOT = axiom.Market(spot=100.0, rate=0.02)


def paths(mid, *, offset=1.0, episodes=4000, steps=4, seed=0, **parts):
    table = constant(offset, limit=10, steps=steps)
    return simulate_market_making(
        table, market(mid=mid, **parts), episodes=episodes, horizon=1.0, seed=seed, is_recorded=True
    ).paths.mid


def test_a_bachelier_mid_has_its_moments():
    moves = np.diff(paths(BachelierMid(start=100.0, vol=2.0, drift=3.0)), axis=1)
    assert is_within(moves, 3.0 / 4)
    assert is_within((moves - 3.0 / 4) ** 2, 4.0 / 4)
    assert abs(np.corrcoef(moves.T)[0, 1]) < 4.0 / np.sqrt(len(moves))


def test_a_black_scholes_mid_grows_at_its_drift():
    found = paths(BlackScholesMid(start=50.0, vol=0.3, drift=0.1))
    assert is_within(found[:, -1], 50.0 * np.exp(0.1))
    assert is_within(np.log(found[:, -1] / 50.0), 0.1 - 0.045)


def test_the_mid_does_not_depend_on_how_often_it_is_filled():
    mid = BachelierMid(start=100.0, vol=2.0)
    often, never = paths(mid, offset=0.0, seed=3), paths(mid, offset=np.inf, seed=3)
    assert np.abs(often - never).max() < 1e-10


@pytest.mark.parametrize("model", [HESTON, BATES, ROUGH, BlackScholes(vol=0.2)], ids=repr)
def test_a_model_mid_takes_the_paths_of_the_model(model):
    found = paths(ModelMid(model=model, market=SPOT), episodes=100, seed=9)
    wanted = simulate_paths(model, SPOT, [0.25, 0.5, 0.75, 1.0], n_paths=100, seed=9)[..., 0]
    assert (found[:, 0] == 100.0).all()
    assert (found[:, 1:] == wanted).all()


def test_moves_within_a_step_end_where_the_step_does():
    found = paths(ModelMid(model=HESTON, market=SPOT, moves_per_step=5), episodes=64)
    wanted = simulate_paths(HESTON, SPOT, np.arange(1, 21) / 20, n_paths=64)[:, 4::5, 0]
    assert found[:, 1:] == pytest.approx(wanted, rel=1e-12)


def test_many_episodes_of_a_model_are_made_in_parts_of_the_same_paths(monkeypatch):
    whole = paths(ModelMid(model=HESTON, market=SPOT), episodes=200)
    monkeypatch.setattr("axiom.desk.markets.simulation._NUMBERS_IN_MEMORY", 64 * 5)
    assert (paths(ModelMid(model=HESTON, market=SPOT), episodes=200) == whole).all()


def test_a_recorded_price_holds_until_the_next():
    mid = RecordedMid(times=(0.0, 0.3, 0.6, 2.0), prices=(10.0, 11.0, 12.0, 99.0))
    assert paths(mid, episodes=2).tolist() == [[10.0, 10.0, 11.0, 12.0, 12.0]] * 2


def test_horizons_beyond_a_record_are_refused():
    with pytest.raises(axiom.InvalidArgumentError, match=r"ends at 0\.9, before horizon=1\.0"):
        paths(RecordedMid(times=(0.0, 0.9), prices=(1.0, 2.0)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BachelierMid(vol=-1.0), "vol=-1.0"),
        (lambda: BachelierMid(vol=float("nan")), "vol=nan"),
        (lambda: BlackScholesMid(start=0.0, vol=0.2), "start=0.0"),
        (lambda: RecordedMid(times=(1.0, 2.0), prices=(1.0, 2.0)), "starts at 1.0"),
        (lambda: RecordedMid(times=(0.0, 0.0), prices=(1.0, 2.0)), "ascending times"),
        (lambda: RecordedMid(times=(0.0, 1.0), prices=(1.0,)), "prices has 1"),
        (lambda: ModelMid(model="Heston", market=SPOT), "model is str"),
        (lambda: ModelMid(model=HESTON, market=100.0), "market: give an axiom.Market"),
        (lambda: ModelMid(model=HESTON, market=SPOT, moves_per_step=0), "moves_per_step=0"),
    ],
)
def test_bad_mids_are_refused(make, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        make()


def test_models_of_several_assets_are_refused():
    both = Correlated(models=(BlackScholes(vol=0.2),) * 2, correlation=((1.0, 0.5), (0.5, 1.0)))
    with pytest.raises(axiom.InvalidArgumentError, match="one asset"):
        ModelMid(model=both, market=SPOT)
