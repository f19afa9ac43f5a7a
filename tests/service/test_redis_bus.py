"""The bus on a real server, as two processes see it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import redis

from axiom.store.cache import Bus, open_shared
from tests.valkey import wait_for

_NUMBER = count()


@pytest.fixture
def name() -> str:
    return f"U{next(_NUMBER)}"


@pytest.fixture
def buses(valkey_url: str) -> Iterator[tuple[Bus, Bus]]:
    shared = [open_shared(valkey_url) for _ in range(2)]
    yield shared[0].bus, shared[1].bus
    for one in shared:
        one.close()


def arrived(bus: Bus, topic: str, name: str, sequence: int) -> None:
    wait_for(lambda: bus.snapshot(topic, name).sequence >= sequence, f"number {sequence} comes")


def test_both_see_one_state_and_one_counting(buses, name):
    here, there = buses
    first = there.snapshot("greeks", name)
    here.publish("greeks", name, {"delta": 1.0, "vega": 2.0})
    there.publish("greeks", name, {"delta": None, "gamma": 3.0})
    for bus in buses:
        arrived(bus, "greeks", name, 2)
    assert here.snapshot("greeks", name) == there.snapshot("greeks", name)
    assert dict(here.snapshot("greeks", name).values) == {"vega": b"2.0", "gamma": b"3.0"}
    changes = there.changes("greeks", name, epoch=first.epoch, after=0)
    assert dict(changes.values) == {"vega": b"2.0", "gamma": b"3.0", "delta": None}


@pytest.mark.parametrize("topic", ["fills", "greeks", "surfaces"])
def test_a_process_that_comes_later_has_all_that_holds(buses, name, topic, valkey_url):
    here, there = buses
    there.snapshot(topic, name)
    here.publish(topic, name, {"a": 1, "b": 1})
    here.publish(topic, name, {"b": 2})
    arrived(there, topic, name, 2)
    late = open_shared(valkey_url)
    assert late.bus.snapshot(topic, name) == there.snapshot(topic, name)
    epoch = there.snapshot(topic, name).epoch
    known = late.bus.changes(topic, name, epoch=epoch, after=1)
    if known is not None:
        assert known == there.changes(topic, name, epoch=epoch, after=1)
    late.close()


def test_events_of_both_are_in_one_order(buses, name):
    here, there = buses
    with ThreadPoolExecutor(4) as pool:
        for number in range(100):
            pool.submit(buses[number % 2].publish, "fills", name, {"n": number})
    for bus in buses:
        arrived(bus, "fills", name, 100)
    assert here.snapshot("fills", name) == there.snapshot("fills", name)
    assert len(here.snapshot("fills", name).values) == 100


def test_listeners_hear_what_others_tell(buses, name):
    here, there = buses
    heard = []
    there.listen(lambda topic, named: heard.append((topic, named)))
    there.snapshot("pnl", name)
    here.publish("pnl", name, {"total": 1.0})
    wait_for(lambda: ("pnl", name) in heard, "the other process hears")


def test_a_server_that_was_emptied_begins_another_counting(buses, name, valkey_url):
    here, there = buses
    here.publish("pnl", name, {"total": 1.0})
    arrived(there, "pnl", name, 1)
    before = there.snapshot("pnl", name)
    with redis.Redis.from_url(valkey_url) as client:
        client.flushall()
    here.publish("pnl", name, {"other": 2.0})
    wait_for(lambda: there.snapshot("pnl", name).epoch != before.epoch, "another counting begins")
    assert dict(there.snapshot("pnl", name).values) == {"other": b"2.0"}


def test_events_and_keys_stay_bounded_on_the_server(buses, name, valkey_url):
    here, _ = buses
    for number in range(2_100):
        here.publish("fills", name, {"n": number})
    with redis.Redis.from_url(valkey_url) as client:
        assert client.hlen(f"axiom:v1:bus:fills:{name}:values") <= 2_000
        assert client.ttl(f"axiom:v1:bus:fills:{name}:values") > 0
    late = open_shared(valkey_url)
    assert len(late.bus.snapshot("fills", name).values) <= 2_000
    late.close()
