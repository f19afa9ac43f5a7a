"""Readers that are slow, stalled, vanished, silent or greedy, and what they cost the others."""

from __future__ import annotations

import json
import socket as sockets
import struct
import time
import tracemalloc

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from axiom.service.stream import CloseCode, StreamLimits
from tests.service.streaming import receive, streaming
from tests.valkey import wait_for

LARGE = {f"key {number}": "x" * 1_000 for number in range(200)}
SMALL_BUFFERS = 16_384


def unread(url: str, *, topic: str = "surfaces", name: str = "A") -> sockets.socket:
    """Connect a reader that subscribes and never reads again."""
    host, port = url.removeprefix("ws://").split("/")[0].split(":")
    found = sockets.socket()
    found.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, SMALL_BUFFERS)
    found.connect((host, int(port)))
    found.sendall(
        b"GET /v1/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    asked = json.dumps({"type": "subscribe", "topic": topic, "name": name}).encode()
    found.recv(4_096)
    found.sendall(struct.pack("!BB4x", 0x81, 0x80 | len(asked)) + asked)
    return found


def code_of(socket) -> tuple[int, str]:
    """Read until the service closes; say its code and reason."""
    while True:
        try:
            socket.recv(20)
        except ConnectionClosed as closed:
            return closed.rcvd.code, closed.rcvd.reason


def test_a_slow_reader_is_told_the_latest_of_each_key_without_a_gap():
    with streaming() as served, served.subscribed("quotes", "A") as socket:
        for number in range(20_000):
            served.bus.publish("quotes", "A", {f"key {number % 50}": number})
        held, last, n_messages = {}, 0, 0
        while last < 20_000:
            message = receive(socket)
            assert (message.type, message.first) == ("delta", last + 1)
            held |= message.changes
            last, n_messages = message.sequence, n_messages + 1
    assert held == {f"key {number % 50}": number for number in range(19_950, 20_000)}
    assert n_messages < 20_000


def test_a_stalled_reader_is_dropped_and_costs_the_others_nothing():
    limits = StreamLimits(stall_s=0.5)
    with streaming(limits=limits) as served, served.subscribed("surfaces", "A") as socket:
        stalled = unread(served.url)
        wait_for(lambda: served.hub.n_subscriptions == 2, "both have subscribed")
        last = 0
        for number in range(1, 41):
            served.bus.publish("surfaces", "A", LARGE | {"n": number})
            message = receive(socket)
            assert (message.first, message.changes["n"]) == (last + 1, number)
            last = message.sequence
        wait_for(lambda: served.hub.n_readers == 1, "the stalled reader is dropped")
        served.bus.publish("surfaces", "A", LARGE | {"n": 41})
        assert receive(socket).changes["n"] == 41
        heard = bytearray()
        while part := stalled.recv(65_536):
            heard += part
        assert struct.pack("!H", CloseCode.STALLED) + b"a message waited 0.5 s" in heard
        stalled.close()


def test_a_stalled_reader_that_never_reads_is_cut():
    with streaming(limits=StreamLimits(stall_s=0.2)) as served:
        stalled = unread(served.url)
        wait_for(lambda: served.hub.n_subscriptions == 1, "it has subscribed")
        for number in range(40):
            served.bus.publish("surfaces", "A", LARGE | {"n": number})
            time.sleep(0.005)
        wait_for(lambda: served.hub.n_readers == 0, "it is dropped")
        wait_for(lambda: not served.server.server_state.connections, "its memory is free")
        stalled.close()


def test_a_reader_that_vanishes_is_forgotten():
    with streaming() as served:
        gone = unread(served.url)
        wait_for(lambda: served.hub.n_subscriptions == 1, "it has subscribed")
        gone.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
        gone.close()
        served.bus.publish("surfaces", "A", {"n": 1})
        wait_for(lambda: served.hub.n_readers == 0, "it is forgotten")
        assert served.hub.n_subscriptions == 0


def test_memory_is_bounded_whatever_is_told_to_readers_who_take_nothing():
    with streaming(limits=StreamLimits(stall_s=60.0)) as served:
        stalled = [unread(served.url, topic=topic) for topic in ("surfaces", "fills", "quotes")]
        wait_for(lambda: served.hub.n_subscriptions == 3, "they have subscribed")
        told, used = "y" * 2_000, []
        tracemalloc.start()
        try:
            for _ in range(2):
                for number in range(3_000):
                    for topic in ("surfaces", "fills", "quotes"):
                        served.bus.publish(topic, "A", {"x": told, "n": number})
                used.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
            for one in stalled:
                one.close()
    assert used[1] - used[0] < 2**20


def test_a_client_that_is_not_heard_is_dropped_and_one_with_heartbeats_stays():
    limits = StreamLimits(heartbeat_s=0.2)
    with (
        streaming(limits=limits) as served,
        served.connect(ping_interval=None) as silent,
        served.connect(ping_interval=None) as alive,
    ):
        beats = 0
        while served.hub.n_readers == 2:
            beats += json.loads(alive.recv(20))["type"] == "heartbeat"
            alive.send('{"type": "heartbeat"}')
        assert beats >= 2
        assert code_of(silent) == (
            CloseCode.SILENT, "nothing heard for 0.6 s: send heartbeats",
        )  # fmt: skip
        assert json.loads(alive.recv(20))["type"] == "heartbeat"


def test_ten_thousand_subscriptions_of_one_socket_are_limited():
    limits = StreamLimits(subscriptions=500)
    with streaming(limits=limits) as served, served.subscribed("pnl", "other") as other:
        with served.connect() as greedy:
            for number in range(10_000):
                asked = {"type": "subscribe", "topic": "pnl", "name": f"U{number}"}
                greedy.send(json.dumps(asked))
                if number % 1_000 == 0:
                    served.bus.publish("pnl", "other", {"n": number})
                    assert receive(other).changes == {"n": number}
            told = [receive(greedy) for _ in range(10_000)]
            assert served.hub.n_subscriptions == 501
        refused = [message for message in told if message.type == "error"]
        assert len(refused) == 9_500
        assert {message.code for message in refused} == {"too_many_subscriptions"}
        assert "at most 500 subscriptions" in refused[0].detail
        wait_for(lambda: served.hub.n_subscriptions == 1, "the greedy one is forgotten")


def test_a_message_that_is_too_large_ends_its_connection():
    limits = StreamLimits(message_bytes=1_000)
    with streaming(limits=limits) as served, served.connect() as socket:
        socket.send("x" * 1_001)
        assert code_of(socket)[0] == CloseCode.TOO_LARGE


def test_there_is_room_for_so_many_readers():
    with streaming(limits=StreamLimits(readers=2)) as served:
        with (
            served.connect(),
            served.connect(),
            pytest.raises(InvalidStatus) as refused,
            served.connect(),
        ):
            pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"] == "5"
        wait_for(lambda: served.hub.n_readers == 0, "both have left")
        with served.connect():
            assert served.hub.n_readers == 1


def test_readers_are_told_that_the_service_goes_away():
    with streaming() as served:
        with served.connect() as socket:
            served.hub.close()
            assert code_of(socket) == (
                CloseCode.GOING_AWAY, "the service goes away: connect again",
            )  # fmt: skip
        with served.connect() as socket:
            served.server.should_exit = True
            assert code_of(socket)[0] == 1012
