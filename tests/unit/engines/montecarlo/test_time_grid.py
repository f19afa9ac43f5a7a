"""The steps of a simulation."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo import TimeGrid


def test_steps_are_no_longer_than_asked_and_meet_every_time():
    grid = TimeGrid.of([0.1, 0.5, 0.6], longest_step=0.1)
    np.testing.assert_array_equal(grid.counts, [1, 4, 1])
    np.testing.assert_array_equal(grid.monitor, [0, -1, -1, -1, 1, 2])
    np.testing.assert_allclose(grid.ends, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], rtol=1e-15)
    np.testing.assert_array_equal(grid.starts[1:], grid.ends[:-1])
    assert grid.ends[-1] == 0.6


def test_without_a_longest_step_every_time_is_one():
    np.testing.assert_array_equal(TimeGrid.of([0.1, 7.0]).counts, [1, 1])


def test_moved_times_keep_the_number_of_steps():
    grid = TimeGrid.of([0.1, 0.5], longest_step=0.1).moved([0.099, 0.4999])
    np.testing.assert_array_equal(grid.counts, [1, 4])
    assert grid.ends[-1] == 0.4999


@pytest.mark.parametrize(
    ("times", "longest_step", "words"),
    [
        ([0.5, 0.5], 1.0, "do not ascend"),
        ([0.0, 1.0], 1.0, "do not ascend"),
        ([], 1.0, "do not ascend"),
        ([1.0], 1e-9, "at most 100000"),
        ([1.0], 0.0, "longest_step"),
        ([np.inf], 1.0, "at most 100000"),
        ([np.nan], 1.0, "do not ascend"),
    ],
)
def test_impossible_grids_are_refused(times, longest_step, words):
    with pytest.raises(InvalidArgumentError, match=words):
        TimeGrid.of(times, longest_step=longest_step)
