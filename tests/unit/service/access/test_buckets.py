"""Token buckets."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from axiom.service.access.buckets import Buckets, Rate


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    clock, rate = _Clock(), Rate(per_second=2.0, burst=3)
    buckets = Buckets(clock=clock)
    assert [buckets.take("a", rate).remaining for _ in range(3)] == [2, 1, 0]
    refused = buckets.take("a", rate)
    assert not refused.is_admitted
    assert refused.retry_after_s == 0.5
    assert refused.full_after_s == 1.5
    clock.now += 0.5
    assert buckets.take("a", rate).is_admitted
    assert not buckets.take("a", rate).is_admitted
    clock.now += 60.0
    assert buckets.take("a", rate).remaining == 2


def test_looking_takes_nothing() -> None:
    buckets, rate = Buckets(clock=_Clock()), Rate(per_second=1.0, burst=1)
    assert [buckets.take("a", rate, tokens=0.0).remaining for _ in range(3)] == [1, 1, 1]
    assert buckets.take("a", rate).is_admitted
    assert not buckets.take("a", rate, tokens=0.0).is_admitted


def test_one_name_costs_another_nothing_and_memory_is_bounded() -> None:
    buckets, rate = Buckets(capacity=2, clock=_Clock()), Rate(per_second=1.0, burst=1)
    assert all(buckets.take(name, rate).is_admitted for name in "abc")
    assert not buckets.take("c", rate).is_admitted
    assert buckets.take("a", rate).is_admitted


@given(
    waits=st.lists(st.floats(0.0, 3.0), min_size=1, max_size=60),
    per_second=st.floats(0.1, 100.0),
    burst=st.integers(1, 20),
)
def test_never_more_pass_than_burst_and_rate_allow(
    waits: list[float], per_second: float, burst: int
) -> None:
    clock = _Clock()
    buckets, rate = Buckets(clock=clock), Rate(per_second=per_second, burst=burst)
    admitted, start = 0, clock.now
    for wait in waits:
        clock.now += wait
        admitted += buckets.take("a", rate).is_admitted
        assert admitted <= burst + per_second * (clock.now - start) + 1e-6


def test_threads_do_not_take_a_token_twice() -> None:
    buckets, rate = Buckets(clock=_Clock()), Rate(per_second=1.0, burst=500)
    admitted: list[bool] = []

    def take() -> None:
        admitted.extend(buckets.take("a", rate).is_admitted for _ in range(300))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(admitted) == 500
