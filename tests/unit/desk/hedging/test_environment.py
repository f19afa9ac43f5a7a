"""`Hedging-v0`: Gymnasium's checker, identity with the cost study, determinism and refusals."""

from __future__ import annotations

from dataclasses import replace

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from axiom import InvalidArgumentError
from axiom.desk.hedging import (
    Hedge,
    HedgingSetup,
    hedging_costs,
)
from axiom.desk.hedging.environment import (
    HedgingEnv,
    HedgingTask,
    HedgingVectorEnv,
)
from axiom.desk.markets.environments import register
from axiom.instruments import European
from axiom.models import Bates, BlackScholes, Heston, RoughBergomi, Sabr

MODELS = [
    BlackScholes(vol=0.2),
    Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.6),
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


class HalfWay:
    """Hold the observed delta and the last holding half and half, as an environment does."""

    def hedge(self, state):
        delta = np.clip(state.greeks("delta").delta * (1 if state.option.is_call else -1), 0, 1)
        held = state.sign * np.asarray(state.holding) * (1 if state.option.is_call else -1)
        target = 0.5 * (np.asarray(delta, np.float32) + held.astype(np.float32))
        direction = state.sign * (1.0 if state.option.is_call else -1.0)
        return Hedge(underlying=direction * target.astype(np.float64))


def episode(env, seed):
    """Play the policy of `HalfWay` through an episode; rewards, observations, information."""
    observation, information = env.reset(seed=seed)
    rewards, observations, over = [], [observation], False
    while not over:
        action = 0.5 * (observation[4] + observation[0])
        observation, reward, over, truncated, information = env.step(np.array([action]))
        assert not truncated
        rewards.append(reward)
        observations.append(observation)
    return np.array(rewards), np.array(observations), information


@pytest.mark.parametrize("model", MODELS, ids=lambda one: type(one).__name__)
def test_the_checker_has_nothing_to_say(model, setup):
    check_env(HedgingEnv(setup=replace(setup, model=model)), skip_render_check=True)


@pytest.mark.parametrize("model", MODELS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("is_short", [True, False])
def test_rewards_sum_to_minus_the_loss_of_the_cost_study(model, is_call, is_short):
    setup = HedgingSetup(
        model=model,
        option=European(strike=101.0, expiry=0.24, is_call=is_call),
        hedges=8,
        drift=0.05,
        rate=0.02,
        cost=0.01,
        is_short=is_short,
    )
    costs = hedging_costs(HalfWay(), setup, paths=64, seed=0)
    env = HedgingEnv(setup=setup)
    for number in range(3):
        rewards, _, information = episode(env, seed=0 if number == 0 else None)
        assert len(rewards) == 8
        assert rewards.sum() == pytest.approx(-costs.losses[0, number], abs=1e-9)
        assert information["loss"] == pytest.approx(-rewards.sum(), abs=1e-12)
        assert information["trading"] == pytest.approx(costs.trading[0, number], abs=1e-9)


def test_observations_say_what_they_mean(setup):
    env = HedgingEnv(setup=setup)
    observation, information = env.reset(seed=0)
    np.testing.assert_allclose(observation, [0.0, 1.0, 0.0, 0.0, 0.5195], atol=1e-4)
    assert information["spot"] == pytest.approx(100.0)
    observation, *_ = env.step(np.array([0.25]))
    assert observation[0] == np.float32(0.25)
    assert observation[1] == pytest.approx(11 / 12)
    _, observations, information = episode(env, seed=5)
    moneyness = np.log(information["spot"] / 100.0) / (0.2 * np.sqrt(0.24))
    assert observations[-1][2] == pytest.approx(moneyness / (1 + abs(moneyness)), abs=1e-6)
    assert observations[-1][1] == 0.0
    assert observations[-1][4] in (0.0, 1.0)


def test_episodes_are_those_of_their_seed_and_number(setup):
    one, other = HedgingEnv(setup=setup), HedgingEnv(setup=setup, threads=2)
    first, again = episode(one, seed=0), episode(other, seed=0)
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert (episode(one, seed=None)[0] != first[0]).any()
    assert (episode(one, seed=1)[0] != first[0]).any()
    np.testing.assert_array_equal(episode(one, seed=0)[0], first[0])


def test_the_65th_episode_is_the_first_of_the_next_block():
    setup = HedgingSetup(
        model=BlackScholes(vol=0.2), option=European(strike=100.0, expiry=0.1), hedges=2, cost=0.01
    )
    env = HedgingEnv(setup=setup)
    losses = [-episode(env, seed=0 if number == 0 else None)[0].sum() for number in range(66)]
    costs = hedging_costs(HalfWay(), setup, paths=66, seed=0)
    np.testing.assert_allclose(losses, costs.losses[0], atol=1e-9)


def test_a_vector_is_its_single_environments(setup):
    many = HedgingVectorEnv(3, setup=setup)
    observations, _ = many.reset(seed=4)
    singles = [HedgingEnv(setup=setup) for _ in range(3)]
    for i, env in enumerate(singles):
        np.testing.assert_array_equal(env.reset(seed=4 + i)[0], observations[i])
    rng = np.random.default_rng(0)
    for step in range(30):
        actions = rng.random((3, 1))
        observations, rewards, over, truncated, _ = many.step(actions)
        assert not truncated.any()
        for i, env in enumerate(singles):
            found = (env.reset()[0], 0.0, False) if step % 13 == 12 else env.step(actions[i])[:3]
            np.testing.assert_array_equal(found[0], observations[i])
            assert (found[1], found[2]) == (rewards[i], over[i])


def test_information_adds_up_in_a_vector(setup):
    many = HedgingVectorEnv(256, setup=setup)
    observations, _ = many.reset(seed=100)
    total = np.zeros(256)
    for _ in range(setup.hedges):
        target = np.clip(observations[:, 0], observations[:, 4] - 0.1, observations[:, 4] + 0.1)
        observations, rewards, over, _, information = many.step(np.clip(target, 0, 1)[:, None])
        total += rewards
    assert over.all()
    np.testing.assert_allclose(total, -information["loss"], atol=1e-12)
    assert (information["trading"] > 0.0).all()


def test_by_name():
    register()
    register()
    env = gymnasium.make("Hedging-v0")
    assert env.reset(seed=0)[0].shape == (5,)
    many = gymnasium.make_vec("Hedging-v0", num_envs=2, vectorization_mode="vector_entry_point")
    assert many.reset(seed=0)[0].shape == (2, 5)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"setup": "daily"}, "setup='daily'"),
        ({"threads": 0}, "threads"),
    ],
)
def test_bad_tasks_are_refused(change, named):
    with pytest.raises(InvalidArgumentError, match=named):
        HedgingTask(**change)


def test_a_second_option_is_refused(sabr_setup):
    with pytest.raises(InvalidArgumentError, match="second option"):
        HedgingEnv(setup=sabr_setup)


@pytest.mark.parametrize("action", [[1.5], [-0.1], [np.nan], [0.5, 0.5]])
def test_actions_outside_the_space_are_refused(action, setup):
    env = HedgingEnv(setup=setup)
    env.reset(seed=0)
    with pytest.raises(InvalidArgumentError, match="action"):
        env.step(np.array(action))


def test_a_step_before_reset_or_after_the_end_is_refused(setup):
    env = HedgingEnv(setup=setup)
    with pytest.raises(InvalidArgumentError, match="call reset"):
        env.step(np.array([0.5]))
    episode(env, seed=0)
    with pytest.raises(InvalidArgumentError, match="call reset"):
        env.step(np.array([0.5]))
