from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.risk import Book, BookState

from .planted_markets import FAR, NEAR, NOW, ROWS, SPOT, PlantedSurface, state, table

NAN = float("nan")


def test_positions_get_what_they_do_not_say():
    held = state(rows=[ROWS[0], ROWS[-1]]).positions
    assert held.columns == [
        "expiry", "strike", "is_call", "exercise", "multiplier", "quantity", "mark",
    ]  # fmt: skip
    assert held["mark"].null_count() == held["exercise"].null_count() == 2
    bare = table(ROWS[:1]).drop("multiplier")
    assert state(rows=None, positions=bare).positions["multiplier"].to_list() == [1.0]


def test_the_time_is_the_surface_s():
    assert state().time == NOW


def test_dates_of_a_book_become_instants():
    rows = [
        {"underlying": "X", "expiry": dt.date(2024, 3, 29), "strike": 90.0, "is_call": True,
         "quantity": 2.0},
        {"underlying": "X", "quantity": 5.0},
        {"underlying": "X", "expiry": dt.date(2024, 2, 29), "strike": 90.0, "is_call": True,
         "quantity": 2.0},
    ]  # fmt: skip
    made = BookState.of_book(
        Book.from_rows(rows), surface=PlantedSurface(), spot=SPOT, underlying="x", cash=4.0
    )
    assert made.positions["expiry"].to_list() == [
        dt.datetime(2024, 3, 29, 20, tzinfo=dt.UTC),
        None,
    ]
    assert made.cash == 4.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"strike": None}, "strike is None; give all of expiry, strike and is_call"),
        ({"is_call": None}, "is_call is None; give all of"),
        ({"strike": -1.0}, "strike is -1.0; give a finite number above 0"),
        ({"quantity": None}, "quantity is None; give a finite number"),
        ({"quantity": NAN}, "quantity is nan; give a finite number"),
        ({"multiplier": 0.0}, "multiplier is 0.0; give a finite number above 0"),
        ({"mark": NAN}, "mark is nan; give a finite price"),
        ({"exercise": "asian"}, "positions: a column has an unusable type"),
    ],
)
def test_impossible_positions_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        state(rows=[ROWS[0] | change])


def test_tables_that_are_no_positions_are_refused():
    with pytest.raises(InvalidArgumentError, match="positions lack the column quantity"):
        state(rows=None, positions=table().drop("quantity"))
    naive = table().with_columns(pl.col("expiry").dt.replace_time_zone(None))
    with pytest.raises(InvalidArgumentError, match="expiry has no time zone"):
        state(rows=None, positions=naive)


@pytest.mark.parametrize(("name", "value"), [("spot", 0.0), ("spot", NAN), ("cash", NAN)])
def test_impossible_numbers_are_refused(name, value):
    with pytest.raises(InvalidArgumentError, match=name):
        state(**{name: value})


def test_expiries_lie_where_the_helpers_say():
    assert (FAR - NOW).days == 182
    assert (NEAR - NOW).days == 30
