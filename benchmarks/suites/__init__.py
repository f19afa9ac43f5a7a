"""The suites: each is a module or package with `run(report)`, imported only when asked for.

A new suite is a new entry of `SUITES`: the name on the command line, the module, what it measures.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from benchmarks.rows import Report

SUITES = {
    "core": ("benchmarks.suites.core", "prices, Greeks, implied vols, a whole SPX day, imports"),
    "american": (
        "benchmarks.suites.american",
        "American prices, Greeks and implied vols, cash dividends",
    ),
    "exotics": (
        "benchmarks.suites.exotics",
        "every contract, Heston strips and paths, averages, barriers, calibration, threads",
    ),
    "desk": (
        "benchmarks.suites.desk",
        "markets, certainty equivalents, hedging costs, explained P&L, a spot tick, replays",
    ),
    "service": (
        "benchmarks.suites.service",
        "requests a second, Arrow batches, streams, durable writes, cold start",
    ),
    "surface-quality": (
        "benchmarks.suites.surface_quality",
        "share of quotes inside bid–ask and RMSE on twenty SPX days",
    ),
    "volatility": (
        "benchmarks.suites.volatility",
        "volatility surfaces: fits, quotes left out, look-ups, the VIX, planted truths, rivals",
    ),
}


def load(name: str) -> Callable[[Report], None]:
    """Import a suite; `KeyError` where there is none of that name."""
    module, _ = SUITES[name]
    return importlib.import_module(module).run
