"""The OpenAPI document: what every route may answer, and how a key is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from axiom.service.access.scoped import SECURITY_SCHEMES, scoped_router
from axiom.service.edge.responses import responses
from axiom.service.settings import ServiceSettings
from axiom.wire.problem import Problem

__all__ = ["document_openapi", "openapi_router"]

DESCRIPTION: Final = """\
Option chains in; an arbitrage-free volatility surface, prices, every Greek, quotes and risk out.

Years, decimals, continuous compounding. Greeks are raw partial derivatives: vega per 1.00 of
volatility, theta per year. Times are RFC 3339 with an offset. A refusal is a problem document
(RFC 9457) with the library's own message.
"""
ALWAYS: Final = (400, 408, 422, 500, 503, 504)
KEYED: Final = (401, 403, 429)
WITH_BODY: Final = (413, 415)
METHODS: Final = frozenset({"delete", "get", "head", "options", "patch", "post", "put"})
TEMPLATE: Final = "#/components/schemas/{model}"


def document_openapi(app: FastAPI) -> None:
    """Let an application describe what the gate answers beside what its routes declare.

    Notes
    -----
    Verified by tests/unit/service/edge/test_openapi.py.
    """

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def openapi_router(settings: ServiceSettings) -> APIRouter:
    """Make the routes that show the OpenAPI document; the scope read where they need a key.

    Notes
    -----
    Verified by tests/unit/service/edge/test_openapi.py.
    """
    router = APIRouter() if settings.docs_public else scoped_router("read", prefix="")
    router.get("/v1/openapi.json", include_in_schema=False)(show_openapi)
    router.get("/docs", include_in_schema=False)(show_documentation)
    return router


async def show_openapi(request: Request) -> dict[str, Any]:
    """Give the OpenAPI document."""
    document: dict[str, Any] = request.app.openapi()
    return document


async def show_documentation() -> Response:
    """Show the OpenAPI document in a browser."""
    return get_swagger_ui_html(openapi_url="/v1/openapi.json", title="Axiom")


def _described(app: FastAPI) -> dict[str, Any]:
    """Make the OpenAPI document."""
    document = get_openapi(
        title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes
    )
    components = document.setdefault("components", {})
    schemas: dict[str, Any] = components.setdefault("schemas", {})
    schemas.update(
        models_json_schema([(Problem, "serialization")], ref_template=TEMPLATE)[1]["$defs"]
    )
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["securitySchemes"] = dict(SECURITY_SCHEMES)
    for operation in _operations(document):
        _complete(operation)
    return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through the operations."""
    for item in document["paths"].values():
        for method, operation in item.items():
            if method in METHODS:
                yield operation


def _complete(operation: dict[str, Any]) -> None:
    """Add what the gate may answer to an operation."""
    statuses: tuple[int, ...] = ALWAYS
    if "security" in operation:
        statuses += KEYED
    if "requestBody" in operation:
        statuses += WITH_BODY
    declared = operation["responses"]
    for status, answer in responses(*statuses).items():
        given = declared.get(str(status))
        if given is None or "HTTPValidationError" in str(given):
            declared[str(status)] = answer
    operation["responses"] = dict(sorted(declared.items()))
