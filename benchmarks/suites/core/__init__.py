"""What the core must reach, each figure beside its rivals."""

from __future__ import annotations

from benchmarks import peers
from benchmarks.rows import Report
from benchmarks.suites.core import batch, implied_vol, imports, pipeline, scalar

PARTS = (batch, scalar, implied_vol, pipeline, imports)


def run(report: Report) -> None:
    """Run every part of the suite."""
    rivals = peers.load(report)
    for part in PARTS:
        part.run(report, rivals)
