"""The environment of one asset."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.desk import AdverseSelection, HawkesArrivals, Latency, simulate_market_making
from axiom.desk.markets.environments import MarketMakingEnv, MarketMakingTask, MarketMakingVectorEnv
from tests.unit.desk.markets.makers import BRIEF, constant, market

STEPS, COUNT = 20, 64


def test_rewards_add_up_to_wealth_less_the_penalty_of_a_simulation():
    place = market(limit=5)
    vector = MarketMakingVectorEnv(
        COUNT, market=place, steps=STEPS, greatest_offset=2.0, inventory_penalty=0.3
    )
    vector.reset(seed=[9] * COUNT)
    # All under one seed and in episode 0 are the same; episodes follow by resets.
    actions = np.full((COUNT, 2), 0.25)
    totals = np.sum([vector.step(actions)[1] for _ in range(STEPS)], axis=0)
    assert (totals == totals[0]).all()
    table = constant(0.5, limit=5, steps=STEPS)
    found = simulate_market_making(table, place, episodes=1, horizon=1.0, seed=9)
    wanted = found.wealth[0] - 0.3 * found.mean_squared_inventory[0]
    assert totals[0] == pytest.approx(wanted, abs=1e-9)


def test_observations_say_inventory_time_and_what_happened_last():
    environment = MarketMakingEnv(market=market(limit=5), steps=STEPS, greatest_offset=2.0)
    observation, information = environment.reset(seed=0)
    assert observation.tolist() == [0.0, 1.0, 0.0, 0.0, 0.0]
    before = information
    for k in range(STEPS):
        observation, _, terminated, _, now = environment.step([0.1, 0.2])
        moved = (now["mid"] - before["mid"]) / 2.0
        assert observation[0] == np.float32(now["inventory"] / 5)
        assert observation[1] == np.float32(1.0 - (k + 1) / STEPS)
        assert observation[2] == pytest.approx(moved / (1.0 + abs(moved)), abs=1e-6)
        bought, sold = observation[3:] / (1.0 - observation[3:])
        change = now["inventory"] - before["inventory"]
        assert bought - sold == pytest.approx(change, abs=1e-3)
        assert terminated == (k == STEPS - 1)
        before = now


@pytest.mark.parametrize(
    "parts",
    [
        {"arrivals": HawkesArrivals(intensity=BRIEF, self_excitation=5.0, decay=10.0)},
        {"latency": Latency(delay=0.01), "tick": 0.1},
        {"adverse_selection": AdverseSelection(probability=0.3, size=0.5)},
    ],
    ids=["hawkes", "latency", "adverse selection"],
)
def test_every_market_makes_an_environment(parts):
    vector = MarketMakingVectorEnv(8, market=market(**parts), steps=4, threads=2)
    vector.reset(seed=0)
    for _ in range(9):
        observation, reward, *_ = vector.step(np.full((8, 2), 0.1))
        assert vector.observation_space.contains(observation)
        assert np.isfinite(reward).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"market": 3}, "market is int"),
        ({"greatest_offset": 0.0}, "greatest_offset=0.0"),
        ({"inventory_penalty": -1.0}, "inventory_penalty=-1.0"),
    ],
)
def test_bad_tasks_are_refused(change, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        MarketMakingTask(**change)
