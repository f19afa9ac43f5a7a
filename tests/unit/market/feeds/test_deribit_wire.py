from __future__ import annotations

import datetime as dt

import pytest

from axiom.market.feeds.connection import BrokenFeedError
from axiom.market.feeds.deribit_wire import OrderBook, listed, message_of, positive

SNAPSHOT = {
    "type": "snapshot", "change_id": 10,
    "bids": [["new", 0.01, 5.0], ["new", 0.012, 1.0]], "asks": [["new", 0.02, 7.0]],
}  # fmt: skip
ROW = {
    "instrument_name": "BTC-27JUN25-100000-C", "strike": 100000.0, "option_type": "call",
    "expiration_timestamp": 1_751_011_200_000, "base_currency": "BTC", "quote_currency": "BTC",
}  # fmt: skip


def change(before, now, **levels):
    return {"type": "change", "prev_change_id": before, "change_id": now,
            "bids": [], "asks": [], **levels}  # fmt: skip


def book():
    made = OrderBook()
    assert made.apply(SNAPSHOT) == "applied"
    return made


def test_the_top_is_the_best_of_each_side():
    assert book().top == (0.012, 1.0, 0.02, 7.0)
    assert OrderBook().top == (None, None, None, None)


def test_changes_follow_one_another():
    own = book()
    assert own.apply(change(10, 12, bids=[["delete", 0.012, 0.0]])) == "applied"
    assert own.apply(change(12, 15, asks=[["change", 0.02, 2.0], ["new", 0.019, 1.0]])) == "applied"
    assert own.top == (0.01, 5.0, 0.019, 1.0)


def test_what_was_known_changes_nothing():
    own = book()
    assert own.apply(change(9, 10, bids=[["new", 0.015, 1.0]])) == "duplicate"
    assert own.apply(change(4, 6, bids=[["new", 0.015, 1.0]])) == "duplicate"
    assert own.top == (0.012, 1.0, 0.02, 7.0)


def test_a_gap_empties_the_book_until_the_next_snapshot():
    own = book()
    assert own.apply(change(11, 13)) == "gap"
    assert own.top == (None, None, None, None)
    assert own.apply(change(13, 14, bids=[["new", 0.015, 1.0]])) == "duplicate"
    assert own.top == (None, None, None, None)
    assert own.apply(SNAPSHOT | {"change_id": 20}) == "applied"
    assert own.apply(change(20, 21)) == "applied"


def test_a_level_that_is_not_there_may_go():
    own = book()
    assert own.apply(change(10, 11, bids=[["delete", 0.5, 0.0]])) == "applied"


@pytest.mark.parametrize(
    "levels",
    [
        {"bids": [["turn", 0.01, 1.0]]},
        {"bids": [["new", -0.01, 1.0]]},
        {"bids": [["new", 0.01, -1.0]]},
        {"bids": [["new", float("nan"), 1.0]]},
        {"bids": [["new", 0.01]]},
        {"asks": None},
        {"change_id": "x"},
        {"prev_change_id": None},
    ],
)
def test_a_message_that_cannot_be_read_changes_nothing(levels):
    own = book()
    with pytest.raises(BrokenFeedError, match="a book's message cannot be read"):
        own.apply(change(10, 11) | levels)
    assert own.top == (0.012, 1.0, 0.02, 7.0)


def test_an_instrument():
    found = listed(ROW)
    assert (found.strike, found.is_call, found.is_in_coin) == (100_000.0, True, True)
    assert found.expiry == dt.datetime(2025, 6, 27, 8, tzinfo=dt.UTC)
    assert not listed(ROW | {"quote_currency": "USDC", "option_type": "put"}).is_in_coin


@pytest.mark.parametrize(
    "changes",
    [{"strike": 0.0}, {"strike": None}, {"option_type": "swap"}, {"expiration_timestamp": "x"}],
)
def test_an_instrument_that_is_none_is_refused(changes):
    with pytest.raises(BrokenFeedError, match="an instrument cannot be read"):
        listed(ROW | changes)


@pytest.mark.parametrize("value", [0.0, -1.0, None, "1", True, float("nan"), float("inf")])
def test_what_is_no_price_is_none(value):
    assert positive(value) is None
    assert positive(3) == 3.0


@pytest.mark.parametrize("text", ["", "{", "[]", "3", b"\xff"])
def test_texts_that_are_no_message_are_refused(text):
    with pytest.raises(BrokenFeedError, match="a message is"):
        message_of(text)
