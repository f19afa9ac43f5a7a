"""Applications for the tests of administration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.service.keyed import Keyed, keyed, quick_hashes


@pytest.fixture(scope="module")
def service(template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyed]:
    """Run the application on a database that the tests of a file share."""
    file = tmp_path_factory.mktemp("admin") / "axiom.db"
    file.write_bytes(template_file.read_bytes())
    with quick_hashes(), keyed(f"sqlite:///{file}", token_minutes=5.0) as running:
        yield running


@pytest.fixture
def fresh_service(fresh_file: str) -> Iterator[Keyed]:
    """Run the application on an empty database."""
    with quick_hashes(), keyed(fresh_file) as running:
        yield running
