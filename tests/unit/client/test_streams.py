"""Streams against a real WebSocket server that breaks connections, forgets and falls silent."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager

import pytest
from websockets.sync.server import serve

from axiom.client import AsyncAxiomClient, AxiomClient, Retries
from axiom.core.errors import PermissionDeniedError, ServiceError, ServiceUnreachableError

QUICK = Retries(first_wait_s=0.01, longest_wait_s=0.02, total_s=5.0)
TIME = "2026-03-02T15:00:00Z"
CHANNEL = {"topic": "quotes", "name": "SPX", "epoch": "e"}


def welcome(heartbeat_s=5.0):
    return {
        "type": "welcome", "heartbeat_s": heartbeat_s, "max_subscriptions": 8,
        "max_message_bytes": 4096,
    }  # fmt: skip


def snapshot(sequence, **changed):
    return {
        "type": "snapshot", **CHANNEL, "sequence": sequence, "time": TIME, "reason": "subscribed",
        "state": {"bid": sequence}, **changed,
    }  # fmt: skip


def delta(first, sequence=None):
    last = sequence or first
    return {
        "type": "delta", **CHANNEL, "first": first, "sequence": last, "time": TIME,
        "changes": {"bid": last},
    }  # fmt: skip


class Script:
    """What each connection in turn is sent after its first request; then it is broken off."""

    def __init__(self, *connections):
        self.connections = list(connections)
        self.asked: list[dict] = []

    def __call__(self, peer):
        messages, ending = self.connections.pop(0)
        peer.send(json.dumps(messages[0]))
        for message in messages[1:]:
            if message == "listen":
                self.asked.append(json.loads(peer.recv(timeout=5.0)))
            else:
                peer.send(message if isinstance(message, str) else json.dumps(message))
        ending(peer)


def break_off(peer):
    peer.socket.shutdown(2)


def restart(peer):
    peer.close(1012, "restarting")


def wait_for_reader(peer):
    for _ in peer:
        pass


@contextmanager
def serving(script, **options):
    with serve(script, "127.0.0.1", 0, **options) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join()


def read_waiting(url, count, retries=QUICK):
    with AxiomClient(url, retries=retries) as client, client.stream(quotes="SPX") as stream:
        return [next(stream) for _ in range(count)]


def read_async(url, count, retries=QUICK):
    async def run():
        client = AsyncAxiomClient(url, retries=retries)
        async with client, client.stream(quotes="SPX") as stream:
            return [await anext(stream) for _ in range(count)]

    return asyncio.run(run())


@pytest.fixture(params=[read_waiting, read_async], ids=["sync", "async"])
def read(request):
    return request.param


@pytest.mark.parametrize("ending", [break_off, restart])
def test_a_broken_connection_is_made_again_and_goes_on_where_it_was(read, ending):
    script = Script(
        ([welcome(), "listen", snapshot(5), delta(6)], ending),
        ([welcome()], ending),
        (
            [welcome(), "listen", {"type": "resumed", **CHANNEL, "sequence": 6}, delta(6),
             delta(7, 9), delta(10)],
            wait_for_reader,
        ),
    )  # fmt: skip
    with serving(script) as url:
        updates = read(url, 4)
    assert [(update.type, update.sequence) for update in updates] == [
        ("snapshot", 5), ("delta", 6), ("delta", 9), ("delta", 10),
    ]  # fmt: skip
    asked = [request for request in script.asked if "from_sequence" in request]
    assert asked == [
        {"type": "subscribe", "topic": "quotes", "name": "SPX", "epoch": "e", "from_sequence": 6}
    ]


def test_a_gap_begins_the_channel_anew(read):
    script = Script(
        ([welcome(), "listen", snapshot(5), delta(8), "listen", snapshot(8)], wait_for_reader)
    )
    with serving(script) as url:
        updates = read(url, 2)
    assert [(update.type, update.sequence) for update in updates] == [
        ("snapshot", 5), ("snapshot", 8),
    ]  # fmt: skip
    assert "from_sequence" not in script.asked[1]


def test_a_connection_that_falls_silent_is_given_up(read):
    script = Script(
        ([welcome(0.05), "listen", snapshot(5)], wait_for_reader),
        ([welcome(5.0), "listen", snapshot(6, reason="not_resumed")], wait_for_reader),
    )
    with serving(script, ping_interval=None) as url:
        assert [update.sequence for update in read(url, 2)] == [5, 6]


def test_heartbeats_are_sent_while_the_stream_is_read(read):
    heard = []

    def listen(peer):
        peer.send(json.dumps(welcome(0.05)))
        for _ in range(4):
            heard.append(json.loads(peer.recv(timeout=5.0)))
            peer.send(json.dumps({"type": "heartbeat", "time": TIME}))
        peer.send(json.dumps(snapshot(1)))
        wait_for_reader(peer)

    with serving(listen) as url:
        read(url, 1)
    assert [message["type"] for message in heard] == ["subscribe"] + ["heartbeat"] * 3


def test_what_is_no_message_breaks_the_connection_off(read):
    script = Script(
        ([welcome(), "listen", "no json"], wait_for_reader),
        ([welcome(), "listen", snapshot(1)], wait_for_reader),
    )
    with serving(script) as url:
        assert read(url, 1)[0].sequence == 1


def test_a_refused_subscription_ends_the_stream(read):
    refusal = {"type": "error", "code": "too_many_subscriptions", "detail": "8 are the most"}
    script = Script(([welcome(), "listen", refusal], wait_for_reader))
    with serving(script) as url, pytest.raises(ServiceError, match="8 are the most"):
        read(url, 1)


def test_a_refused_key_ends_the_stream(read):
    def refuse(peer, request):
        return peer.respond(403, "read is needed\n")

    refused = pytest.raises(PermissionDeniedError, match="read is needed")
    with serving(Script(), process_request=refuse) as url, refused:
        read(url, 1)


def test_a_service_that_stays_away_is_given_up(read):
    with serving(Script()) as url:
        pass
    with pytest.raises(ServiceUnreachableError, match=r"nothing for 0.2 s"):
        read(url, 1, Retries(first_wait_s=0.02, longest_wait_s=0.02, total_s=0.2))
