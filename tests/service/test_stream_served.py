"""The stream of `axiom serve`: keys at the handshake."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.service.streaming import receive


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
