"""Redis stopped, frozen, emptied and back, under load."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator

import pytest

from axiom.store.cache import Shared, open_shared
from tests.valkey import Valkey, wait_for


@pytest.fixture
def server(tmp_path) -> Iterator[Valkey]:
    found = Valkey(tmp_path)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def pair(server: Valkey) -> Iterator[tuple[Shared, Shared]]:
    shared = open_shared(server.url), open_shared(server.url)
    yield shared
    for one in shared:
        one.close()


def back(*shared: Shared) -> None:
    wait_for(
        lambda: not any(one.cache.is_away or one.bus.is_away for one in shared), "Redis is back"
    )


def values(shared: Shared, topic: str) -> dict[str, object]:
    held = shared.bus.snapshot(topic, "SPX").values
    return {key: json.loads(value) for key, value in held.items()}


def test_memory_stands_in_and_all_is_told_when_redis_is_back(server, pair, caplog):
    here, there = pair
    here.cache.set("kept", b"before", expiry_s=60.0)
    here.cache.set("gone", b"before", expiry_s=60.0)
    here.bus.publish("greeks", "SPX", {"delta": 1.0, "vega": 1.0})
    wait_for(lambda: there.bus.snapshot("greeks", "SPX").sequence == 1, "both have it")
    before = there.bus.snapshot("greeks", "SPX")
    server.stop()
    with caplog.at_level(logging.WARNING, "axiom.store.cache"):
        assert here.cache.get("kept") == b"before"
        here.cache.set("kept", b"meanwhile", expiry_s=60.0)
        here.cache.delete("gone")
        here.bus.publish("greeks", "SPX", {"delta": 2.0})
        there.bus.publish("greeks", "SPX", {"theta": 3.0})
    assert here.cache.is_away
    assert here.bus.is_away
    assert here.cache.increment("n", expiry_s=60.0) == 1
    assert values(here, "greeks") == {"delta": 2.0, "vega": 1.0}
    away = here.bus.snapshot("greeks", "SPX")
    assert (away.sequence, away.epoch == before.epoch) == (2, False)
    server.start()
    back(*pair)
    expected = {"delta": 2.0, "theta": 3.0}
    wait_for(lambda: expected.items() <= values(here, "greeks").items(), "one process has it all")
    wait_for(lambda: values(there, "greeks") == values(here, "greeks"), "both have the same")
    assert here.bus.snapshot("greeks", "SPX").sequence > away.sequence
    assert there.cache.get("kept") == b"meanwhile"
    assert there.cache.get("gone") is None
    told = [record.message for record in caplog.records if "is away" in record.message]
    assert len(told) == 2


def test_a_server_that_is_not_there_at_first_is_taken_up_later(tmp_path):
    server = Valkey(tmp_path)
    shared = open_shared(server.url)
    assert shared.bus.is_away
    shared.bus.publish("surfaces", "SPX", {"id": "a"})
    assert values(shared, "surfaces") == {"id": "a"}
    server.start()
    back(shared)
    late = open_shared(server.url)
    assert values(late, "surfaces") == {"id": "a"}
    for one in (late, shared):
        one.close()
    server.stop()


def test_a_frozen_server_costs_one_wait(server, pair):
    here, _ = pair
    here.bus.publish("pnl", "SPX", {"total": 1.0})
    server.freeze()
    try:
        for number in range(100):
            here.bus.publish("pnl", "SPX", {"total": float(number)})
            here.cache.set("a", b"%d" % number, expiry_s=60.0)
        assert here.bus.is_away
        assert values(here, "pnl") == {"total": 99.0}
    finally:
        server.thaw()
    back(here)
    wait_for(lambda: values(here, "pnl") == {"total": 99.0}, "the last value is back")


def test_no_fill_is_lost_under_load_through_an_outage(server, pair):
    here, there = pair
    there.bus.snapshot("fills", "SPX")
    done = threading.Event()

    def tell() -> None:
        for number in range(600):
            here.bus.publish("fills", "SPX", {"n": number})
            done.wait(0.001)

    teller = threading.Thread(target=tell)
    teller.start()
    wait_for(lambda: there.bus.snapshot("fills", "SPX").sequence > 100, "fills come")
    server.freeze()
    server.thaw()
    server.stop()
    wait_for(lambda: here.bus.is_away, "the outage is seen")
    server.start()
    teller.join()
    back(*pair)

    def told() -> set[int]:
        return {fill["n"] for fill in values(here, "fills").values()}

    wait_for(lambda: 599 in told(), "the last fill is back")
    assert set(range(min(told()), 600)) <= told()
