"""Environments under their names in Gymnasium."""

from __future__ import annotations

import subprocess
import sys

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from axiom.desk.markets.environments import register

NAMES = ("MarketMaking-v0", "OptionMarketMaking-v0")


@pytest.mark.parametrize("name", NAMES)
def test_environments_pass_the_checker(name):
    register()
    register()
    environment = gymnasium.make(name)
    check_env(environment.unwrapped)
    environment.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_vector_is_its_single_environments_side_by_side(name):
    register()
    own, sync = (
        gymnasium.make_vec(name, num_envs=3, vectorization_mode=mode, steps=5)
        for mode in ("vector_entry_point", "sync")
    )
    assert (own.reset(seed=0)[0] == sync.reset(seed=0)[0]).all()
    own.action_space.seed(0)
    for _ in range(17):
        actions = own.action_space.sample()
        mine, theirs = own.step(actions), sync.step(actions)
        for got, wanted in zip(mine[:4], theirs[:4], strict=True):
            assert got.dtype == wanted.dtype
            assert (got == wanted).all()
        assert mine[4].keys() == theirs[4].keys()
        assert all((mine[4][key] == theirs[4][key]).all() for key in mine[4])
        assert own.observation_space.contains(mine[0])
    own.close()
    sync.close()


@pytest.mark.parametrize("name", NAMES)
def test_identical_seeds_give_identical_trajectories(name):
    register()
    trails = []
    for seed in (0, 0, 1):
        vector = gymnasium.make_vec(
            name, num_envs=2, vectorization_mode="vector_entry_point", steps=4
        )
        vector.reset(seed=seed)
        actions = np.full(vector.action_space.shape, 0.1, dtype=np.float32)
        trails.append(np.array([vector.step(actions)[1] for _ in range(11)]))
    assert (trails[0] == trails[1]).all()
    assert not (trails[0] == trails[2]).all()
    # Environment 1 under seed 0 is environment 0 under seed 1, and episodes differ.
    assert (trails[0][:, 1] == trails[2][:, 0]).all()
    assert not (trails[0][:4] == trails[0][5:9]).all()


def test_the_desk_comes_without_gymnasium():
    code = "import sys, axiom.desk; print('gymnasium' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_a_missing_gymnasium_is_named_with_the_remedy():
    code = (
        "import sys; sys.modules['gymnasium'] = None\n"
        "import axiom\n"
        "try:\n    import axiom.desk.markets.environments\n"
        "except axiom.MissingDependencyError as error:\n    print(error)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'axiom-quant[environments]'" in found.stdout
