"""The environment of a strip of options."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.desk import OptionStepper
from axiom.desk.markets.environments import (
    OptionMarketMakingEnv,
    OptionMarketMakingTask,
    OptionMarketMakingVectorEnv,
)
from tests.unit.desk.markets.strips import FLAT, HORIZON, strip

STEPS = 5


def test_rewards_add_up_to_wealth_less_the_penalty():
    market = strip()
    environment = OptionMarketMakingEnv(
        market=market, steps=STEPS, greatest_offset=0.01, vega_penalty=1e-3
    )
    environment.reset(seed=3)
    action = np.concatenate([np.full(6, 0.1), np.full(6, 0.2)])
    total = sum(environment.step(action)[1] for _ in range(STEPS))
    stepper = OptionStepper(market, n_episodes=1, steps=STEPS, horizon=HORIZON)
    stepper.restart(seeds=[3], episodes=[0])
    for _ in range(STEPS):
        view = stepper.step(bid=0.001, ask=0.002)
    assert total == pytest.approx(view.wealth[0] - 1e-3 * view.squared_vega[0], abs=1e-9)


def test_observations_say_spot_variance_time_vega_and_inventories():
    market = strip(vega_limit=500.0)
    environment = OptionMarketMakingEnv(market=market, steps=STEPS)
    observation, _ = environment.reset(seed=0)
    assert observation.tolist() == [0.0, 0.0, 1.0, *[0.0] * 7]
    observation, _, _, _, now = environment.step(np.full(12, 0.1))
    moved = np.log(now["spot"] / 100.0) / (FLAT.vol * np.sqrt(HORIZON))
    assert observation[0] == pytest.approx(moved / (1.0 + abs(moved)), rel=1e-5)
    assert observation[1] == 0.0
    assert observation[2] == np.float32(1.0 - 1.0 / STEPS)
    share = now["net_vega"] / 500.0
    assert observation[3] == pytest.approx(share / (1.0 + abs(share)), rel=1e-5)
    assert np.abs(observation[4:]).max() > 0.0


def test_vectors_start_anew():
    vector = OptionMarketMakingVectorEnv(3, market=strip(), steps=2)
    start = vector.reset(seed=0)[0]
    for k in range(7):
        observation, _, terminated, _, _ = vector.step(np.full((3, 12), 0.1))
        assert terminated.all() == (k % 3 == 1)
        assert (observation == start).all() == (k % 3 == 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"market": 3}, "market is int"),
        ({"greatest_offset": -1.0}, "greatest_offset=-1.0"),
        ({"vega_penalty": float("nan")}, "vega_penalty=nan"),
    ],
)
def test_bad_tasks_are_refused(change, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        OptionMarketMakingTask(**change)
