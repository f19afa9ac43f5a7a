"""The MCP server: what it offers."""

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import Any, Final

from mcp.server import MCPServer

from axiom.client import AsyncAxiomClient
from axiom.service.mcp import book, desk, market, pricing, risk
from axiom.service.mcp.callers import Callers
from axiom.service.mcp.prompts import offer_prompts
from axiom.service.mcp.resources import offer_resources
from axiom.service.mcp.tools import ToolOffer, as_tool

__all__ = ["create_mcp_server"]

TOOLS: Final[tuple[ToolOffer, ...]] = (
    *pricing.TOOLS,
    *market.TOOLS,
    *book.TOOLS,
    *risk.TOOLS,
    *desk.TOOLS,
)
INSTRUCTIONS: Final = """\
Axiom prices options, fits volatility surfaces that are certified free of arbitrage, and keeps a
book with its risk. Times are in years, vols, rates and yields are decimals (0.2 is 20 %), rates are
continuously compounded. Greeks are raw partial derivatives: vega per 1.00 of vol, theta per year.
Every price comes with its error; say it when you quote the price. Refusals name the argument, its
value and the remedy."""


def create_mcp_server(
    client: AsyncAxiomClient, *, allow_writes: bool = False, is_keyed: bool = False
) -> MCPServer[Any]:
    """Make the MCP server.

    Parameters
    ----------
    client
        Client of the service, whose scopes and audit hold for the tools; open as long as the
        server runs.
    allow_writes
        Whether tools that store something are offered.
    is_keyed
        Whether each request brings a key of its own, as over HTTP.

    Returns
    -------
    mcp.server.MCPServer
        The server, to be run over stdio or streamable HTTP.

    Notes
    -----
    Verified by tests/service/test_mcp.py and tests/service/test_mcp_http.py.
    """
    server: MCPServer[Any] = MCPServer(
        "axiom",
        title="Axiom",
        version=version_of("axiom-quant"),
        instructions=INSTRUCTIONS,
        log_level="WARNING",
        tools=[as_tool(one) for one in TOOLS if allow_writes or not one.writes],
    )
    server.middleware.append(Callers(client, is_keyed=is_keyed))
    offer_resources(server)
    offer_prompts(server)
    return server
