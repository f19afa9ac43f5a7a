"""A channel's state, what changed after a number, and its bounds."""

from __future__ import annotations

import pytest

from axiom.store.cache.channel import Channel


def applied(kind, *changes):
    channel = Channel(kind, "e")
    for number, values in enumerate(changes, start=1):
        channel.apply(values, sequence=number, time=f"t{number}")
    return channel


def test_keys_change_one_by_one_and_none_removes():
    channel = applied("keys", {"a": b"1", "b": b"1"}, {"b": b"2"}, {"a": None, "c": b"3"})
    now = channel.snapshot()
    assert (now.sequence, now.time, dict(now.values)) == (3, "t3", {"b": b"2", "c": b"3"})
    assert dict(channel.changes("e", 2).values) == {"a": None, "c": b"3"}
    merged = channel.changes("e", 1)
    assert (merged.first, merged.sequence, merged.time) == (2, 3, "t3")
    assert dict(merged.values) == {"b": b"2", "c": b"3", "a": None}


def test_a_state_is_replaced_as_a_whole():
    channel = applied("state", {"id": b"1", "note": b'"x"'}, {"id": b"2"})
    assert dict(channel.snapshot().values) == {"id": b"2"}
    assert dict(channel.changes("e", 1).values) == {"id": b"2", "note": None}


def test_events_have_their_numbers_for_keys():
    channel = applied("events", {"": b"1"}, {"": b"2"}, {"": b"3"})
    assert dict(channel.snapshot().values) == {"1": b"1", "2": b"2", "3": b"3"}
    assert dict(channel.changes("e", 1).values) == {"2": b"2", "3": b"3"}


def test_nothing_changed_after_the_last_number():
    found = applied("keys", {"a": b"1"}).changes("e", 1)
    assert (found.first, found.sequence, dict(found.values)) == (2, 1, {})


@pytest.mark.parametrize(("epoch", "after"), [("other", 1), ("e", 3), ("e", -1)])
def test_numbers_of_another_counting_or_of_the_future_are_not_known(epoch, after):
    assert applied("keys", {"a": b"1"}, {"a": b"2"}).changes(epoch, after) is None


def test_a_number_that_does_not_follow_forgets_what_was_before():
    channel = applied("keys", {"a": b"1"})
    channel.apply({"b": b"9"}, sequence=9, time="t")
    assert channel.changes("e", 1) is None
    assert dict(channel.changes("e", 8).values) == {"b": b"9"}


def test_of_events_the_last_thousand_are_kept():
    channel = applied("events", *[{"": b"%d" % number} for number in range(1, 1_502)])
    assert len(channel.snapshot().values) == 1_000
    assert channel.floor == 501
    assert len(channel.changes("e", 501).values) == 1_000
    assert channel.changes("e", 500) is None


def test_the_key_that_changed_longest_ago_goes_where_there_are_too_many():
    channel = Channel("keys", "e")
    channel.apply({str(key): b"1" for key in range(20_000)}, sequence=1, time="t")
    channel.apply({"0": b"2"}, sequence=2, time="t")
    channel.apply({"new": b"1"}, sequence=3, time="t")
    assert len(channel.snapshot().values) == 20_000
    assert dict(channel.changes("e", 2).values) == {"new": b"1", "1": None}


def test_of_keys_that_are_gone_a_thousand_are_remembered():
    channel = Channel("keys", "e")
    for number in range(1, 1_202):
        channel.apply({f"k{number}": b"1", f"k{number - 1}": None}, sequence=number, time="t")
    assert channel.floor == 201
    assert channel.changes("e", 200) is None
    assert sum(value is None for value in channel.changes("e", 201).values.values()) == 1_000
