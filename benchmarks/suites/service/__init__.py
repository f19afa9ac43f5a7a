"""What the service must reach, under load from a second process on loopback."""

from __future__ import annotations

from types import ModuleType

from benchmarks.rows import Report
from benchmarks.suites.service import cold_start, million, one_option, stream, trades

PARTS: tuple[ModuleType, ...] = (one_option, million, stream, trades, cold_start)


def run(report: Report) -> None:
    """Run every part."""
    for part in PARTS:
        part.run(report)
