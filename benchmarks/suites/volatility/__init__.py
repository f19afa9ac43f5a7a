"""What a volatility surface must reach, on twenty recorded SPX days and on planted truths."""

from __future__ import annotations

from benchmarks.data import DataAbsentError
from benchmarks.rows import Report
from benchmarks.suites.volatility import (
    fits,
    left_out,
    limit,
    lookups,
    planted,
    recorded_chains,
    rivals,
    updates,
    vix,
)

PARTS = (fits, left_out, updates, lookups, vix, planted, recorded_chains, limit, rivals)


def run(report: Report) -> None:
    """Run every part; leave out with the reason those whose data are absent."""
    for part in PARTS:
        try:
            part.run(report)
        except DataAbsentError as error:
            report.skip(part.JOB, str(error))
