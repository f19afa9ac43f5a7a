"""Whether the service lives and can take requests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from axiom.service import ServiceSettings
from axiom.service.edge.health import public_paths
from axiom.wire.health import Health, Readiness

Started = Callable[..., TestClient]


def test_a_process_that_lives_says_so(started: Started) -> None:
    assert Health.model_validate_json(started().get("/health").content).status == "ok"


def test_a_service_that_has_its_parts_is_ready(started: Started) -> None:
    response = started().get("/ready")
    readiness = Readiness.model_validate_json(response.content)
    assert response.status_code == 200
    assert readiness.is_ready
    assert not readiness.is_degraded
    assert {check.name for check in readiness.checks} >= {"database", "jobs", "workers"}


def test_only_health_and_tokens_are_public_unless_set() -> None:
    paths = public_paths(ServiceSettings())
    assert sorted(paths) == ["/health", "/v1/oauth/jwks.json", "/v1/oauth/token"]


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("ready_public", "/ready"),
        ("metrics_public", "/metrics"),
        ("docs_public", "/docs"),
        ("docs_public", "/v1/openapi.json"),
    ],
)
def test_settings_make_more_public(started: Started, setting: str, path: str) -> None:
    client = started(**{setting: True})
    client.headers.clear()
    assert client.get(path).status_code == 200
