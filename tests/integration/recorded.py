"""Where the recorded market data lie; tests skip with a reason where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2].parent / "shared" / "data"


def recorded(name: str) -> Path:
    """Give the path of a recorded file, or skip the test."""
    path = Path(os.environ.get("AXIOM_SHARED_DATA", BESIDE)) / name
    if not path.exists():
        pytest.skip(f"{name} is in neither AXIOM_SHARED_DATA nor ../shared/data")
    return path
