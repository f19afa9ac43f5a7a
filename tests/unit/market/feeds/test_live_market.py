from __future__ import annotations

import datetime as dt

from axiom.market.feeds.deribit_wire import Listed
from axiom.market.feeds.live_market import LiveMarket

NEAR, FAR = (dt.datetime(2026, month, 27, 8, tzinfo=dt.UTC) for month in (3, 6))
NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(seconds=1)
OPTIONS = [
    Listed(name=name, expiry=expiry, strike=strike, is_call=True, is_in_coin=True)
    for name, expiry, strike in (("a", NEAR, 90.0), ("b", NEAR, 100.0), ("c", FAR, 90.0))
]


def market():
    made = LiveMarket()
    tops = {"a": (0.1, 1.0, 0.2, 2.0), "c": (0.3, None, None, None)}
    made.begin(OPTIONS, tops, {NEAR: 1000.0, FAR: 2000.0}, 990.0, NOW)
    return made


def rows(update):
    return {
        (row["expiry"], row["strike"]): (row["bid"], row["ask"]) for row in update.quotes.to_dicts()
    }


def test_a_market_begins_whole():
    update = market().take()
    assert update.is_snapshot
    assert rows(update) == {(NEAR, 90.0): (100.0, 200.0), (FAR, 90.0): (600.0, None)}
    assert (update.spot, update.forwards) == (990.0, {NEAR: 1000.0, FAR: 2000.0})


def test_only_what_is_new_is_due():
    own = market()
    own.take()
    assert own.take() is None
    assert own.hear("a", (0.1, 1.0, 0.2, 2.0), LATER) is False
    assert own.take() is None
    assert own.hear("b", (0.5, 1.0, None, None), LATER) is False
    assert own.hear("b", (0.6, 1.0, None, None), LATER) is True
    update = own.take()
    assert rows(update) == {(NEAR, 100.0): (600.0, None)}
    assert (update.is_snapshot, update.spot, update.forwards) == (False, None, None)
    assert update.time == LATER


def test_a_forward_moves_the_quotes_of_its_expiry():
    own = market()
    own.take()
    own.hear_forward(NEAR, 1100.0, LATER)
    update = own.take()
    assert rows(update) == {(NEAR, 90.0): (0.1 * 1100.0, 0.2 * 1100.0)}
    assert update.forwards == {NEAR: 1100.0}
    own.hear_forward(NEAR, 1100.0, LATER)
    assert own.take() is None


def test_time_never_goes_back():
    own = market()
    own.hear_spot(995.0, LATER)
    own.hear_spot(996.0, NOW)
    update = own.take()
    assert (update.time, update.spot) == (LATER, 996.0)


def test_a_withdrawal_is_an_empty_snapshot():
    own = market()
    own.take()
    own.hear("b", (0.5, 1.0, None, None), LATER)
    own.withdraw_all(LATER)
    update = own.take()
    assert update.is_snapshot
    assert update.quotes.is_empty()
    assert update.quotes.columns[:3] == ["expiry", "strike", "is_call"]


def test_a_quote_of_an_unknown_option_is_passed_over():
    own = market()
    own.take()
    assert own.hear("z", (0.5, 1.0, None, None), LATER) is False
    assert own.take() is None


def test_an_expiry_without_a_forward_has_no_price():
    own = LiveMarket()
    own.begin(OPTIONS, {"a": (0.1, 1.0, 0.2, 2.0)}, {FAR: 2000.0}, None, NOW)
    assert rows(own.take()) == {(NEAR, 90.0): (None, None)}


def test_a_chain_takes_what_is_due():
    own = market()
    chain = own.chain("BTC", "a test", ("a note",))
    assert chain.quotes.height == 3
    assert (chain.spot, chain.rate, chain.notes) == (990.0, 0.0, ("a note",))
    assert own.take() is None


def test_numbers_of_updates_count_up():
    own = market()
    numbers = []
    for spot in (1.0, 2.0, 3.0):
        own.hear_spot(spot, LATER)
        numbers.append(own.take().sequence)
    assert numbers == [0, 1, 2]
