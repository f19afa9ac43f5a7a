"""Routes that answer in microseconds: the body is validated and the answer written at once."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, get_type_hints

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from axiom.service.access import ScopedRoute

__all__ = ["LeanRoute", "json_response", "validated"]

JSON: Final = "application/json"


class LeanRoute(ScopedRoute):
    """A route with one JSON body, whose endpoint takes it validated and makes the response.

    The endpoint's signature, ``async def endpoint(body: Model) -> Response``, describes the body in
    the OpenAPI document as any other route's; but nothing else is looked up at a request, which
    takes a third of the time.

    Notes
    -----
    Verified by tests/unit/service/test_lean.py.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        endpoint: Callable[[Any], Awaitable[Response]] = self.endpoint
        adapter = TypeAdapter(_body_type(self.endpoint))

        async def answer(request: Request) -> Response:
            return await endpoint(validated(adapter, await request.body(), request))

        return answer


def _body_type(endpoint: Callable[..., Any]) -> Any:
    """Return the type of an endpoint's only parameter."""
    (name,) = inspect.signature(endpoint).parameters
    return get_type_hints(endpoint, include_extras=True)[name]


def validated(adapter: TypeAdapter[Any], body: bytes | bytearray, request: Request) -> Any:
    """Read a JSON body.

    Parameters
    ----------
    adapter
        What the body has to be.
    body
        As it came.
    request
        Where it came from; its content type has to be JSON.

    Returns
    -------
    object
        What the adapter makes of it.

    Raises
    ------
    fastapi.exceptions.RequestValidationError
        If it is not JSON, or does not fit.
    """
    try:
        if not request.headers.get("content-type", JSON).startswith(JSON):
            raise RequestValidationError([_NOT_JSON])
        return adapter.validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError(
            [{**fault, "loc": ("body", *fault["loc"])} for fault in found]
        ) from None


_NOT_JSON: Final = {"type": "content_type", "loc": ("body",), "msg": "send application/json"}


def json_response(answer: Any) -> Response:
    """Write an answer as JSON: floats round-trip, NaN and infinities become null.

    Notes
    -----
    Verified by tests/unit/service/test_lean.py.
    """
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type=JSON)
