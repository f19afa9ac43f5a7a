"""The book's routes in process, with a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from axiom.service.book.routes import ROUTERS
from tests.unit.service.callers import stored_caller


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    with stored_caller(database_url, *ROUTERS) as opened:
        yield opened


@pytest.fixture(scope="module")
def refusing(template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client for requests that store nothing."""
    file = tmp_path_factory.mktemp("book") / "axiom.db"
    file.write_bytes(template_file.read_bytes())
    with stored_caller(f"sqlite:///{file}", *ROUTERS) as opened:
        yield opened
