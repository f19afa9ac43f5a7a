"""Identifiers: unique, ascending, whatever the clock does."""

from __future__ import annotations

import threading
import time
import uuid

from axiom.store import new_id, new_ids


def test_an_id_is_a_uuid_of_version_7_with_the_present_millisecond():
    before = time.time_ns() // 1_000_000
    found = uuid.UUID(new_id())
    after = time.time_ns() // 1_000_000
    assert found.version == 7
    assert found.variant == uuid.RFC_4122
    assert before <= found.int >> 80 <= after


def test_ids_ascend_and_are_unique():
    found = [*new_ids(1000), *(new_id() for _ in range(1000))]
    assert found == sorted(found)
    assert len(set(found)) == 2000
    assert all(len(one) == 36 for one in found)


def test_ids_ascend_when_the_clock_goes_back(monkeypatch):
    first = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    later = [new_id() for _ in range(100)]
    assert [first, *later] == sorted([first, *later])
    assert len(set(later)) == 100


def test_threads_share_no_id():
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.extend(new_ids(500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 4000


def test_none_is_a_count_too():
    assert new_ids(0) == []
