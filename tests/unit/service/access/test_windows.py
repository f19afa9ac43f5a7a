"""Windows that processes share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.service.access.buckets import Rate
from axiom.service.access.windows import SharedWindows
from axiom.store.cache import MemoryCache


class _Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class _Counted(MemoryCache):
    """Counts how often it is asked."""

    asked = 0

    def increment(self, key: str, by: int = 1, *, expiry_s: float) -> int:
        self.asked += 1
        return super().increment(key, by, expiry_s=expiry_s)


def test_a_quota_is_given_in_each_window_and_says_when_it_ends() -> None:
    clock = _Clock()
    windows, rate = SharedWindows(MemoryCache(), clock=clock), Rate(per_second=2.0, burst=4)
    clock.now += 0.5
    assert [windows.take("a", rate).remaining for _ in range(4)] == [3, 2, 1, 0]
    refused = windows.take("a", rate)
    assert not refused.is_admitted
    assert refused.retry_after_s == refused.full_after_s == 1.5
    assert windows.take("b", rate).is_admitted
    clock.now += 1.5
    assert windows.take("a", rate).is_admitted


@pytest.mark.parametrize("burst", [1, 3, 19, 20, 1000])
@pytest.mark.parametrize("processes", [1, 3])
def test_processes_together_get_the_quota_and_no_more(burst: int, processes: int) -> None:
    clock, cache = _Clock(), MemoryCache()
    rate = Rate(per_second=float(burst), burst=burst)
    group = [SharedWindows(cache, clock=clock) for _ in range(processes)]
    admitted = sum(
        group[number % processes].take("a", rate).is_admitted for number in range(3 * burst + 3)
    )
    assert admitted == burst


@given(turns=st.lists(st.integers(0, 2), max_size=80), burst=st.integers(1, 30))
def test_never_more_pass_than_the_quota_whoever_asks(turns: list[int], burst: int) -> None:
    clock, cache = _Clock(), MemoryCache()
    rate = Rate(per_second=float(burst), burst=burst)
    group = [SharedWindows(cache, clock=clock) for _ in range(3)]
    assert sum(group[turn].take("a", rate).is_admitted for turn in turns) <= burst


def test_most_requests_do_not_ask_the_cache_and_refused_ones_never() -> None:
    cache = _Counted()
    windows, rate = SharedWindows(cache, clock=_Clock()), Rate(per_second=1000.0, burst=1000)
    assert all(windows.take("a", rate).is_admitted for _ in range(1000))
    assert cache.asked == 20
    assert not any(windows.take("a", rate).is_admitted for _ in range(100))
    assert cache.asked == 20


def test_memory_is_bounded() -> None:
    windows = SharedWindows(MemoryCache(), capacity=2, clock=_Clock())
    rate = Rate(per_second=1.0, burst=1)
    for name in "abcd":
        windows.take(name, rate)
    assert len(windows._windows) == 2
