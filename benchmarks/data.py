"""Recorded chains, which are not part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

SPX_DAY = "options/spx_cboe_eod_2019-05-28.csv.gz"
SPX_MONTH = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"


class DataAbsentError(FileNotFoundError):
    """A recorded chain is not on this machine."""


def recorded(name: str) -> Path:
    """Find a recorded file in `AXIOM_SHARED_DATA`, else in `../shared/data` beside the project."""
    beside = Path(__file__).parents[2] / "shared/data"
    path = Path(os.environ.get("AXIOM_SHARED_DATA", beside)) / name
    if not path.exists():
        raise DataAbsentError(f"{name} is in neither AXIOM_SHARED_DATA nor ../shared/data")
    return path
