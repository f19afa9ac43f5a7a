from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.risk import explain
from axiom.risk.explain.taylor import check_greeks

from .planted_markets import FAR, NEAR, PlantedSurface, bumped, state

START = PlantedSurface()
MOVES = (0.01, 0.005, 0.0025)
ORDERS = {"start": 3, "ends": 4}


def residual(size, greeks, dynamics="sticky_strike"):
    """What is left of a move of spot and of all vols, both in proportion to a size."""
    moved = replace(START, spot=100.0 * (1.0 - size))
    for expiry in (NEAR, FAR):
        moved = bumped(moved, expiry, 0.5 * size)
    rows = [{"expiry": NEAR, "strike": 97.0, "is_call": False, "quantity": 100.0}]
    rows = [row | {"multiplier": 100.0} for row in rows]
    return explain(
        state(START, rows), state(moved, rows), greeks=greeks, dynamics=dynamics
    ).residual


@pytest.mark.parametrize("greeks", ORDERS)
@pytest.mark.parametrize("dynamics", ["sticky_strike", "sticky_moneyness"])
def test_the_residual_falls_by_the_stated_order(greeks, dynamics):
    left = np.abs([residual(size, greeks, dynamics) for size in MOVES])
    orders = np.log2(left[:-1] / left[1:])
    assert orders == pytest.approx(ORDERS[greeks], abs=0.35)


def test_the_path_leaves_nothing_of_a_small_move():
    assert abs(residual(0.01, "path")) < 1e-9


def test_other_places_are_refused():
    with pytest.raises(InvalidArgumentError, match="greeks='both': give one of 'start', 'ends'"):
        check_greeks("both")
