"""Which type an answer has, and bodies that are read with one copy."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

__all__ = ["body_bytes", "preferred_type"]


def preferred_type(request: Request, offered: Sequence[str]) -> str:
    """Return the media type that a request accepts most, of those offered.

    Parameters
    ----------
    request
        Its ``Accept`` says what it takes; all when there is none.
    offered
        Media types, the one to take where the request has no preference first.

    Raises
    ------
    starlette.exceptions.HTTPException
        406 if it accepts none of them.

    Notes
    -----
    Verified by tests/unit/service/test_negotiation.py.
    """
    accepted = ",".join(request.headers.getlist("accept")) or "*/*"
    ranges = [_range(part) for part in accepted.split(",") if part.strip()]
    shares = {name: _share(name, ranges) for name in offered}
    best = max(offered, key=lambda name: shares[name])
    if shares[best] <= 0.0:
        raise HTTPException(406, f"accept {' or '.join(offered)}")
    return best


def _range(part: str) -> tuple[str, float]:
    """Return a media range and its weight."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, float(parameter[2:])
            except ValueError:
                return name, 0.0
    return name, 1.0


def _share(name: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the weight of the most exact range that a type lies in; 0 outside all."""
    family = name.partition("/")[0] + "/*"
    for exact in (name, family, "*/*"):
        for wanted, weight in ranges:
            if wanted == exact:
                return weight
    return 0.0


async def body_bytes(request: Request) -> bytes | bytearray:
    """Read a body; one of declared length goes into its place as it comes.

    Raises
    ------
    starlette.requests.ClientDisconnect
        If the client goes before its end.

    Notes
    -----
    Verified by tests/unit/service/test_negotiation.py.
    """
    declared = request.headers.get("content-length", "")
    if not declared.isdecimal():
        return await request.body()
    body, place = bytearray(int(declared)), 0
    async for piece in request.stream():
        body[place : place + len(piece)] = piece
        place += len(piece)
    if place != len(body):
        raise ClientDisconnect
    return body
