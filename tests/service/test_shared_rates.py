"""Processes that share a rate through Redis or Valkey."""

from concurrent.futures import ThreadPoolExecutor

from axiom.service.access.buckets import Rate
from axiom.service.access.windows import SharedWindows
from axiom.store import new_id
from axiom.store.cache import open_shared


def test_a_quota_is_one_for_all_who_share_redis(redis_url: str) -> None:
    name, rate = new_id(), Rate(per_second=0.1, burst=300)
    shared = [open_shared(redis_url) for _ in range(3)]
    # One moment for all: the window cannot end between two of them.
    windows = [SharedWindows(one.cache, clock=lambda: 1.8e9) for one in shared]

    def take(window: SharedWindows) -> int:
        # As often as the quota: none stops with a part of it that it has taken and not used.
        return sum(window.take(name, rate).is_admitted for _ in range(300))

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(take, windows)) == 300
    for one in shared:
        one.close()
