from __future__ import annotations

import math

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import Marked, NoHedge, Session
from axiom.desk.replay.listing import Listing
from axiom.desk.replay.opening import opening_positions
from axiom.risk import Book, Position

from .sessions import feed, settings


def held(**changes):
    chain = feed().opening()
    option = chain.quotes.row(-1, named=True)
    given = {
        "underlying": "SIM", "quantity": -5.0, "multiplier": 100.0,
        "expiry": option["expiry_date"], "strike": option["strike"], "is_call": option["is_call"],
    }  # fmt: skip
    return Position(**{**given, **changes})


def shares(quantity):
    return Position(underlying="SIM", quantity=quantity)


def test_options_and_units_of_the_underlying_find_their_place():
    chain = feed().opening()
    listing = Listing.of_chain(chain)
    book = Book.from_rows((held(), held(quantity=2.0), shares(30.0)))
    positions, underlying = opening_positions(book, chain, listing, multiplier=100.0)
    assert positions[-1] == -3.0
    assert not positions[:-1].any()
    assert underlying == 30.0


def test_options_that_are_not_listed_or_of_another_multiplier_are_refused():
    chain = feed().opening()
    listing = Listing.of_chain(chain)
    for wrong, words in (
        (held(strike=1.25), "does not list"),
        (held(multiplier=10.0), "multiplier 10"),
    ):
        with pytest.raises(InvalidArgumentError, match=words):
            opening_positions(Book.from_rows((wrong,)), chain, listing, multiplier=100.0)


def test_a_session_that_takes_a_book_over_begins_without_profit():
    book = Book.from_rows((held(), shares(100.0)))
    found = Session(feed(), settings(hedging=NoHedge()), book=book).run(steps=2)
    first = found.of_kind(Marked)[0]
    assert first.n_positions == 1
    assert first.pnl == pytest.approx(0.0, abs=1e-9)
    assert found.of_kind(Marked)[1].pnl != 0.0
    assert all(math.isfinite(mark.pnl) for mark in found.of_kind(Marked))
