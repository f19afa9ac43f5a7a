"""The key that a browser offers beside the subprotocol."""

from __future__ import annotations

import pytest

from axiom.service.stream.offered_key import with_offered_key

OFFERED = (b"sec-websocket-protocol", b"axiom.v1, axiom.key.ax_abc_def")


def test_an_offered_key_is_taken_as_a_bearer():
    assert with_offered_key([OFFERED]) == [OFFERED, (b"authorization", b"Bearer ax_abc_def")]


@pytest.mark.parametrize("name", [b"authorization", b"x-api-key"])
def test_a_proof_in_the_headers_comes_first(name):
    headers = [OFFERED, (name, b"something")]
    assert with_offered_key(headers) == headers


@pytest.mark.parametrize("value", [b"axiom.v1", b"", b"xaxiom.key.a", b"axiom.keys"])
def test_without_an_offer_nothing_changes(value):
    headers = [(b"host", b"a"), (b"sec-websocket-protocol", value)]
    assert with_offered_key(headers) == headers
