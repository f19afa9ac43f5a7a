"""The rivals: each module of this package answers the same questions with another library.

A peer module has `NAME` and some of these functions, each returning a job to be timed:
`greeks_one(option)`, `greeks_batch(options)`, `implied_vol_one(option, price)` and
`implied_vol_batch(options)`; the jobs return what they computed, so that it can be checked.
The American suite has a peer of its own, `quantlib_american`.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from benchmarks.rows import Report

PEERS = ("quantlib", "vollib", "fast_vollib", "pyfeng", "blocked_numpy")


def load(report: Report, names: tuple[str, ...] = PEERS) -> dict[str, ModuleType]:
    """Import the peers; say in the report which are missing."""
    loaded = {}
    for name in names:
        try:
            loaded[name] = importlib.import_module(f"{__name__}.{name}")
        except ImportError as error:
            report.skip(f"every job against {name}", f"cannot be imported: {error}")
    return loaded
