"""Servers that the tests of the service share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.service.running import RunningService
from tests.valkey import Valkey


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Valkey that stands as long as the tests run."""
    server = Valkey(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def running_service(tmp_path: Path) -> Iterator[Callable[..., RunningService]]:
    """Start services with options of `axiom serve` and settings; all are stopped afterwards."""
    started: list[RunningService] = []

    def start(*options: str, **settings: Any) -> RunningService:
        service = RunningService(tmp_path, *options, **settings)
        started.append(service)
        return service

    yield start
    for service in started:
        service.stop()


@pytest.fixture(scope="session")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service on SQLite for tests that leave it as it was."""
    service = RunningService(tmp_path_factory.mktemp("service"))
    yield service
    service.stop()
