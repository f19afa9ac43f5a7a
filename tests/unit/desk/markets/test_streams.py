"""The random numbers of episodes: each by its label, purpose and place alone."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.kernels import _core
from axiom.kernels.random_numbers import draw_normals, pseudorandom_source

MOVE, BRIDGE, GAP, MARK, EXTRA = range(5)


def numbers(purpose, *, seed=0, episodes=400, batch=0):
    seeds = np.full(episodes, seed, dtype=np.uint64)
    return _core.episode_numbers(seeds, np.arange(episodes, dtype=np.uint64), purpose, batch)


@pytest.mark.parametrize(
    ("purpose", "mean", "variance"),
    [
        (MOVE, 0.0, 1.0),
        (BRIDGE, 0.0, 1.0),
        (GAP, 1.0, 1.0),
        (MARK, 0.5, 1 / 12),
        (EXTRA, 0.5, 1 / 12),
    ],
)
def test_numbers_have_the_law_of_their_purpose(purpose, mean, variance):
    drawn = numbers(purpose).ravel()
    assert drawn.mean() == pytest.approx(mean, abs=4.0 * np.sqrt(variance / drawn.size))
    assert drawn.var() == pytest.approx(variance, rel=0.06)


def test_a_label_alone_decides():
    together = numbers(GAP)
    alone = _core.episode_numbers(np.array([0], np.uint64), np.array([17], np.uint64), GAP, 0)
    assert (together[17] == alone[0]).all()


def test_nothing_repeats_across_purposes_batches_episodes_and_seeds():
    drawn = [numbers(MARK), numbers(EXTRA), numbers(MARK, batch=1), numbers(MARK, seed=1)]
    everything = np.concatenate([part.ravel() for part in drawn])
    assert len(np.unique(everything)) == everything.size


def test_paths_of_models_under_the_same_seed_use_other_numbers():
    own = numbers(MOVE, episodes=64).ravel()
    theirs = draw_normals(pseudorandom_source(seed=0), steps=32, factors=2).ravel()
    assert not np.intersect1d(own, theirs).size


def test_unknown_purposes_are_refused():
    with pytest.raises(ValueError, match="no such purpose"):
        numbers(5)
