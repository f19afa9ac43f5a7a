"""What the OpenAPI document says of routes that take and give Arrow beside JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from axiom.service.edge.responses import responses
from axiom.wire.arrow import ARROW

__all__ = ["bodies"]

_STREAM = {"schema": {"type": "string", "format": "binary"}}


def bodies(request: type[BaseModel], answer: type[BaseModel]) -> dict[str, Any]:
    """Return the arguments of a route that describe its request and its answer, in both types.

    Parameters
    ----------
    request, answer
        What JSON bodies hold.

    Notes
    -----
    Verified by tests/unit/service/pricing/test_documents.py.
    """
    content = {"application/json": {"schema": _inlined(request)}, ARROW: _STREAM}
    described = {"description": "Columns of results", "content": {ARROW: _STREAM}}
    return {
        "response_model": answer,
        "responses": {200: described, **responses(406)},
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
    }


def _inlined(model: type[BaseModel]) -> dict[str, Any]:
    """Return a model's schema with its definitions in the places that refer to them."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, list):
            return [resolved(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return resolved(definitions[part["$ref"].rpartition("/")[2]])
        return {name: resolved(item) for name, item in part.items()}

    inlined: dict[str, Any] = resolved(schema)
    return inlined
