"""The live feed of Deribit against a server that speaks the same messages, well and badly."""

from __future__ import annotations

import json

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import Chain, ConnectionRules, DeribitFeed, Feed

from .deribit_server import EXPIRIES, START, STRIKES, DeribitServer, name_of
from .takers import Taker

NAME = name_of(EXPIRIES[0], STRIKES[1], "C")
KEY = (EXPIRIES[0], STRIKES[1], True)
QUICK = ConnectionRules(first_wait_seconds=0.01, longest_wait_seconds=0.05, silence_seconds=5.0)


@pytest.fixture
def server():
    made = DeribitServer()
    yield made
    made.close()


@pytest.fixture
def feed(server):
    made = DeribitFeed(url=server.url, rules=QUICK, interval_seconds=0.0)
    yield made
    made.close()


@pytest.fixture
def taker(feed):
    made = Taker(feed)
    assert made.wait(lambda: len(made.known()) == 12), made.error
    yield made
    made.finish()


def agrees(server, taker):
    """Whether the taker has come to hold the server's market, sizes and all."""
    known = {key: top for key, top in server.truth().items() if top[:2] != (None, None)}
    return taker.wait(lambda: taker.known() == known)


def test_the_opening_is_a_chain_in_the_quote_currency(server, feed):
    assert isinstance(feed, Feed)
    chain = feed.opening()
    assert isinstance(chain, Chain)
    assert feed.opening() is chain
    assert (chain.underlying, chain.spot, chain.exercise) == ("BTC", 90_000.0, "european")
    assert chain.quotes.height == 12
    assert chain.valuation_time.timestamp() * 1000 == START
    assert chain.given_forwards["forward"].to_list() == [90_500.0, 91_000.0]
    first = chain.quotes.row(0, named=True)
    assert (first["bid"], first["ask"]) == (0.01 * 90_500.0, 0.02 * 90_500.0)
    assert feed.status.state == "live"


def test_changes_come_in_order_of_time(server, taker):
    for i in range(20):
        server.change(NAME, "bids", 0.010 + 0.0001 * i, 1.0 + i)
    assert agrees(server, taker)
    times = [update.time for update in taker.updates]
    assert times == sorted(times)
    assert [update.sequence for update in taker.updates] == list(
        range(taker.updates[0].sequence, taker.updates[0].sequence + len(times))
    )


def test_levels_that_go_leave_the_next_one_or_none(server, taker):
    server.change(NAME, "bids", 0.012, 3.0)
    server.change(NAME, "bids", 0.012, 0.0)
    server.change(NAME, "asks", 0.02, 0.0)
    assert agrees(server, taker)
    assert taker.quotes[KEY][1] is None


def test_a_new_forward_changes_the_prices_of_its_expiry(server, taker):
    server.move_forward(EXPIRIES[0], 95_000.0)
    server.move_spot(94_400.0)
    assert agrees(server, taker)
    assert taker.wait(lambda: taker.spot == 94_400.0)
    assert list(taker.forwards.values()) == [95_000.0]


def test_a_missed_message_is_noticed_and_made_good(server, taker, feed):
    server.change(NAME, "bids", 0.015, 2.0, lose=True)
    server.change(NAME, "asks", 0.018, 4.0)
    assert agrees(server, taker)
    assert taker.quotes[KEY][:2] == (0.015 * 90_500.0, 0.018 * 90_500.0)
    assert feed.status.gaps == 1
    assert feed.status.connections == 1
    assert any(u.quotes is not None and u.quotes["bid"].null_count() for u in taker.updates)


def test_repeated_messages_change_nothing(server, taker, feed):
    server.change(NAME, "bids", 0.015, 2.0, copies=3)
    server.change(NAME, "bids", 0.015, 0.0)
    assert taker.wait(lambda: feed.status.duplicates == 2)
    assert agrees(server, taker)
    assert feed.status.gaps == 0


def test_messages_out_of_order_are_made_good(server, taker, feed):
    server.change(NAME, "bids", 0.015, 2.0, hold=True)
    server.change(NAME, "bids", 0.015, 0.0, hold=True)
    server.change(NAME, "bids", 0.013, 9.0, hold=True)
    server.release()
    assert taker.wait(lambda: feed.status.gaps >= 1)
    assert agrees(server, taker)


@pytest.mark.parametrize(
    "text",
    [
        '{"jsonrpc": "2.0", "method": "subscr',
        "[]",
        "\x00",
        '{"method": "subscription", "params": {"channel": "book.x"}}',
        json.dumps({"method": "subscription", "params": {"channel": f"book.{NAME}.100ms",
                    "data": {"instrument_name": NAME, "timestamp": START, "change_id": 1}}}),
        json.dumps({"method": "subscription", "params": {"channel": f"book.{NAME}.100ms",
                    "data": {"instrument_name": NAME, "timestamp": START, "change_id": 1,
                             "bids": [["turn", 1.0, 1.0]], "asks": []}}}),
        json.dumps({"method": "subscription", "params": {"channel": f"book.{NAME}.100ms",
                    "data": {"instrument_name": NAME, "change_id": 1, "bids": [], "asks": []}}}),
    ],
)  # fmt: skip
def test_a_message_that_cannot_be_read_ends_the_connection_and_the_next_is_right(
    server, taker, feed, text
):
    server.change(NAME, "bids", 0.015, 2.0, lose=True)
    server.send_all(text)
    assert taker.wait(lambda: feed.status.connections == 2)
    assert agrees(server, taker)
    assert feed.status.malformed == 1
    snapshots = [update for update in taker.updates if update.is_snapshot]
    assert snapshots[-1].quotes.height == 12


@pytest.mark.parametrize("half_frame", [False, True])
def test_a_cut_line_withdraws_all_quotes_and_the_next_connection_brings_them(
    server, taker, feed, half_frame
):
    server.mischief.append(lambda connection, method: connection.close() is None)
    server.drop_all(half_frame=half_frame)
    server.change(NAME, "bids", 0.016, 2.0)
    assert taker.wait(lambda: feed.status.connections == 2)
    assert agrees(server, taker)
    assert feed.status.last_error


def test_everything_is_withdrawn_while_the_line_is_down(server, taker, feed):
    def refuse(connection, method):
        connection.close()
        return False

    server.mischief.append(refuse)
    server.drop_all()
    assert taker.wait(lambda: not taker.known())
    assert taker.updates[-1].is_snapshot
    server.mischief.remove(refuse)
    assert agrees(server, taker)


def test_silence_ends_the_connection(server):
    rules = ConnectionRules(silence_seconds=0.3, first_wait_seconds=0.01, longest_wait_seconds=0.02)
    taker = Taker(DeribitFeed(url=server.url, rules=rules, interval_seconds=0.0))
    assert taker.wait(lambda: len(taker.known()) == 12)
    server.is_silent = True
    server.change(NAME, "bids", 0.016, 2.0)
    assert taker.wait(lambda: not taker.known())
    assert "TimeoutError" in taker.feed.status.last_error
    server.is_silent = False
    assert agrees(server, taker)
    taker.finish()


def test_requests_for_a_sign_of_life_are_answered(server, taker):
    server.send_all('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}')
    server.send_all('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}')
    assert taker.wait(lambda: "public/test" in server.requests)
    assert server.requests.count("public/test") == 1


def test_an_error_in_answer_is_tried_again(server):
    def refuse(connection, method):
        if method == "public/subscribe":
            error = {"code": 10028, "message": "too_many_requests"}
            connection.send(json.dumps({"id": 5, "error": error}))
            return True
        return False

    server.mischief.append(refuse)
    taker = Taker(DeribitFeed(url=server.url, rules=QUICK))
    assert agrees(server, taker)
    assert "too_many_requests" in taker.feed.status.last_error
    assert taker.feed.status.connections == 1
    taker.finish()


def test_a_subscription_that_is_refused_after_a_gap_ends_the_connection(server, taker, feed):
    def refuse(connection, method):
        if method == "public/subscribe":
            error = {"code": 10028, "message": "too_many_requests"}
            connection.send(json.dumps({"id": 99, "error": error}))
            return True
        return False

    server.mischief.append(refuse)
    server.change(NAME, "bids", 0.015, 2.0, lose=True)
    server.change(NAME, "asks", 0.018, 4.0)
    assert taker.wait(lambda: feed.status.connections == 2)
    assert agrees(server, taker)
    assert "too_many_requests" in feed.status.last_error


def test_a_source_that_is_never_there_ends_in_an_error(server):
    url = server.url
    server.close()
    rules = ConnectionRules(first_wait_seconds=0.01, longest_wait_seconds=0.01, most_attempts=3)
    feed = DeribitFeed(url=url, rules=rules)
    with pytest.raises(DataError, match="has ended: ConnectionRefusedError"):
        feed.opening()
    assert feed.status.state == "failed"
    feed.close()
    with pytest.raises(DataError, match="has ended"):
        feed.opening()


def test_a_source_that_goes_for_good_ends_in_an_error(server):
    rules = ConnectionRules(first_wait_seconds=0.01, longest_wait_seconds=0.01, most_attempts=3)
    taker = Taker(DeribitFeed(url=server.url, rules=rules, interval_seconds=0.0))
    assert taker.wait(lambda: len(taker.known()) == 12)
    server.close()
    assert taker.wait(lambda: taker.error is not None)
    assert isinstance(taker.error, DataError)
    assert not taker.known()
    taker.finish()


def test_the_nearest_expiries_alone(server):
    feed = DeribitFeed(url=server.url, rules=QUICK, expiries=1)
    assert feed.opening().quotes.height == 6
    feed.close()


def test_closing_ends_the_updates_and_again_does_nothing(feed):
    updates = feed.updates()
    feed.opening()
    feed.close()
    feed.close()
    assert list(updates) == []
    assert feed.status.state == "closed"


def test_a_slow_taker_gets_the_latest(server, feed):
    feed.opening()
    for i in range(50):
        server.change(NAME, "bids", 0.010 + 0.0001 * (i + 1), 1.0)
    bid = (0.010 + 0.0001 * 50) * 90_500.0
    found, seen = None, 0
    for update in feed.updates():
        rows = [] if update.quotes is None else update.quotes.filter(strike=STRIKES[1]).to_dicts()
        for row in rows:
            if row["is_call"] and row["expiry"].timestamp() * 1000 == EXPIRIES[0]:
                found, seen = row["bid"], seen + 1
        if found == bid:
            break
    assert seen <= 50
    assert seen + feed.status.conflated >= 50


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_after_any_mischief_the_market_is_the_true_one(server, taker, feed, seed):
    rng = np.random.default_rng(seed)
    names = list(server.books)
    for _ in range(150):
        name, side = names[rng.integers(12)], ("bids", "asks")[rng.integers(2)]
        low, high = (0.008, 0.014) if side == "bids" else (0.016, 0.022)
        level = round(rng.uniform(low, high), 4), (0.0, 1.0, 2.5)[rng.integers(3)]
        kind = rng.random()
        if kind < 0.1:
            server.change(name, side, *level, lose=True)
        elif kind < 0.2:
            server.change(name, side, *level, copies=2)
        elif kind < 0.3:
            server.change(name, side, *level, hold=True)
        elif kind < 0.33:
            server.release()
        elif kind < 0.35:
            server.drop_all(half_frame=rng.random() < 0.5)
        elif kind < 0.36:
            server.send_all('{"half')
        elif kind < 0.4:
            server.move_forward(EXPIRIES[rng.integers(2)], 90_000.0 + int(rng.integers(2000)))
        else:
            server.change(name, side, *level)
    server.release()
    for name in names:
        server.change(name, "bids", 0.0151, 1.0)
    assert agrees(server, taker)
    assert taker.error is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"currency": "SOL"}, "currency='SOL': give one of BTC, ETH"),
        ({"expiries": 0}, "expiries=0: give 1 or more"),
        ({"interval_seconds": -1.0}, r"interval_seconds=-1\.0: give a number"),
    ],
)
def test_impossible_arguments_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        DeribitFeed(**change)
