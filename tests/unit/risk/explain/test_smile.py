from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from axiom.risk.explain.path import Travellers
from axiom.risk.explain.smile import SmileGrid

from .planted_markets import FAR, NEAR, PlantedSurface, bumped, state, years_to

START = PlantedSurface()


def options(*pairs):
    n = len(pairs)
    years = np.array([years_to(expiry) for expiry, _ in pairs])
    return Travellers(
        strike=np.array([strike for _, strike in pairs]),
        is_call=np.ones(n, dtype=bool),
        american=np.zeros(n, dtype=bool),
        years=years,
        start=np.zeros(n),
        end=np.zeros(n),
        start_spot=np.full(n, 100.0),
        end_spot=np.full(n, 100.0),
    )


def split(shape, *pairs):
    moved = bumped(START, NEAR, *shape)
    some, before, after = options(*pairs), state(START), state(moved)
    grid = SmileGrid.of(some, before, after)
    on_grid = grid.options(before, after)
    place = {"strike": on_grid.strike, "expiry": on_grid.years}
    return grid.split(some, moved.vol(**place) - START.vol(**place)), moved, some


def test_a_polynomial_of_the_second_degree_is_recovered():
    found, moved, some = split((0.01, -0.004, 0.002), (NEAR, 96.0), (NEAR, 103.0), (FAR, 96.0))
    assert found["vega"] == pytest.approx([0.01, 0.01, 0.0], abs=1e-12)
    assert np.all(np.sign(found["skew"]) == [1.0, -1.0, 0.0])
    whole = sum(found.values())
    place = {"strike": some.strike, "expiry": some.years}
    assert whole == pytest.approx(moved.vol(**place) - START.vol(**place), abs=1e-12)


def test_beyond_the_grid_shapes_stay_as_at_its_ends():
    found, *_ = split((0.0, 0.004, 0.0), (NEAR, 70.0), (NEAR, 40.0))
    assert found["skew"] == pytest.approx([-0.012, -0.012], rel=1e-9)


def test_options_that_expire_have_no_shapes():
    some = replace(options((NEAR, 96.0)), end=np.array([years_to(NEAR)]))
    grid = SmileGrid.of(some, state(START), state(START))
    found = grid.split(some, np.zeros(0))
    assert all(one == 0.0 for values in found.values() for one in values)
