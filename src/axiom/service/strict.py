"""Routes that take JSON as its standard (RFC 8259) has it, and nothing beyond."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute

__all__ = ["StrictRoute"]


class StrictRoute(APIRoute):
    """A route that refuses what Python's parser lets through: NaN, Infinity, lone surrogates.

    Notes
    -----
    Verified by tests/unit/service/edge/test_problems.py.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            return await handler(_StrictRequest(request.scope, request.receive))

        return answer


class _StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        """Read the body; a `json.JSONDecodeError` says where it is no JSON."""
        return orjson.loads(await self.body())
