from __future__ import annotations

import datetime as dt
import json

import pytest

from axiom.market.feeds.cboe_wire import chain_of, document_name
from axiom.market.feeds.connection import BrokenFeedError

NOW = "2024-06-03 18:00:00"


def document(options, **changes):
    data = {"symbol": "AAPL", "current_price": 194.0, "options": options} | changes
    return json.dumps({"timestamp": NOW, "data": data})


def option(symbol, bid=1.0, ask=1.2):
    return {"option": symbol, "bid": bid, "ask": ask, "bid_size": 4, "ask_size": 5.0}


def read(options, **changes):
    return chain_of(document(options, **changes), delay=dt.timedelta(minutes=15))


def test_names_of_documents():
    assert [document_name(s) for s in ("SPX", "_SPX", "^spx", "vix", "AAPL", " SPY ")] == [
        "_SPX", "_SPX", "_SPX", "_VIX", "AAPL", "SPY"
    ]  # fmt: skip


def test_symbols_tell_the_terms():
    chain = read([option("AAPL240621C00192500")])
    row = chain.quotes.row(0, named=True)
    assert (row["expiry_date"], row["strike"], row["is_call"]) == (
        dt.date(2024, 6, 21),
        192.5,
        True,
    )
    assert (row["settlement"], chain.exercise, chain.spot) == ("PM", "american", 194.0)
    assert (row["bid"], row["ask"], row["bid_size"], row["ask_size"]) == (1.0, 1.2, 4.0, 5.0)


def test_adjusted_and_expired_options_are_left_out_and_counted():
    rows = ["AAPL240621C00192500", "AAPL1240621C00192500", "AAPL240531C00192500", "AAPL"]
    chain = read([option(symbol) for symbol in rows])
    assert chain.quotes.height == 1
    assert chain.notes[1].startswith("3 options that have expired or whose deliverable")


def test_an_index_without_a_price_has_no_spot():
    assert read([option("AAPL240621C00192500")], current_price=0.0).spot is None


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        json.dumps({"timestamp": NOW}),
        json.dumps({"data": {"symbol": "A", "current_price": 1.0, "options": []}}),
        document([]),
        document([option("AAPL")]),
        document(None),
        document([option("AAPL240621C00192500")], current_price=None),
        document([option("AAPL240621C00192500", bid="much")]),
    ],
)
def test_documents_that_are_none_are_refused(text):
    with pytest.raises(BrokenFeedError, match="document"):
        chain_of(text, delay=dt.timedelta(0))
