from __future__ import annotations

import math
from dataclasses import replace

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.risk import Trade
from axiom.risk.explain.legs import book_legs, netted
from axiom.volatility import ExerciseTerms

from .planted_markets import DAY, FAR, NEAR, NOW, ROWS, PlantedSurface, state, years_to

LATER = replace(PlantedSurface(), valuation_time=NOW + DAY, spot=104.0)
TRADE = Trade(time=NOW + 0.25 * DAY, expiry=NEAR, strike=95.0, is_call=False, quantity=2, price=1)


def test_rows_of_a_contract_are_added_up_and_what_has_expired_left_out():
    rows = [ROWS[0], ROWS[0] | {"quantity": -4.0}, ROWS[-1], ROWS[0] | {"expiry": NOW}]
    found = netted(state(rows=rows), ExerciseTerms())
    assert found["quantity"].to_list() == [6.0, -150.0]
    assert found["exercise"].to_list() == ["european", None]


def test_positions_start_at_the_state_and_trades_at_their_own_time():
    hedge = Trade(time=NOW, quantity=3.0, price=100.5)
    legs = book_legs(state(rows=ROWS[:1]), state(LATER, rows=None), [TRADE, hedge])
    assert legs["years"].to_list() == [years_to(NEAR), years_to(NEAR), None]
    assert legs["start"].to_list() == [0.0, 0.25 / 365.0, 0.0]
    between = 100.0 * math.exp(0.25 * math.log(1.04))
    assert legs["start_spot"].to_list() == pytest.approx([100.0, between, 100.5])
    assert legs["price"].to_list() == [None, 1.0, 100.5]


def test_the_spot_of_a_trade_is_its_own_where_it_is_given():
    legs = book_legs(state(rows=None), state(LATER, rows=None), [replace(TRADE, spot=97.0)])
    assert legs["start_spot"].to_list() == [97.0]


def test_trades_outside_the_interval_are_refused():
    with pytest.raises(InvalidArgumentError, match=r"outside .* give those between"):
        book_legs(state(), state(LATER), [replace(TRADE, time=NOW + 2 * DAY)])


def test_marks_of_one_contract_have_to_agree():
    rows = [ROWS[2] | {"mark": 1.0}, ROWS[2] | {"mark": 1.1}]
    with pytest.raises(
        InvalidArgumentError, match=r"the 100 call of 2024-08-30 .* different marks"
    ):
        netted(state(rows=rows), ExerciseTerms())
    assert FAR.month == 8
