"""Content types: which a route takes, and whether one fits."""

from __future__ import annotations

from typing import Any

__all__ = ["accepts_body_type", "base_type", "is_json", "media_types_of"]


def base_type(content_type: str) -> str:
    """Return a content type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def is_json(content_type: str) -> bool:
    """Tell whether a content type is JSON."""
    base = base_type(content_type)
    return base == "application/json" or (
        base.startswith("application/") and base.endswith("+json")
    )


def media_types_of(route: Any) -> frozenset[str]:
    """Return the content types that a route takes as its body; none where it takes no body.

    Notes
    -----
    Verified by tests/unit/service/edge/test_problems.py.
    """
    extra = getattr(route, "openapi_extra", None) or {}
    declared = frozenset(extra.get("requestBody", {}).get("content", {}))
    field = getattr(route, "body_field", None)
    if field is None:
        return declared
    return declared | {getattr(field.field_info, "media_type", "application/json")}


def accepts_body_type(expected: frozenset[str], given: str) -> bool:
    """Tell whether a content type is one of those expected; any JSON counts as JSON."""
    return base_type(given) in expected or ("application/json" in expected and is_json(given))
