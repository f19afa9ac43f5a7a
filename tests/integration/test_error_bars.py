"""The error bars of the spline hold the true vol as often as they say, over planted chains."""

from __future__ import annotations

import numpy as np
import pytest

from tests.planted.quotes import World
from tests.planted.shapes import EventMixture, Ssvi
from tests.planted.study import study
from tests.planted.truths import Bates, Heston

TRUTHS = (Heston(), Bates(), Ssvi(), EventMixture())
SEEDS = range(100, 104)


@pytest.mark.parametrize(
    "world",
    [World(gaps=0.1), World(cut=True), World(noise=0.4)],
    ids=["gaps", "missing wings", "less noise"],
)
def test_bars_of_90_percent_hold_the_truth(world):
    found = [study(truth, world, curve="spline", seeds=SEEDS) for truth in TRUTHS]
    assert sum(one.violations for one in found) == 0
    assert 0.85 <= np.mean([one.coverage for one in found]) <= 0.95
    assert max(one.rmse for one in found) < 0.25


def test_bars_hold_the_truth_beside_gross_errors():
    world = World(gaps=0.1, cut=True, outliers=0.02)
    found = [study(truth, world, curve="spline", seeds=SEEDS) for truth in TRUTHS]
    assert sum(one.violations for one in found) == 0
    assert 0.85 <= np.mean([one.coverage for one in found]) <= 0.95
