"""Seeds, episodes and refusals of environments."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.desk.markets.environments import MarketMakingEnv, MarketMakingVectorEnv

ACTION = np.array([0.2, 0.2], dtype=np.float32)


def rewards(environment, *, steps=3):
    return [environment.step(ACTION)[1] for _ in range(steps)]


def test_without_a_seed_the_next_episode_of_the_last_seed_begins():
    environment = MarketMakingEnv(steps=3)
    environment.reset(seed=0)
    first = rewards(environment)
    environment.reset()
    second = rewards(environment)
    environment.reset(seed=0)
    assert rewards(environment) == first
    environment.reset()
    assert rewards(environment) == second
    assert first != second


def test_seeds_drawn_afresh_differ():
    trails = []
    for _ in range(2):
        environment = MarketMakingEnv(steps=3)
        environment.reset()
        trails.append(rewards(environment))
    assert trails[0] != trails[1]


def test_a_vector_without_a_seed_goes_on_too():
    vector, other = MarketMakingVectorEnv(2, steps=3), MarketMakingVectorEnv(2, steps=3)
    trails = []
    for made in (vector, other):
        made.reset()
        trails.append(made.step(np.tile(ACTION, (2, 1)))[1])
    assert not (trails[0] == trails[1]).all()
    vector.reset(seed=4)
    first = vector.step(np.tile(ACTION, (2, 1)))[1]
    vector.reset()
    assert not (vector.step(np.tile(ACTION, (2, 1)))[1] == first).all()


def test_a_vector_takes_a_seed_for_each():
    vector = MarketMakingVectorEnv(2, steps=3)
    vector.reset(seed=[7, 7])
    found = vector.step(np.tile(ACTION, (2, 1)))[1]
    assert found[0] == found[1]
    with pytest.raises(axiom.InvalidArgumentError, match="seed has 3 numbers"):
        vector.reset(seed=[1, 2, 3])


def test_the_step_after_an_end_starts_the_next_episode_and_ignores_its_action():
    vector = MarketMakingVectorEnv(2, steps=2)
    start = vector.reset(seed=0)[0]
    actions = np.tile(ACTION, (2, 1))
    vector.step(actions)
    *_, terminated, truncated, _ = vector.step(actions)
    assert terminated.all()
    assert not truncated.any()
    ignored = np.full((2, 2), np.nan)
    observation, reward, terminated, truncated, _ = vector.step(ignored)
    assert (observation == start).all()
    assert (reward == 0.0).all()
    assert not terminated.any()


def test_steps_before_a_reset_or_after_the_end_are_refused():
    environment = MarketMakingEnv(steps=1)
    with pytest.raises(axiom.InvalidArgumentError, match="call reset"):
        environment.step(ACTION)
    environment.reset(seed=0)
    assert environment.step(ACTION)[2]
    with pytest.raises(axiom.InvalidArgumentError, match="call reset"):
        environment.step(ACTION)
    with pytest.raises(axiom.InvalidArgumentError, match="call reset"):
        MarketMakingVectorEnv(2).step(np.tile(ACTION, (2, 1)))


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ([np.nan, 0.1], "an action has nan"),
        ([0.1, 1.1], "an action has 1.1"),
        ([-0.1, 0.1], "an action has -0.1"),
        ([0.1], r"shape \(1, 1\)"),
    ],
)
def test_bad_actions_are_refused(action, message):
    environment = MarketMakingEnv()
    environment.reset(seed=0)
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        environment.step(action)


def test_options_are_refused_as_there_are_none():
    for environment in (MarketMakingEnv(), MarketMakingVectorEnv(2)):
        with pytest.raises(axiom.InvalidArgumentError, match="there are none"):
            environment.reset(options={"start": 1})
