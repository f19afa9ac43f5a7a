"""The cache on a real server, as two processes see it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.store.cache import Cache, open_shared
from tests.valkey import wait_for


@pytest.fixture
def caches(valkey_url: str) -> Iterator[tuple[Cache, Cache]]:
    shared = [open_shared(valkey_url) for _ in range(2)]
    yield shared[0].cache, shared[1].cache
    for one in shared:
        one.close()


def test_what_one_writes_the_other_reads(caches):
    here, there = caches
    assert there.get("cache a") is None
    here.set("cache a", b"\x00\xff", expiry_s=60.0)
    assert there.get("cache a") == b"\x00\xff"
    there.delete("cache a")
    assert here.get("cache a") is None
    assert (here.is_shared, here.is_away) == (True, False)


def test_values_expire(caches):
    here, there = caches
    here.set("cache short", b"1", expiry_s=0.02)
    wait_for(lambda: there.get("cache short") is None, "the value expires")
    assert here.get("cache short") is None


def test_counts_of_both_are_one_and_expire_once(caches):
    here, there = caches
    with ThreadPoolExecutor(2) as pool:
        for cache in [here, there] * 50:
            pool.submit(cache.increment, "cache n", expiry_s=60.0)
    assert here.increment("cache n", 10, expiry_s=60.0) == 110
    here.increment("cache brief", expiry_s=0.02)
    wait_for(lambda: here.get("cache brief") is None, "the count expires")
    assert here.increment("cache brief", expiry_s=0.02) == 1


def test_bad_input_is_refused_as_in_memory(caches):
    here, _ = caches
    here.set("cache text", b"text", expiry_s=60.0)
    with pytest.raises(InvalidArgumentError, match="holds a value that is no count"):
        here.increment("cache text", expiry_s=60.0)
    with pytest.raises(InvalidArgumentError, match="expiry_s=0"):
        here.set("cache a", b"1", expiry_s=0)
    assert not here.is_away
