"""The stream's WebSocket."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query, WebSocket

from axiom.service.access import principal_of
from axiom.service.services import services_of
from axiom.service.stream.encoding import Format
from axiom.service.stream.reader import Reader

__all__ = ["SUBPROTOCOL", "router"]

SUBPROTOCOL: Final = "axiom.v1"
"""What browsers ask for beside the key that they offer."""
router: Final = APIRouter(prefix="/v1")


@router.websocket("/stream")
async def stream(
    socket: WebSocket, form: Annotated[Format, Query(alias="format")] = "json"
) -> None:
    """Serve one reader of the stream; it needs the scope read.

    Notes
    -----
    Verified by tests/service/test_stream.py.
    """
    principal, hub = principal_of(socket), services_of(socket).streams
    if principal is None:
        raise HTTPException(401, "give an API key or a token", {"WWW-Authenticate": "Bearer"})
    if "read" not in principal.scopes:
        raise HTTPException(403, f"{principal.name} lacks the scope 'read'")
    if hub.n_readers >= hub.limits.readers:
        detail = f"{hub.limits.readers} readers are connected to this process: try again later"
        raise HTTPException(503, detail, {"Retry-After": "5"})
    is_offered = SUBPROTOCOL in socket.scope["subprotocols"]
    await socket.accept(subprotocol=SUBPROTOCOL if is_offered else None)
    await Reader(socket, hub, form).serve()
