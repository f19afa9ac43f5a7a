"""What convexity alone permits, so that the shares inside bid-ask can be read against it."""

from __future__ import annotations

from benchmarks.linear_limit import day_limit
from benchmarks.rows import Report, Row
from benchmarks.volatility_days import spx_days

JOB = "the limit that convexity sets on the SPX days"


def run(report: Report) -> None:
    """Solve a linear programme for each expiry of each day."""
    counts = [day_limit(day) for day in spx_days()]
    shares = [100.0 * held / tried for held, tried in counts]
    held, tried = (sum(column) for column in zip(*counts, strict=True))
    report.add(
        Row(
            job=f"{len(counts)} SPX days, any convex prices: quotes inside bid–ask",
            measured=100.0 * held / tried, unit="%",
            note=f"by linear programming, expiry by expiry; {min(shares):.2f} to"
            f" {max(shares):.2f} % a day",
        )
    )  # fmt: skip
