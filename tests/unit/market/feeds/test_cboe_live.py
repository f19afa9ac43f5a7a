"""The feed of Cboe's delayed quotes against a server that answers well and badly."""

from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import CboeDelayedFeed, Chain, ConnectionRules, Feed

from .cboe_server import OPTIONS, START, CboeServer
from .takers import Taker

QUICK = ConnectionRules(first_wait_seconds=0.005, longest_wait_seconds=0.02, silence_seconds=5.0)
DELAY = dt.timedelta(minutes=15)
KEYS = {
    OPTIONS[0]: (dt.datetime(2024, 6, 21, 13, 30, tzinfo=dt.UTC), 5200.0, True),
    OPTIONS[1]: (dt.datetime(2024, 6, 21, 13, 30, tzinfo=dt.UTC), 5200.0, False),
    OPTIONS[2]: (dt.datetime(2024, 6, 7, 20, 0, tzinfo=dt.UTC), 5300.0, True),
}


@pytest.fixture
def server():
    made = CboeServer()
    yield made
    made.close()


def feed_on(server, **changes):
    return CboeDelayedFeed(
        "SPX", **{"url": server.url, "rules": QUICK, "poll_seconds": 0.01} | changes
    )


@pytest.fixture
def taker(server):
    made = Taker(feed_on(server))
    assert made.wait(lambda: len(made.known()) == 3), made.error
    yield made
    made.finish()


def agrees(server, taker):
    truth = {
        (round(KEYS[name][0].timestamp() * 1000), *KEYS[name][1:]): quote
        for name, quote in server.truth().items()
    }
    return taker.wait(lambda: {key: taker.quotes.get(key) for key in truth} == truth)


def test_the_opening_is_the_delayed_chain(server):
    feed = feed_on(server)
    assert isinstance(feed, Feed)
    chain = feed.opening()
    assert isinstance(chain, Chain)
    assert feed.opening() is chain
    assert server.paths == ["/_SPX.json"]
    assert (chain.underlying, chain.spot, chain.exercise) == ("SPX", 5283.4, "european")
    assert chain.valuation_time == START - DELAY
    assert chain.quotes["expiry"].to_list() == sorted(key[0] for key in KEYS.values())
    assert feed.status.state == "live"
    feed.close()
    assert feed.status.state == "closed"


def test_what_changes_comes_and_nothing_else(server, taker):
    server.move(OPTIONS[0], 11.0, 11.5)
    assert agrees(server, taker)
    [update] = taker.updates
    assert update.quotes.height == 1
    assert (update.time, update.sequence) == (server.time - DELAY, 1)


def test_a_price_of_zero_is_none(server, taker):
    server.move(OPTIONS[0], 0.0, 0.05)
    assert agrees(server, taker)
    assert taker.updates[-1].quotes["bid"].to_list() == [None]


def test_an_unchanged_document_is_not_sent_again(server, taker):
    assert taker.wait(lambda: server.served.count(304) >= 3)
    assert server.served.count(200) == 1
    assert taker.updates == []
    assert "If-Modified-Since" in {name.title() for name in server.headers[-1]}


def test_older_documents_are_passed_over(server, taker):
    server.ignores_etag = True
    assert taker.wait(lambda: taker.feed.status.duplicates >= 2)
    server.move(OPTIONS[0], 3.0, 4.0, seconds=-3600)
    taker.wait(lambda: taker.feed.status.duplicates >= 6)
    assert taker.updates == []
    server.move(OPTIONS[0], 12.0, 12.5, seconds=7200)
    assert agrees(server, taker)


@pytest.mark.parametrize(
    "trick",
    [
        500,
        429,
        404,
        "cut",
        "half",
        "",
        "[]",
        '{"data": {}}',
        '{"timestamp": "soon", "data": {"symbol": "^SPX", "current_price": 1, "options": []}}',
        '{"timestamp": "2024-06-03 18:00:00", "data": {"symbol": "^SPX", "current_price": 1, '
        '"options": []}}',
        '{"timestamp": "2024-06-03 18:00:00", "data": {"symbol": "^SPX", "current_price": 1, '
        '"options": [{"option": 3}]}}',
    ],
)
def test_a_bad_answer_is_asked_again(server, taker, trick):
    server.tricks.append(trick)
    server.move(OPTIONS[1], 9.0, 9.5)
    assert agrees(server, taker)
    assert taker.wait(lambda: taker.feed.status.connections == 2)
    assert taker.feed.status.last_error
    assert taker.error is None
    assert not any(update.is_snapshot for update in taker.updates)


def test_a_bad_first_answer_is_asked_again(server):
    server.tricks += [500, 304, "half"]
    feed = feed_on(server)
    assert feed.opening().quotes.height == 3
    feed.close()


def test_quotes_are_withdrawn_when_errors_go_on_and_come_back_whole(server):
    rules = ConnectionRules(
        first_wait_seconds=0.01, longest_wait_seconds=0.01, silence_seconds=0.15,
        most_attempts=10_000,
    )  # fmt: skip
    now = START - DELAY + dt.timedelta(hours=1)
    taker = Taker(feed_on(server, rules=rules, delay_seconds=0.0, now=lambda: now))
    assert taker.wait(lambda: len(taker.known()) == 3)
    server.tricks += [500] * 100_000
    assert taker.wait(lambda: not taker.known())
    assert [update.is_snapshot for update in taker.updates] == [True]
    server.tricks.clear()
    assert agrees(server, taker)
    assert [update.is_snapshot for update in taker.updates] == [True, True]
    assert taker.updates[1].time >= taker.updates[0].time
    taker.finish()


def test_a_source_that_is_gone_ends_in_an_error(server):
    rules = ConnectionRules(first_wait_seconds=0.01, longest_wait_seconds=0.01, most_attempts=3)
    taker = Taker(feed_on(server, rules=rules))
    assert taker.wait(lambda: len(taker.known()) == 3)
    server.tricks += [503] * 10
    assert taker.wait(lambda: taker.error is not None)
    assert isinstance(taker.error, DataError)
    assert "has ended: HTTP 503" in str(taker.error)
    assert taker.feed.status.state == "failed"
    taker.finish()


def test_closing_ends_the_updates_and_again_does_nothing(server):
    feed = feed_on(server, poll_seconds=3600.0)
    updates = feed.updates()
    feed.opening()
    feed.close()
    feed.close()
    assert list(updates) == []
    never = feed_on(server)
    never.close()
    with pytest.raises(DataError, match="was closed before its first document"):
        never.opening()


@pytest.mark.parametrize(
    ("symbol", "change", "message"),
    [
        ("", {}, "symbol='': give one such as SPX"),
        ("../x", {}, r"symbol='../x': give one"),
        ("SPX", {"poll_seconds": 0.0}, r"poll_seconds=0\.0: give a number above 0"),
        ("SPX", {"delay_seconds": -1.0}, r"delay_seconds=-1\.0: give 0 or more"),
    ],
)
def test_impossible_arguments_are_refused(symbol, change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        CboeDelayedFeed(symbol, **change)
