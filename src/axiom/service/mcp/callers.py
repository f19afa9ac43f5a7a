"""For whom a request of an agent is done: the client with the caller's own key."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, Final

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

from axiom.client import AsyncAxiomClient
from axiom.core.errors import AuthenticationError

__all__ = ["Callers", "caller"]

_CURRENT: Final[ContextVar[AsyncAxiomClient]] = ContextVar("caller")


def caller() -> AsyncAxiomClient:
    """Return the client of whoever sent the request that is being answered."""
    return _CURRENT.get()


class Callers:
    """Lets each request be done with the key that came with it.

    Parameters
    ----------
    client
        Client of the service.
    is_keyed
        Whether every request brings a key of its own, as over HTTP; else the client's own is used.

    Notes
    -----
    Verified by tests/service/test_mcp_http.py.
    """

    def __init__(self, client: AsyncAxiomClient, *, is_keyed: bool) -> None:
        self._client, self._is_keyed = client, is_keyed

    async def __call__(
        self, ctx: ServerRequestContext[Any, Any], call_next: CallNext
    ) -> HandlerResult:
        """Answer one request."""
        headers: Mapping[str, str] = getattr(ctx.request, "headers", {})
        token = _CURRENT.set(self._for(headers))
        try:
            return await call_next(ctx)
        finally:
            _CURRENT.reset(token)

    def _for(self, headers: Mapping[str, str]) -> AsyncAxiomClient:
        """Return the client for a request with these headers."""
        if not self._is_keyed:
            return self._client
        key = key_of(headers)
        if key is None:
            raise AuthenticationError("give an API key or token: Authorization: Bearer ...")
        return self._client.with_key(key)


def key_of(headers: Mapping[str, str]) -> str | None:
    """Return the key or token that headers bring; None where there is none."""
    kind, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" and key.strip() else headers.get("x-api-key")
