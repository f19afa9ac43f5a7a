from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom import InvalidArgumentError
from axiom.desk import PriceGrid, two_sided

GRID = PriceGrid(ticks=(0.05, 0.10, 0.25), starts=(0.0, 3.0, 10.0))
prices = st.floats(0.0, 200.0)


@pytest.mark.parametrize(
    ("price", "floor", "ceil", "below", "above"),
    [
        (0.0, 0.0, 0.0, -0.05, 0.05),
        (0.07, 0.05, 0.10, 0.05, 0.10),
        (2.96, 2.95, 3.0, 2.95, 3.0),
        (3.0, 3.0, 3.0, 2.95, 3.1),
        (3.05, 3.0, 3.1, 3.0, 3.1),
        (10.0, 10.0, 10.0, 9.9, 10.25),
        (0.1 + 0.2, 0.3, 0.35, 0.25, 0.35),
    ],
)
def test_rounds_in_each_band_and_at_its_ends(price, floor, ceil, below, above):
    assert (GRID.floor(price), GRID.below(price)) == (floor, below)
    assert (GRID.ceil(price), GRID.above(price)) == (ceil, above)


@given(price=prices)
def test_neighbours_enclose_every_price(price):
    low, high = float(GRID.floor(price)), float(GRID.ceil(price))
    assert low <= price <= high
    assert float(GRID.below(price)) < price or price == 0.0
    assert float(GRID.above(price)) > price
    assert high - low <= float(GRID.tick(low)) * (1 + 1e-12)
    assert float(GRID.floor(low)) == low == float(GRID.ceil(low))
    assert float(GRID.below(GRID.above(low))) == low


@given(value=prices, half=st.floats(0.0, 5.0), tick=st.sampled_from([0.01, 0.05, 0.25, 0.0003]))
def test_one_band_rounds_as_indicative_quotes_do(value, half, tick):
    grid = PriceGrid.of(tick)
    bid, ask = two_sided(value=value, half_spread=half, intrinsic=0.0, tick=tick)
    assert max(float(grid.floor(value - half)), 0.0) == float(bid)
    assert max(float(grid.ceil(value + half)), float(grid.above(bid))) == pytest.approx(
        float(ask), abs=1e-12
    )


def test_nan_stays_nan():
    for rounded in (GRID.floor, GRID.ceil, GRID.above, GRID.below):
        assert np.isnan(rounded([math.nan])).all()


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        ({"ticks": (0.0,)}, r"ticks\[0\]"),
        ({"ticks": (0.05, 0.1)}, "starts has 1 numbers"),
        ({"ticks": (0.05,), "starts": (1.0,)}, "starts begins at 1"),
        ({"ticks": (0.05, 0.1), "starts": (0.0, 0.0)}, "follows 0"),
        ({"ticks": (0.05, 0.1), "starts": (0.0, 2.95)}, "no whole number of ticks of 0.1"),
    ],
)
def test_bands_that_do_not_fit_are_refused(bands, told):
    with pytest.raises(InvalidArgumentError, match=told):
        PriceGrid(**bands)


@pytest.mark.parametrize("tick", [0.0, -1.0, math.nan, math.inf, "0.05", True])
def test_increments_that_are_none_are_refused(tick):
    with pytest.raises(InvalidArgumentError, match="tick is"):
        PriceGrid.of(tick)
