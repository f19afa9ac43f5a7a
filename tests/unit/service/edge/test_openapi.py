"""What the OpenAPI document says of every route."""

from typing import Any

import pytest

from axiom.service import ServiceSettings, create_app
from axiom.service.edge import responses
from axiom.service.edge.responses import PROBLEM_REFERENCE

OWN = {("get /ready", "503"), ("post /v1/oauth/token", "400")}
"""Not problem documents: what is not ready says why; OAuth has errors of its own (RFC 6749)."""
METHODS = {"delete", "get", "patch", "post", "put"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(ServiceSettings()).openapi()


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def test_refusals_are_problem_documents(document: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in str(document)
    for name, operation in _operations(document).items():
        for status in ("400", "408", "422", "500", "503", "504"):
            if (name, status) in OWN:
                continue
            content = operation["responses"][status]["content"]["application/problem+json"]
            assert content["schema"]["$ref"] == PROBLEM_REFERENCE, (name, status)


def test_routes_that_need_a_key_say_so_and_what_happens_without(document: dict[str, Any]) -> None:
    keyed = {
        name: operation
        for name, operation in _operations(document).items()
        if operation.get("security")
    }
    assert "post /v1/price" in keyed
    for operation in keyed.values():
        assert {"401", "403", "429"} <= set(operation["responses"])
        used = {scheme for way in operation["security"] for scheme in way}
        assert used <= set(document["components"]["securitySchemes"])


def test_operation_ids_are_distinct_and_all_references_hold(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in _operations(document).values()]
    assert len(set(names)) == len(names)
    text = str(document)
    for name in document["components"]["schemas"]:
        text = text.replace(f"'#/components/schemas/{name}'", "")
    assert "#/components/schemas/" not in text


def test_a_status_without_a_kind_is_refused() -> None:
    with pytest.raises(KeyError, match="299"):
        responses(299)
