"""Streams through the client against the service's own stream."""

from __future__ import annotations

import asyncio

import pytest

from axiom.client import AsyncAxiomClient, AxiomClient, Retries
from axiom.core.errors import PermissionDeniedError
from tests.service.streaming import streaming

QUICK = Retries(first_wait_s=0.01, longest_wait_s=0.05, total_s=10.0)


def address(served):
    return served.url.replace("ws://", "http://").removesuffix("/v1/stream")


def told_to(stream, count):
    """Read until so many fills were told; give their numbers in order."""
    told: list[int] = []
    while len(told) < count:
        update = next(stream)
        fills = update.state if update.type == "snapshot" else update.changes
        told += [fill["n"] for fill in fills.values()]
    return told


def test_fills_come_in_order_and_once():
    with streaming() as served, AxiomClient(address(served), retries=QUICK) as client:
        served.bus.publish("fills", "SPX", {"n": 0})
        with client.stream(fills="SPX") as stream:
            assert told_to(stream, 1) == [0]
            for number in range(1, 200):
                served.bus.publish("fills", "SPX", {"n": number})
            assert told_to(stream, 199) == list(range(1, 200))


def test_a_stream_goes_on_where_it_was_when_its_connection_is_broken_off():
    with streaming() as served, AxiomClient(address(served), retries=QUICK) as client:
        served.bus.publish("fills", "SPX", {"n": 0})
        with client.stream(fills="SPX") as stream:
            assert told_to(stream, 1) == [0]
            for connection in list(served.server.server_state.connections):
                connection.transport.abort()
            for number in range(1, 50):
                served.bus.publish("fills", "SPX", {"n": number})
            assert told_to(stream, 49) == list(range(1, 50))


def test_the_asynchronous_client_follows_several_channels():
    async def run(served):
        client = AsyncAxiomClient(address(served), retries=QUICK)
        async with client, client.stream(quotes=["SPX", "NDX"]) as stream:
            first = {(await anext(stream)).name for _ in range(2)}
            served.bus.publish("quotes", "NDX", {"bid": 1.0})
            return first, await anext(stream)

    with streaming() as served:
        first, update = asyncio.run(run(served))
    assert first == {"SPX", "NDX"}
    assert (update.name, update.changes) == ("NDX", {"bid": 1.0})


def test_without_the_scope_there_is_no_stream():
    denied = pytest.raises(PermissionDeniedError)
    with streaming(scopes=("price",)) as served, AxiomClient(address(served)) as client:
        stream = client.stream(fills="SPX")
        with stream, denied:
            next(stream)
