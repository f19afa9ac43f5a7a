"""Whatever is told, and whenever a reader looks, snapshot and changes add up to the same state."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from axiom.store.cache.channel import Channel

kinds = st.sampled_from(["events", "keys", "state"])
values = st.one_of(st.none(), st.integers(0, 9).map(lambda number: b"%d" % number))
news = st.dictionaries(st.sampled_from("abcdef"), values, min_size=1, max_size=4)
histories = st.lists(st.tuples(news, st.booleans()), max_size=40)


@given(kind=kinds, history=histories, join=st.integers(0, 40))
def test_a_reader_who_looks_now_and_then_has_the_state(kind, history, join):
    channel, held, cursor = Channel(kind, "e"), {}, None
    for number, (told, is_read) in enumerate(history, start=1):
        event = {"": b"%d" % number}
        channel.apply(event if kind == "events" else told, sequence=number, time="t")
        if cursor is None and number > join:
            now = channel.snapshot()
            held, cursor = dict(now.values), now.sequence
        elif cursor is not None and is_read:
            changes = channel.changes("e", cursor)
            assert (changes.first, changes.sequence) == (cursor + 1, number)
            held |= changes.values
            held = {key: value for key, value in held.items() if value is not None}
            cursor = changes.sequence
            assert held == dict(channel.snapshot().values)


@given(kind=kinds, history=histories)
def test_a_copy_gives_what_the_channel_gives(kind, history):
    channel = Channel(kind, "e")
    for number, (told, _) in enumerate(history, start=1):
        channel.apply(told, sequence=number, time="t")
    numbers = {key: number for key, (number, _) in channel._values.items()}
    copy = Channel(kind, "other")
    copy.load(channel.snapshot(), numbers, floor=channel.floor)
    assert copy.snapshot() == channel.snapshot()
