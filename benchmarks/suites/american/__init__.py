"""What American options must reach, beside their rivals; errors are absolute, at a spot of 100."""

from __future__ import annotations

from benchmarks import peers
from benchmarks.rows import Report
from benchmarks.suites.american import chains, dividends, greeks, implied_vol, price, study

PARTS = (price, greeks, dividends, implied_vol, chains, study)


def run(report: Report) -> None:
    """Run every part of the suite."""
    rivals = peers.load(report, ("quantlib_american",))
    for part in PARTS:
        part.run(report, rivals)
