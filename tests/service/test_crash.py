"""SIGKILL under write load: every acknowledged trade is there once, positions are their sums."""

from __future__ import annotations

from collections.abc import Callable

from tests.service.crash import killed_under_load
from tests.service.running import RunningService


def test_nothing_acknowledged_is_lost_or_booked_twice(
    running_service: Callable[..., RunningService], database_url: str
) -> None:
    service = running_service(database_url=database_url)
    found = killed_under_load(service, kills=1)
    assert len(found.acknowledged) > 5
    assert found.retried > 0
    assert (found.lost, found.repeated, found.differences) == ([], [], ())
