"""`axiom mcp`: the library's functions for agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from axiom.cli.service.extra import needs_extra
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import service
    from axiom.service.mcp import running
else:
    service = LazyModule("axiom.service")
    running = LazyModule("axiom.service.mcp.running")

__all__ = ["mcp"]

UrlOption = Annotated[
    str | None,
    typer.Option(envvar="AXIOM_URL", help="Address of a service; one in this process without it."),
]
KeyOption = Annotated[
    str | None, typer.Option(envvar="AXIOM_API_KEY", help="Its key.", show_envvar=True)
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(help="Of a service in this process: sqlite:///FILE; else AXIOM_DATABASE_URL."),
]
WritesOption = Annotated[
    bool,
    typer.Option("--allow-writes", help="Offer tools that store chains, surfaces, trades, quotes."),
]
HttpOption = Annotated[
    bool, typer.Option("--http", help="Serve streamable HTTP at /mcp; callers bring their keys.")
]
HostOption = Annotated[str, typer.Option(help="Address to listen at, with --http.")]
PortOption = Annotated[int, typer.Option(help="Port, with --http; 0 takes a free one.")]


def mcp(
    *,
    url: UrlOption = None,
    key: KeyOption = None,
    database_url: DatabaseOption = None,
    allow_writes: WritesOption = False,
    http: HttpOption = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8765,
) -> None:
    """Offer the library's functions to agents over the Model Context Protocol."""
    with needs_extra("mcp"):
        settings = service.ServiceSettings.read(database_url=database_url)
        source = running.Source(url=url, key=key, database_url=settings.database_url)
        if http:
            running.serve_http(
                source,
                allow_writes=allow_writes,
                host=host,
                port=port,
                when_ready=lambda address: typer.echo(address, err=True),
            )
        else:
            running.serve_stdio(source, allow_writes=allow_writes)
