from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.risk import Book, Position

OPTION = {
    "underlying": "SPX",
    "expiry": dt.date(2024, 6, 21),
    "strike": 5000.0,
    "is_call": True,
    "quantity": -5,
    "multiplier": 100,
}


def test_rows_keep_their_order_and_the_underlying_has_no_terms():
    book = Book.from_rows([OPTION, {"underlying": "SPX", "quantity": 250}])
    assert book.positions["strike"].to_list() == [5000.0, None]
    assert book.positions["multiplier"].to_list() == [100.0, 1.0]
    assert book.underlyings == ("SPX",)
    assert len(book) == 2


def test_positions_and_mappings_make_the_same_book():
    made = Book.from_rows([Position(**OPTION)])
    assert made.positions.equals(Book.from_rows([OPTION]).positions)
    assert Position(**OPTION).is_option
    assert not Position(underlying="SPX", quantity=1).is_option


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quantity": 0}, "quantity: 0 must be finite and not 0"),
        ({"quantity": float("nan")}, "quantity: nan"),
        ({"multiplier": -1}, "multiplier: -1 must be finite and above 0"),
        ({"strike": 0.0}, "strike: 0.0 must be finite and above 0"),
        ({"strike": None}, "strike: it is empty while expiry, is_call is given"),
        ({"underlying": " "}, "underlying: it is empty"),
        ({"settlement": "NOON"}, "settlement: 'NOON' must be AM, PM or empty"),
        ({"expiry": dt.datetime(2024, 6, 21, tzinfo=dt.UTC)}, "must be a date without a time"),
    ],
)
def test_impossible_positions_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        Position(**{**OPTION, **change})


def test_the_underlying_has_no_settlement():
    with pytest.raises(InvalidArgumentError, match="the underlying itself has no settlement"):
        Position(underlying="SPX", quantity=1, settlement="AM")


def test_an_empty_book_is_refused():
    with pytest.raises(InvalidArgumentError, match="the book is empty"):
        Book.from_rows([])


def test_a_foreign_table_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"Book\.from_rows or Book\.read_csv"):
        Book(positions=Book.from_rows([OPTION]).positions.drop("multiplier"))
