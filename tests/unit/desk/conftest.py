from __future__ import annotations

import pytest

from axiom.desk import RunResult, run_chain

from .chains import make_chain


@pytest.fixture(scope="session")
def result() -> RunResult:
    """A run without a book."""
    return run_chain(make_chain())
