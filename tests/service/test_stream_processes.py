"""The stream of several processes that share Redis, and without it for a while."""

from __future__ import annotations

from tests.service.streaming import receive, streaming
from tests.valkey import Valkey, wait_for


def test_what_one_process_tells_readers_of_the_other_hear(valkey_url):
    with streaming(redis_url=valkey_url) as here, streaming(redis_url=valkey_url) as there:
        here.bus.publish("pnl", "streams", {"total": 1.0})
        with there.subscribed("pnl", "streams") as socket:
            here.bus.publish("pnl", "streams", {"total": 2.0})
            delta = receive(socket)
        here.bus.publish("pnl", "streams", {"total": 3.0})
        with here.connect() as socket:
            socket.send(
                '{"type": "subscribe", "topic": "pnl", "name": "streams", '
                f'"epoch": "{delta.epoch}", "from_sequence": {delta.sequence}}}'
            )
            assert receive(socket).type == "resumed"
            missed = receive(socket)
    assert (missed.first, missed.changes) == (delta.sequence + 1, {"total": 3.0})


def test_readers_go_on_through_an_outage_with_a_snapshot_at_each_end(tmp_path):
    server = Valkey(tmp_path)
    server.start()
    with streaming(redis_url=server.url) as served, served.subscribed("pnl", "A") as socket:
        served.bus.publish("pnl", "A", {"total": 1.0})
        before = receive(socket)
        assert before.type == "delta"
        server.stop()
        served.bus.publish("pnl", "A", {"total": 2.0})
        held, reasons, last = {}, [], before
        while held != {"total": 2.0}:
            message = receive(socket)
            assert message.sequence >= last.sequence
            held, last = (getattr(message, "state", None) or message.changes), message
            reasons.append(getattr(message, "reason", "delta"))
        assert "resync" in reasons
        assert last.epoch != before.epoch
        server.start()
        wait_for(lambda: not served.bus.is_away, "Redis is back")
        message = receive(socket)
        assert (message.type, message.reason, message.state) == (
            "snapshot", "resync", {"total": 2.0},
        )  # fmt: skip
        served.bus.publish("pnl", "A", {"total": 3.0})
        delta = receive(socket)
        assert (delta.first, delta.changes) == (message.sequence + 1, {"total": 3.0})
    server.stop()
