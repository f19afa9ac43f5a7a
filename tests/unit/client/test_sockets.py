"""Conversations with a real WebSocket server, and with an application in the same process."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import WebSocketRoute
from websockets.asyncio.server import serve

from axiom.client import Retries
from axiom.client.connection import Connection
from axiom.client.sockets import InProcessSocket, RemoteSocket, SocketClosedError
from axiom.core.errors import AuthenticationError, ServiceError, ServiceUnreachableError


def connection(url="http://in-process"):
    return Connection(url=url, key="k", retries=Retries(), timeout_s=2.0)


def run(conversation):
    asyncio.run(asyncio.wait_for(conversation, 10.0))


async def talk(websocket):
    """Greet, repeat what is said, and hang up at `bye`."""
    if websocket.headers.get("authorization") != "Bearer k":
        raise HTTPException(401, "give a key")
    await websocket.accept()
    await websocket.send_text("hello")
    while (said := await websocket.receive_text()) != "bye":
        if said == "fail":
            raise RuntimeError("a fault of the service")
        await websocket.send_bytes(said.encode())
    await websocket.close(4001, "as you wish")


APP = Starlette(routes=[WebSocketRoute("/v1/stream", talk)])


@asynccontextmanager
async def in_process():
    socket = await InProcessSocket.open(APP, connection().headers(), "/v1/stream?x=1")
    yield socket
    await socket.close()


@asynccontextmanager
async def remote():
    async def handler(peer):
        assert peer.request.headers["Authorization"] == "Bearer k"
        await peer.send("hello")
        while (said := await peer.recv()) != "bye":
            if said == "fail":
                raise RuntimeError("a fault of the service")
            await peer.send(said.encode())
        await peer.close(4001, "as you wish")

    async with serve(handler, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        socket = await RemoteSocket.open(connection(f"http://127.0.0.1:{port}"), "/v1/stream")
        yield socket
        await socket.close()


@pytest.mark.parametrize("opened", [in_process, remote])
def test_messages_go_both_ways_until_the_service_hangs_up(opened):
    async def conversation():
        async with opened() as socket:
            assert await socket.receive() == "hello"
            await socket.send("delta")
            assert await socket.receive() == b"delta"
            await socket.send("bye")
            with pytest.raises(SocketClosedError, match="4001: as you wish") as caught:
                await socket.receive()
            assert caught.value.code == 4001

    run(conversation())


@pytest.mark.parametrize("opened", [in_process, remote])
def test_a_fault_of_the_service_closes_the_connection(opened):
    async def conversation():
        async with opened() as socket:
            await socket.receive()
            await socket.send("fail")
            with pytest.raises(SocketClosedError) as caught:
                await socket.receive()
            assert caught.value.code == 1011

    run(conversation())


@pytest.mark.parametrize("opened", [in_process, remote])
def test_a_reader_may_hang_up_first(opened):
    async def conversation():
        async with opened() as socket:
            await socket.receive()

    run(conversation())


def test_a_refusal_is_an_error_of_its_kind():
    async def conversation():
        with pytest.raises(AuthenticationError):
            await InProcessSocket.open(APP, {}, "/v1/stream")
        with pytest.raises(ServiceError) as caught:
            await InProcessSocket.open(APP, {}, "/v1/elsewhere")
        assert caught.value.status in {403, 404}

    run(conversation())


def test_a_refusal_over_the_network_too():
    async def refuse(peer, request):
        return peer.respond(401, "give a key\n")

    async def conversation():
        async with serve(None, "127.0.0.1", 0, process_request=refuse) as server:
            port = server.sockets[0].getsockname()[1]
            with pytest.raises(AuthenticationError, match="give a key"):
                await RemoteSocket.open(connection(f"http://127.0.0.1:{port}"), "/v1/stream")

    run(conversation())


def test_a_service_that_is_not_there_is_unreachable():
    with pytest.raises(ServiceUnreachableError, match="/v1/stream"):
        asyncio.run(RemoteSocket.open(connection("http://127.0.0.1:1"), "/v1/stream"))
