"""The server of one process: uvicorn, with a shutdown that loses no request."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from functools import partial
from typing import Final

from uvicorn.server import Server

from axiom.service.edge.protocol import GuardedConfig, GuardedProtocol, close_late

__all__ = ["GuardedServer"]

_TICKS_A_SWEEP: Final = 10
_FAREWELL_S: Final = 0.5
_TO_SPEAK_S: Final = 0.2


class GuardedServer(Server):
    """uvicorn's server, for one process.

    Parameters
    ----------
    config
        Its configuration.
    when_ready
        Called once requests are accepted.

    Notes
    -----
    When it is told to stop it goes on accepting for half a second, while every answer says
    ``Connection: close``; so clients that keep connections open leave them between two requests,
    not within one. Then it accepts what had connected before, listens no more, answers what came,
    and closes.

    Verified by tests/service/test_shutdown.py.
    """

    config: GuardedConfig

    def __init__(self, config: GuardedConfig, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, then accept connections."""
        await super().startup(sockets)
        if self.started:
            self._when_ready()

    async def on_tick(self, counter: int) -> bool:
        """Look after the connections once a second."""
        if counter % _TICKS_A_SWEEP == 0:
            close_late(self.server_state)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say farewell to the clients, then stop."""
        listeners = [each.dup() for each in sockets or []]
        self.server_state.default_headers = [
            *self.server_state.default_headers,
            (b"connection", b"close"),
        ]
        for _ in range(_TICKS_A_SWEEP):
            if not self.server_state.connections:
                break
            await asyncio.sleep(_FAREWELL_S / _TICKS_A_SWEEP)
        for server in self.servers:
            server.close()
        for listener in listeners:
            await self._accept_waiting(listener)
        await super().shutdown(sockets)

    async def _accept_waiting(self, listener: socket.socket) -> None:
        """Accept what had connected but was not taken up, then listen no more."""
        loop = asyncio.get_running_loop()
        make = partial(
            GuardedProtocol, self.config, self.server_state, self.lifespan.state, _loop=loop
        )
        with listener:
            listener.setblocking(False)
            waiting = list(iter(partial(_accepted, listener), None))
        for connection in waiting:
            await loop.connect_accepted_socket(make, connection, ssl=self.config.ssl)
        if waiting:
            await asyncio.sleep(_TO_SPEAK_S)


def _accepted(listener: socket.socket) -> socket.socket | None:
    """Accept a connection that waits; None where none does."""
    try:
        return listener.accept()[0]
    except BlockingIOError:
        return None
