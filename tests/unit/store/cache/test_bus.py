"""The bus in memory: topics, order, listeners, bounds, bad input."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.store.cache import TOPICS, MemoryBus


def test_topics_are_sorted_and_each_tells():
    assert list(TOPICS) == sorted(TOPICS)
    bus = MemoryBus()
    for topic in TOPICS:
        bus.publish(topic, "SPX", {"a": 1})
        assert bus.snapshot(topic, "SPX").sequence == 1


def test_a_channel_that_nobody_told_of_is_empty():
    now = MemoryBus().snapshot("surfaces", "SPX")
    assert (now.sequence, now.time, dict(now.values)) == (0, "", {})


def test_values_become_json_at_once():
    bus, held = MemoryBus(), {"delta": 1.5}
    bus.publish("greeks", "SPX", {"book": held, "vega": float("nan")})
    held["delta"] = 9.0
    values = bus.snapshot("greeks", "SPX").values
    assert {key: json.loads(value) for key, value in values.items()} == {
        "book": {"delta": 1.5},
        "vega": None,
    }


def test_times_decimals_and_arrays_are_written():
    bus = MemoryBus()
    when = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    bus.publish("fills", "SPX", {"time": when, "price": Decimal("1.10"), "v": np.arange(2.0)})
    (fill,) = bus.snapshot("fills", "SPX").values.values()
    assert json.loads(fill) == {
        "time": "2026-03-02T00:00:00+00:00", "price": "1.10", "v": [0.0, 1.0],
    }  # fmt: skip


def test_listeners_are_called_after_the_change_until_they_end():
    bus, heard = MemoryBus(), []
    end = bus.listen(lambda topic, name: heard.append((name, bus.snapshot(topic, name).sequence)))
    bus.publish("pnl", "SPX", {"total": 1.0})
    bus.publish("pnl", "NDX", {"total": 1.0})
    end()
    bus.publish("pnl", "SPX", {"total": 2.0})
    assert heard == [("SPX", 1), ("NDX", 1)]


def test_threads_lose_no_news():
    bus = MemoryBus()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: bus.publish("greeks", "SPX", {str(n): n}), range(500)))
    now = bus.snapshot("greeks", "SPX")
    assert (now.sequence, len(now.values)) == (500, 500)


def test_a_channel_that_made_room_begins_another_counting():
    bus = MemoryBus()
    bus.publish("pnl", "first", {"total": 1.0})
    before = bus.snapshot("pnl", "first")
    for number in range(4_096):
        bus.publish("pnl", f"other {number}", {"total": 1.0})
    bus.publish("pnl", "first", {"total": 2.0})
    assert bus.snapshot("pnl", "first").epoch != before.epoch
    assert bus.changes("pnl", "first", epoch=before.epoch, after=1) is None


@pytest.mark.parametrize(
    ("topic", "name", "payload", "told"),
    [
        ("orders", "SPX", {"a": 1}, "topic='orders': give one of fills, greeks"),
        ("pnl", "", {"a": 1}, "name=''"),
        ("pnl", "x" * 65, {"a": 1}, "64 printable"),
        ("pnl", "a\nb", {"a": 1}, "printable"),
        ("pnl", "SPX", {}, "not empty"),
        ("pnl", "SPX", [1], "give a dictionary"),
        ("surfaces", "SPX", {"a": {1: 2**70}}, "cannot be written as JSON"),
    ],
)
def test_bad_news_is_refused_by_name(topic, name, payload, told):
    bus = MemoryBus()
    with pytest.raises(InvalidArgumentError, match=told):
        bus.publish(topic, name, payload)
