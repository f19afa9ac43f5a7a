from __future__ import annotations

import datetime as dt

import pytest

from axiom.client.subscriptions import GapError, Subscriptions
from axiom.core.errors import InvalidArgumentError, ServiceError
from axiom.wire.stream import Delta, Heartbeat, Snapshot, StreamError, Subscribe

NOW = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)


def snapshot(sequence, epoch="e", name="SPX"):
    return Snapshot(
        topic="quotes", name=name, epoch=epoch, sequence=sequence, time=NOW, reason="subscribed",
        state={},
    )  # fmt: skip


def delta(first, sequence=None, epoch="e"):
    return Delta(
        topic="quotes", name="SPX", epoch=epoch, first=first, sequence=sequence or first, time=NOW,
        changes={},
    )  # fmt: skip


def test_channels_are_asked_for_from_the_start():
    asked = Subscriptions({"quotes": "SPX", "fills": ["SPX", "NDX"]}).requests()
    assert asked == [
        Subscribe(topic="quotes", name="SPX"),
        Subscribe(topic="fills", name="SPX"),
        Subscribe(topic="fills", name="NDX"),
    ]


def test_each_channel_goes_on_where_it_was():
    followed = Subscriptions({"quotes": ["SPX", "NDX"]})
    for message in (snapshot(5), delta(6), delta(7, 9)):
        assert followed.take(message) is message
    assert followed.requests() == [
        Subscribe(topic="quotes", name="SPX", epoch="e", from_sequence=9),
        Subscribe(topic="quotes", name="NDX"),
    ]


def test_what_was_told_is_not_told_twice():
    followed = Subscriptions({"quotes": "SPX"})
    followed.take(snapshot(5))
    assert followed.take(delta(4)) is None
    assert followed.take(delta(5)) is None
    assert followed.take(Heartbeat()) is None
    assert followed.take(delta(6)) is not None


@pytest.mark.parametrize("missed", [delta(7), delta(6, epoch="other")])
def test_missing_changes_are_noticed_and_the_channel_begins_anew(missed):
    followed = Subscriptions({"quotes": "SPX"})
    followed.take(snapshot(5))
    with pytest.raises(GapError, match="quotes SPX") as caught:
        followed.take(missed)
    assert followed.anew(caught.value.channel) == Subscribe(topic="quotes", name="SPX")


def test_changes_without_a_snapshot_before_are_a_gap():
    with pytest.raises(GapError):
        Subscriptions({"quotes": "SPX"}).take(delta(1))


def test_a_subscription_that_is_not_followed_is_an_error():
    refused = StreamError(code="too_many_subscriptions", detail="32 are the most: take some away")
    with pytest.raises(ServiceError, match="32 are the most") as caught:
        Subscriptions({"quotes": "SPX"}).take(refused)
    assert caught.value.kind == "urn:axiom:stream:too_many_subscriptions"


@pytest.mark.parametrize(
    ("channels", "said"), [({}, "no channel"), ({"quote": "SPX"}, "'quote': give some of fills")]
)
def test_what_is_no_channel_is_refused(channels, said):
    with pytest.raises(InvalidArgumentError, match=said):
        Subscriptions(channels)
