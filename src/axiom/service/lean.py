"""Routes that answer in microseconds: the body is validated and the answer written at once."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, Final, get_type_hints

import orjson
from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from axiom.service.access import ScopedRoute

__all__ = ["LeanRoute", "LeanRoutes", "json_response", "validated"]

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

    async def handle(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with 401 or 403 before its body is read."""
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        self.require_scope(scope)
        request = Request(scope, receive)
        response = await self.endpoint(validated(self._adapter, await request.body(), request))
        await response(scope, receive, send)

    @functools.cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(_body_type(self.endpoint))


class LeanRoutes:
    """Leads requests to lean routes at once; others go on to the application's router.

    The router looks through the routes of one domain after the other, and through several layers.

    Parameters
    ----------
    app
        What lies behind.
    routers
        Those of the application, lean routes and others.

    Notes
    -----
    Errors are answered by the application's handlers. Verified by tests/unit/service/test_lean.py.
    """

    def __init__(self, app: ASGIApp, *, routers: Iterable[APIRouter]) -> None:
        self.app = app
        every = (route for router in routers for route in router.routes)
        self.routes = {
            (method, route.path): route
            for route in every
            if isinstance(route, LeanRoute)
            for method in route.methods or ()
        }

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        route = self.routes.get((scope.get("method", ""), scope.get("path", "")))
        if route is None:
            await self.app(scope, receive, send)
            return
        scope["route"], scope["endpoint"] = route, route.endpoint
        try:
            await route.handle(scope, receive, send)
        except Exception as error:
            handler = _handler_of(scope, error)
            if handler is None:
                raise
            response = await handler(Request(scope, receive), error)
            await response(scope, receive, send)


def _handler_of(scope: AsgiScope, error: Exception) -> Any:
    """Return what the application answers an error by; None where nothing does."""
    handlers = scope["app"].exception_handlers
    known = (handlers.get(kind) for kind in type(error).__mro__)
    return next((handler for handler in known if handler is not None), None)


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
