"""The stream of `axiom serve`: keys at the handshake, several processes, the end of the service."""

from __future__ import annotations

import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from axiom.store.cache import open_shared
from tests.service.streaming import receive

SUBSCRIBE = json.dumps({"type": "subscribe", "topic": "surfaces", "name": "SERVED"})


def reader(service, **options):
    url = service.url.replace("http", "ws", 1) + "/v1/stream"
    return connect(url, proxy=None, **options)


def test_the_handshake_needs_a_key(shared_service):
    for headers in ({}, {"Authorization": "Bearer ax_wrong_key"}):
        with (
            pytest.raises(InvalidStatus) as refused,
            reader(shared_service, additional_headers=headers),
        ):
            pass
        assert refused.value.response.status_code == 401
        assert b"urn:axiom:problem" in refused.value.response.body


def test_browsers_offer_their_key_beside_the_subprotocol(shared_service):
    offered = ["axiom.v1", f"axiom.key.{shared_service.key}"]
    with reader(shared_service, subprotocols=offered) as socket:
        assert socket.subprotocol == "axiom.v1"
        assert receive(socket).type == "welcome"


def test_processes_that_share_redis_tell_each_others_readers(running_service, valkey_url):
    service = running_service("--workers", "2", redis_url=valkey_url)
    shared = open_shared(valkey_url)
    sockets = [reader(service, additional_headers=service.headers) for _ in range(4)]
    with sockets[0] as a, sockets[1] as b, sockets[2] as c, sockets[3] as d:
        for socket in (a, b, c, d):
            assert receive(socket).type == "welcome"
            socket.send(SUBSCRIBE)
            assert receive(socket).type == "snapshot"
        shared.bus.publish("surfaces", "SERVED", {"id": "new"})
        assert [receive(socket).changes for socket in (a, b, c, d)] == [{"id": "new"}] * 4
    shared.close()
