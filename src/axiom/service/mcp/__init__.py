"""The MCP server: the service's functions as tools, resources and prompts for agents."""

from __future__ import annotations

from importlib.util import find_spec

from axiom.core.errors import MissingDependencyError

if find_spec("mcp") is None:
    raise MissingDependencyError("the MCP server needs mcp: pip install 'axiom-quant[mcp]'")

from axiom.service.mcp.server import create_mcp_server

__all__ = ["create_mcp_server"]
