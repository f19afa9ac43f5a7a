"""The cache in memory: expiry, bounds, counters, threads, bad input."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.store.cache import MemoryCache


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_value_is_there_until_it_expires():
    clock = Clock()
    cache = MemoryCache(clock=clock)
    cache.set("a", b"1", expiry_s=10.0)
    clock.now = 9.9
    assert cache.get("a") == b"1"
    clock.now = 10.0
    assert cache.get("a") is None
    assert (len(cache), cache.n_bytes) == (0, 0)


def test_a_value_is_replaced_with_a_new_expiry_and_deleted():
    clock = Clock()
    cache = MemoryCache(clock=clock)
    cache.set("a", b"1", expiry_s=1.0)
    cache.set("a", b"22", expiry_s=5.0)
    clock.now = 2.0
    assert cache.get("a") == b"22"
    cache.delete("a")
    cache.delete("a")
    assert cache.get("a") is None
    assert cache.n_bytes == 0


def test_what_was_used_least_recently_makes_room():
    cache = MemoryCache(max_bytes=3_000)
    for key in "abc":
        cache.set(key, bytes(700), expiry_s=60.0)
    assert cache.get("a") == bytes(700)
    cache.set("d", bytes(700), expiry_s=60.0)
    assert cache.get("b") is None
    assert [cache.get(key) is not None for key in "acd"] == [True, True, True]
    assert cache.n_bytes <= 3_000


def test_memory_stays_bounded_whatever_is_written():
    cache = MemoryCache(max_bytes=100_000)
    for number in range(5_000):
        cache.set(f"key {number}", bytes(number % 997), expiry_s=60.0)
        assert cache.n_bytes <= 100_000
    cache.set("larger than all", bytes(200_000), expiry_s=60.0)
    assert cache.get("larger than all") is None


def test_a_counter_expires_as_long_after_it_began():
    clock = Clock()
    cache = MemoryCache(clock=clock)
    assert [cache.increment("n", expiry_s=10.0) for _ in range(3)] == [1, 2, 3]
    clock.now = 9.0
    assert cache.increment("n", 5, expiry_s=10.0) == 8
    clock.now = 10.0
    assert cache.increment("n", expiry_s=10.0) == 1


def test_threads_lose_no_count():
    cache = MemoryCache()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: cache.increment("n", expiry_s=60.0), range(2_000)))
    assert cache.get("n") == b"2000"


@pytest.mark.parametrize(
    ("key", "value", "expiry_s", "told"),
    [
        ("", b"1", 1.0, "key=''"),
        ("k" * 513, b"1", 1.0, "1 to 512 characters"),
        ("k", "text", 1.0, "give bytes"),
        ("k", b"1", 0.0, "expiry_s=0.0"),
        ("k", b"1", float("nan"), "expiry_s=nan"),
    ],
)
def test_bad_input_is_refused_by_name(key, value, expiry_s, told):
    with pytest.raises(InvalidArgumentError, match=told):
        MemoryCache().set(key, value, expiry_s=expiry_s)


def test_a_value_that_is_no_count_is_not_counted():
    cache = MemoryCache()
    cache.set("a", b"text", expiry_s=1.0)
    with pytest.raises(InvalidArgumentError, match="'a' holds a value that is no count"):
        cache.increment("a", expiry_s=1.0)
    with pytest.raises(InvalidArgumentError, match="max_bytes is 0"):
        MemoryCache(0)
