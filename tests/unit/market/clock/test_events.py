from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import Event


@pytest.mark.parametrize(
    ("text", "days", "label"),
    [
        ("2016-01-26T21:00Z=6d", 6.0, ""),
        ("2016-01-26T21:00Z=6", 6.0, ""),
        ("2016-01-26T16:00-05:00=0.5d  earnings, first quarter ", 0.5, "earnings, first quarter"),
        ("2016-01-26T21:00:00+00:00=1e1d", 10.0, ""),
    ],
)
def test_events_are_read_from_text(text, days, label):
    event = Event.parse(text)
    assert event.at == dt.datetime(2016, 1, 26, 21, tzinfo=dt.UTC)
    assert (event.days, event.label) == (days, label)


@pytest.mark.parametrize(
    "text",
    ["", "2016-01-26T21:00Z", "2016-01-26T21:00Z=", "26 January=6d", "2016-01-26T21:00Z=six"],
)
def test_text_that_is_no_event_says_how_to_write_one(text):
    with pytest.raises(InvalidArgumentError, match="write WHEN=DAYS"):
        Event.parse(text)


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(InvalidArgumentError, match="no time zone"):
        Event.parse("2016-01-26T21:00=6d")
    with pytest.raises(InvalidArgumentError, match="no time zone"):
        Event(at=dt.datetime(2016, 1, 26, 21), days=1.0)


@pytest.mark.parametrize("days", [-1.0, float("nan"), float("inf")])
def test_days_outside_their_domain_are_refused(days):
    with pytest.raises(InvalidArgumentError, match="give a finite number, 0 or more"):
        Event(at=dt.datetime(2016, 1, 26, 21, tzinfo=dt.UTC), days=days)
