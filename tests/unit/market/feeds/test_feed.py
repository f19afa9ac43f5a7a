from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import Feed, FeedUpdate, RecordedFeed

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)


def test_times_are_kept_in_utc():
    zone = dt.timezone(dt.timedelta(hours=-5))
    update = FeedUpdate(time=dt.datetime(2024, 3, 1, 7, tzinfo=zone))
    assert update.time == NOON
    assert update.time.tzinfo is dt.UTC
    assert not update.has_quotes


def test_a_naive_time_is_refused():
    with pytest.raises(InvalidArgumentError, match="no time zone"):
        FeedUpdate(time=NOON.replace(tzinfo=None))


def test_recorded_feeds_are_feeds():
    assert issubclass(RecordedFeed, Feed)
