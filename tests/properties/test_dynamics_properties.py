from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.risk import Book, Position, scenario_ladder, value_book
from tests.unit.volatility.test_dynamics import NOW, surface

SPOT = 100.0

positions = st.builds(
    Position,
    underlying=st.just("X"),
    expiry=st.sampled_from([(NOW + dt.timedelta(days=d)).date() for d in (30, 90, 200, 500)]),
    strike=st.floats(60.0, 150.0),
    is_call=st.booleans(),
    quantity=st.floats(-50.0, 50.0).filter(lambda q: abs(q) > 0.1),
    multiplier=st.just(100.0),
)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(positions, min_size=1, max_size=6), ratio=st.floats(-1.0, 3.0))
def test_a_small_move_of_the_ladder_is_what_the_delta_says(rows, ratio):
    book, market = Book.from_rows(rows), {"surface": surface(), "spot": SPOT, "underlying": "X"}
    step = 1e-5
    ladder = scenario_ladder(
        book, spot_shocks=(-step, step), vol_shocks=(0.0,), dynamics=ratio, **market
    )
    valuation = value_book(book, dynamics=ratio, **market)
    size = sum(abs(row.quantity) * row.multiplier for row in rows)
    slope = (ladder.profit[1, 0] - ladder.profit[0, 0]) / (2.0 * step * SPOT)
    assert slope == pytest.approx(valuation.totals["smile_delta"], abs=1e-6 * size)
    assert ladder.smile_delta[:, 0].mean() == pytest.approx(slope, abs=1e-6 * size)
