"""The VIX by Cboe's rules on the recorded SPX days, beside the published closes."""

from __future__ import annotations

import statistics

from benchmarks.rows import Report, Row
from benchmarks.vix_days import measured
from benchmarks.volatility_days import spx_days

JOB = "the VIX of the SPX days"
MOST = 0.3


def run(report: Report) -> None:
    """Add the median difference, then every day's."""
    dates = {day.chain.valuation_time.date() for day in spx_days()}
    days = [day for day in measured(with_swaps=False) if day.date in dates]
    middle = statistics.median(abs(day.difference) for day in days)
    report.add(
        Row(
            job=f"VIX of {len(days)} SPX days against the close: median absolute difference",
            measured=middle, unit="vol points", target=f"≤ {MOST}", met=middle <= MOST,
            note="the chains are not stamped at the close",
        )
    )  # fmt: skip
    report.add(
        *(
            Row(
                job=f"VIX of {day.date}", measured=day.index, unit="vol points",
                peer="published close", peer_measured=day.close,
            )
            for day in days
        )
    )  # fmt: skip
