"""Resources: what is stored, and what can be valued, as documents."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from axiom.core.errors import AxiomError, NotFoundError
from axiom.service.mcp.callers import caller

__all__ = ["offer_resources"]

JSON: Final = "application/json"
Reader = Callable[..., Awaitable[str]]


async def catalogue() -> str:
    """List contracts, models and engines that can be valued, with the terms of each."""
    return (await caller().catalogue()).model_dump_json()


async def chains() -> str:
    """List the stored option chains, the newest first, at most 100."""
    return (await caller().chains.list(limit=100)).model_dump_json()


async def chain(chain_id: str) -> str:
    """Describe a stored chain: spot, instant, expiries and how many quotes each has."""
    return (await caller().chains.get(chain_id)).model_dump_json()


async def surfaces() -> str:
    """List the stored volatility surfaces with their fit quality, the newest first, at most 100."""
    return (await caller().surfaces.list(limit=100)).model_dump_json()


async def surface(surface_id: str) -> str:
    """Give the parameters of a stored surface, from which the library rebuilds it."""
    return await caller().surfaces.parameters(surface_id)


RESOURCES: Final[dict[str, Reader]] = {
    "axiom://catalogue": catalogue,
    "axiom://chains": chains,
    "axiom://chains/{chain_id}": chain,
    "axiom://surfaces": surfaces,
    "axiom://surfaces/{surface_id}": surface,
}
"""What is read, by its address."""


def offer_resources(server: MCPServer[Any]) -> None:
    """Let agents read what is stored.

    Notes
    -----
    Verified by tests/service/test_mcp.py.
    """
    for address, read in RESOURCES.items():
        server.resource(address, description=read.__doc__, mime_type=JSON)(_told(read))


def _told(read: Reader) -> Reader:
    """Make the library's errors into errors of the resource, with the library's message."""

    @functools.wraps(read)
    async def call(**given: str) -> str:
        try:
            return await read(**given)
        except NotFoundError as error:
            raise ResourceNotFoundError(str(error)) from error
        except AxiomError as error:
            raise ResourceError(str(error)) from error

    return call
