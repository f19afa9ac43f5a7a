"""What models, engines and exotics must reach, beside QuantLib in one run."""

from __future__ import annotations

from benchmarks import peers
from benchmarks.rows import Report
from benchmarks.suites.exotics import (
    asian,
    barrier,
    calibration,
    contracts,
    heston_paths,
    heston_strip,
    threads,
)

PARTS = (heston_strip, heston_paths, asian, barrier, contracts, calibration, threads)


def run(report: Report) -> None:
    """Run every part of the suite."""
    rivals = peers.load(report, ("quantlib_exotics",))
    for part in PARTS:
        part.run(report, rivals)
