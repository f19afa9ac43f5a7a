"""The MCP server over streamable HTTP, for callers with a key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from mcp.server import MCPServer
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from axiom.client import AsyncAxiomClient
from axiom.client.calls import get
from axiom.core.errors import AuthenticationError, PermissionDeniedError, ServiceError
from axiom.service.mcp.callers import key_of

__all__ = ["mcp_app"]

PATH: Final = "/mcp"


def mcp_app(server: MCPServer[Any], client: AsyncAxiomClient, *, host: str) -> ASGIApp:
    """Make the application that serves agents over HTTP at ``/mcp``.

    Parameters
    ----------
    server
        The MCP server, made with ``is_keyed=True``.
    client
        Client of the service, opened and closed with the application.
    host
        Address that is listened at: on loopback, requests by other names of this machine are
        refused, so that no web page can reach it.

    Returns
    -------
    ASGI application
        Nothing answers without a key or token that the service accepts.

    Notes
    -----
    Verified by tests/service/test_mcp_http.py.
    """
    inner = server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, json_response=True, host=host
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as opened:
            await opened.enter_async_context(client)
            await opened.enter_async_context(inner.router.lifespan_context(inner))
            yield

    keyed = _Keyed(inner, client)
    return Starlette(routes=[Mount("/", app=keyed)], lifespan=lifespan)


class _Keyed:
    """Lets in who brings a key that the service accepts."""

    def __init__(self, app: ASGIApp, client: AsyncAxiomClient) -> None:
        self._app, self._client = app, client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with 401."""
        refusal = await self._refusal(Headers(scope=scope))
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await refusal(scope, receive, send)

    async def _refusal(self, headers: Headers) -> JSONResponse | None:
        """Return what a caller without a valid key is told."""
        key = key_of(headers)
        if key is None:
            return _refused(401, "give an API key or token: Authorization: Bearer ...")
        try:
            await self._client.with_key(key).send(get("/v1/catalogue", object))
        except PermissionDeniedError:
            return None
        except AuthenticationError as error:
            return _refused(401, str(error))
        except ServiceError as error:
            return _refused(error.status or 503, str(error))
        return None


def _refused(status: int, detail: str) -> JSONResponse:
    """Return a refusal."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({"detail": detail}, status, headers)
