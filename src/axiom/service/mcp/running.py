"""Running the MCP server: over standard input and output, or over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import socket
from typing import TYPE_CHECKING

import anyio
import uvicorn

from axiom.client import AsyncAxiomClient
from axiom.core.lazy import LazyModule
from axiom.service.mcp.http import PATH, mcp_app
from axiom.service.mcp.server import create_mcp_server

if TYPE_CHECKING:
    from axiom.service import local
else:
    local = LazyModule("axiom.service.local")

__all__ = ["Source", "serve_http", "serve_stdio"]


class _Announced(uvicorn.Server):
    """A server that tells its address once it answers."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[str], object]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._tell(f"http://{host}:{port}{PATH}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The service whose functions are offered.

    Parameters
    ----------
    url
        Address; a service in this process where None.
    key
        Its key; of a service in this process one is made where None.
    database_url
        Database of a service in this process.
    """

    url: str | None = None
    key: str | None = field(default=None, repr=False)
    database_url: str = "sqlite:///axiom.db"

    @contextmanager
    def client(self, *, allow_writes: bool) -> Iterator[AsyncAxiomClient]:
        """Give a client, which its user opens and closes."""
        if self.url is not None:
            yield AsyncAxiomClient(self.url, key=self.key)
            return
        scopes = ("read", "price", "trade") if allow_writes else ("read", "price")
        with local.local_service(self.database_url, scopes=scopes) as (app, own_key):
            yield AsyncAxiomClient.in_process(app, key=self.key or own_key)


def serve_stdio(source: Source, *, allow_writes: bool = False) -> None:
    """Serve one agent over standard input and output, until the input ends.

    Parameters
    ----------
    source
        The service; the agent does what its key may do.
    allow_writes
        Whether tools that store something are offered.

    Notes
    -----
    Verified by tests/service/test_mcp_stdio.py.
    """

    async def run(client: AsyncAxiomClient) -> None:
        async with client:
            await create_mcp_server(client, allow_writes=allow_writes).run_stdio_async()

    with source.client(allow_writes=allow_writes) as client:
        anyio.run(run, client)


def serve_http(
    source: Source,
    *,
    allow_writes: bool = False,
    host: str = "127.0.0.1",
    port: int = 8765,
    when_ready: Callable[[str], object] = lambda url: None,
) -> None:
    """Serve agents over streamable HTTP; each brings a key of its own.

    Parameters
    ----------
    source
        The service.
    allow_writes
        Whether tools that store something are offered.
    host, port
        What is listened at; port 0 takes a free one.
    when_ready
        Told the address once it answers.

    Notes
    -----
    Verified by tests/service/test_mcp_http.py.
    """
    with source.client(allow_writes=allow_writes) as client:
        server = create_mcp_server(client, allow_writes=allow_writes, is_keyed=True)
        app = mcp_app(server, client, host=host)
        config = uvicorn.Config(app, host=host, port=port, log_level="warning")
        _Announced(config, when_ready).run()
