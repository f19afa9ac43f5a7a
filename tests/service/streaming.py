"""The stream on a real server in a thread of the tests, with the bus at hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope
from websockets.sync.client import ClientConnection, connect

from axiom.service.access import Principal
from axiom.service.stream import Hub, StreamLimits, routes
from axiom.service.stream.protocol import websocket_options
from axiom.store.cache import Bus, open_shared
from axiom.wire.stream import FROM_SERVICE
from tests.valkey import wait_for


@dataclass
class Served:
    """A server, its bus and its hub."""

    url: str
    bus: Bus
    hub: Hub
    server: uvicorn.Server

    def connect_raw(self, *, form: str, **options: Any) -> connect:
        """Connect a reader."""
        options = {"compression": None, "proxy": None, "max_size": None} | options
        return connect(f"{self.url}?format={form}", **options)

    @contextmanager
    def connect(self, **options: Any) -> Iterator[ClientConnection]:
        """Connect a reader and take the welcome."""
        with self.connect_raw(form="json", **options) as socket:
            assert receive(socket).type == "welcome"
            yield socket

    @contextmanager
    def subscribed(self, topic: str, name: str, **options: Any) -> Iterator[ClientConnection]:
        """Connect a reader that follows one channel and has its snapshot."""
        with self.connect(**options) as socket:
            socket.send(f'{{"type": "subscribe", "topic": "{topic}", "name": "{name}"}}')
            assert receive(socket).type == "snapshot"
            yield socket


def receive(socket: ClientConnection, *, seconds: float = 20.0) -> Any:
    """Read the next message that is no heartbeat."""
    while True:
        message = FROM_SERVICE.validate_json(socket.recv(seconds))
        if message.type != "heartbeat":
            return message


@contextmanager
def streaming(
    *,
    scopes: tuple[str, ...] = ("read",),
    redis_url: str | None = None,
    limits: StreamLimits | None = None,
) -> Iterator[Served]:
    """Serve the stream on a free port until the block ends."""
    shared = open_shared(redis_url)
    hub = Hub(shared.bus, limits or StreamLimits())
    config = uvicorn.Config(
        _app(hub, scopes),
        port=0,
        lifespan="off",
        log_level="error",
        **websocket_options(hub.limits),
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started, "the server listens")
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(f"ws://127.0.0.1:{port}/v1/stream", shared.bus, hub, server)
    finally:
        server.should_exit = True
        thread.join()
        hub.close()
        shared.close()


def _app(hub: Hub, scopes: tuple[str, ...]) -> Any:
    """Make an application of the stream alone, which lets everybody in with some scopes."""
    app = FastAPI()
    app.include_router(routes.router)
    app.state.services = SimpleNamespace(streams=hub)

    async def admitted(scope: AsgiScope, receive: Receive, send: Send) -> None:
        principal = Principal(name="reader", key_id="1", scopes=frozenset(scopes))
        scope.setdefault("state", {})["principal"] = principal
        await app(scope, receive, send)

    return admitted
