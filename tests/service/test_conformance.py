"""The service keeps to its OpenAPI document, and to its word where a request does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conformance import check, operations, schema_of
from tests.service.running import RunningService

TAGS = (
    "access", "admin", "book", "chains", "exotics", "hedging", "jobs", "operation", "pricing",
    "quoting", "risk", "sessions", "surfaces",
)  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Any:
    running = RunningService(tmp_path_factory.mktemp("service"), failed_keys_per_minute=1_000_000)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def schema(service: RunningService) -> Any:
    return schema_of(service)


def test_every_operation_has_a_tag_that_is_checked(schema: Any) -> None:
    for operation in operations(schema):
        assert set(operation.definition.raw["tags"]) & set(TAGS), operation.label


@pytest.mark.parametrize("tag", TAGS)
def test_operations_keep_to_the_document(service: RunningService, schema: Any, tag: str) -> None:
    checked = [check(operation, service, examples=1) for operation in operations(schema, tag)]
    assert checked
