"""The stream: snapshots, deltas, resuming, formats, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgpack
import pytest
from websockets.exceptions import InvalidStatus

from tests.service.streaming import Served, receive, streaming


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with streaming() as found:
        yield found


def subscribe(topic: str, name: str, **resume: object) -> str:
    return json.dumps({"type": "subscribe", "topic": topic, "name": name, **resume})


def test_a_snapshot_comes_first_and_then_what_changes(served):
    served.bus.publish("greeks", "A", {"delta": 1.0, "vega": 2.0})
    with served.connect() as socket:
        socket.send(subscribe("greeks", "A"))
        first = receive(socket)
        assert (first.type, first.sequence, first.reason) == ("snapshot", 1, "subscribed")
        assert first.state == {"delta": 1.0, "vega": 2.0}
        served.bus.publish("greeks", "A", {"delta": 3.0, "vega": None})
        second = receive(socket)
    assert (second.type, second.epoch, second.first, second.sequence) == (
        "delta", first.epoch, 2, 2,
    )  # fmt: skip
    assert second.changes == {"delta": 3.0, "vega": None}
    assert second.time >= first.time


@pytest.mark.parametrize("topic", ["fills", "greeks", "pnl", "quotes", "surfaces"])
def test_every_topic_is_told_without_gaps(served, topic):
    with served.subscribed(topic, "B") as socket:
        told, numbers = {}, [0]
        for number in range(1, 101):
            served.bus.publish(topic, "B", {"n": number})
        while numbers[-1] < 100:
            message = receive(socket)
            assert message.first == numbers[-1] + 1
            numbers.append(message.sequence)
            told |= message.changes
    expected = {str(n): {"n": n} for n in range(1, 101)} if topic == "fills" else {"n": 100}
    assert told == expected


def test_a_reader_goes_on_where_it_was(served):
    with served.subscribed("fills", "C") as socket:
        served.bus.publish("fills", "C", {"id": "a"})
        last = receive(socket)
    for event in "bc":
        served.bus.publish("fills", "C", {"id": event})
    with served.connect() as socket:
        socket.send(subscribe("fills", "C", epoch=last.epoch, from_sequence=last.sequence))
        resumed, missed = receive(socket), receive(socket)
    assert (resumed.type, resumed.sequence) == ("resumed", 1)
    assert (missed.first, missed.sequence) == (2, 3)
    assert missed.changes == {"2": {"id": "b"}, "3": {"id": "c"}}


@pytest.mark.parametrize(("epoch", "number"), [("of yesterday", 1), (None, 99)])
def test_where_changes_are_not_known_a_snapshot_says_so(served, epoch, number):
    served.bus.publish("pnl", "D", {"total": 1.0})
    found = epoch or served.bus.snapshot("pnl", "D").epoch
    with served.connect() as socket:
        socket.send(subscribe("pnl", "D", epoch=found, from_sequence=number))
        message = receive(socket)
    assert (message.type, message.reason, message.state) == (
        "snapshot", "not_resumed", {"total": 1.0},
    )  # fmt: skip


def test_nothing_more_comes_after_unsubscribing(served):
    with served.subscribed("pnl", "E") as socket:
        socket.send('{"type": "unsubscribe", "topic": "pnl", "name": "E"}')
        assert receive(socket).type == "unsubscribed"
        served.bus.publish("pnl", "E", {"total": 1.0})
        socket.send('{"type": "unsubscribe", "topic": "pnl", "name": "E"}')
        refused = receive(socket)
    assert (refused.code, refused.topic, refused.name) == ("not_subscribed", "pnl", "E")
    assert served.hub.n_subscriptions == 0


def test_subscribing_again_brings_a_snapshot_again(served):
    with served.subscribed("pnl", "F") as socket:
        served.bus.publish("pnl", "F", {"total": 5.0})
        assert receive(socket).changes == {"total": 5.0}
        socket.send(subscribe("pnl", "F"))
        assert receive(socket).state == {"total": 5.0}


def test_msgpack_says_the_same(served):
    served.bus.publish("quotes", "G", {"C100": {"bid": 1.5, "ask": None}})
    with served.connect_raw(form="msgpack") as socket:
        assert msgpack.unpackb(socket.recv(20))["type"] == "welcome"
        asked = {"type": "subscribe", "topic": "quotes", "name": "G"}
        socket.send(msgpack.packb(asked))
        packed = msgpack.unpackb(socket.recv(20))
    with served.connect() as socket:
        socket.send(json.dumps(asked))
        assert json.loads(socket.recv(20)) == packed
    assert packed["state"] == {"C100": {"bid": 1.5, "ask": None}}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "Invalid JSON"),
        ("{", "Invalid JSON"),
        ("[1]", "should be an object"),
        ('{"type": "sing"}', "does not match any of the expected tags"),
        ('{"type": "subscribe", "topic": "orders", "name": "A"}', "topic: Input should be"),
        ('{"type": "subscribe", "topic": "pnl", "name": ""}', "name: String should have"),
        ('{"type": "subscribe", "topic": "pnl", "name": "a\\u0000b"}', "printable"),
        ('{"type": "subscribe", "topic": "pnl", "name": "A", "x": 1}', "x: Extra inputs"),
        ('{"type": "subscribe", "topic": "pnl", "name": "A", "epoch": "e"}', "belong together"),
        ('{"type": "subscribe", "topic": "pnl", "name": "A", "from_sequence": -1}', "greater"),
        ("[" * 5_000, "Invalid JSON"),
        (b"\xc1", "msgpack"),
        (b"\x91" * 5_000, "msgpack"),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_connection_goes_on(served, said, told):
    with served.connect() as socket:
        socket.send(said)
        refused = receive(socket)
        assert (refused.type, refused.code) == ("error", "invalid_message")
        assert told in refused.detail
        socket.send(subscribe("pnl", "H"))
        assert receive(socket).type == "snapshot"


def test_the_scope_read_is_needed():
    with streaming(scopes=("price", "trade")) as served:
        with pytest.raises(InvalidStatus) as refused, served.connect():
            pass
        assert refused.value.response.status_code == 403
        assert served.hub.n_readers == 0


def test_an_unknown_format_is_refused(served):
    with pytest.raises(InvalidStatus) as refused, served.connect_raw(form="xml"):
        pass
    assert refused.value.response.status_code == 403


def test_the_subprotocol_is_taken_where_it_is_offered(served):
    with served.connect(subprotocols=["other", "axiom.v1"]) as socket:
        assert socket.subprotocol == "axiom.v1"
    with served.connect() as socket:
        assert socket.subprotocol is None
