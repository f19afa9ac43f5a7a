"""Twenty SPX days: quotes inside bid-ask, violations, and the time of a fit from cold."""

from __future__ import annotations

import statistics

from axiom.volatility import Certificate, certify
from benchmarks.harness import take_turns
from benchmarks.rows import Report, Row
from benchmarks.volatility_days import CURVES, Day, fit, spread_over, spx_days

JOB = "fits of the SPX days"
LEAST_SHARE = 96.0
MOST_MS = {"spline": 150.0, "essvi": 20.0}
TIMED_DAYS = 5


def run(report: Report) -> None:
    """Fit and certify every day with both curves."""
    days = spx_days()
    certificates = {c: [certify(fit(day, c), day.options) for day in days] for c in CURVES}
    for curve in CURVES:
        report.add(*_quality(curve, certificates[curve]))
    report.add(*_times(list(spread_over(days, TIMED_DAYS))))


def _quality(curve: str, found: list[Certificate]) -> list[Row]:
    quotes = sum(one.n_quotes for one in found)
    share = 100.0 * sum(one.in_spread_share * one.n_quotes for one in found) / quotes
    outer = [100.0 * one.in_spread_share_otm for one in found]
    least = 100.0 * min(one.in_spread_share for one in found)
    violations = sum(one.violations.height for one in found)
    judged = curve == "spline"
    what = f"{len(found)} SPX days, {curve}"
    return [
        Row(
            job=f"{what}: quotes with a bid inside bid–ask", measured=share, unit="%",
            target=f"≥ {LEAST_SHARE:.0f} %" if judged else None,
            met=share >= LEAST_SHARE if judged else None,
            note=f"{quotes:,} quotes; the worst day {least:.1f} %",
        ),
        Row(
            job=f"{what}: of those out of the money", measured=statistics.mean(outer), unit="%",
            note=f"mean over days; the worst {min(outer):.1f} %",
        ),
        Row(
            job=f"{what}: violations in the certificates", measured=violations, unit="",
            target="none", met=violations == 0,
        ),
    ]  # fmt: skip


def _times(days: list[Day]) -> list[Row]:
    rows = []
    for curve in CURVES:
        taken = [_milliseconds(day, curve) for day in days]
        middle, limit = statistics.median(taken), MOST_MS[curve]
        rows.append(
            Row(
                job=f"one SPX day from cold, {curve}", measured=middle, unit="ms",
                target=f"≤ {limit:.0f} ms", met=middle <= limit,
                note=f"median of {len(days)} days, {min(taken):.0f} to {max(taken):.0f} ms",
            )
        )  # fmt: skip
    return rows


def _milliseconds(day: Day, curve: str) -> float:
    return 1e3 * take_turns({"fit": lambda: fit(day, curve)}, rounds=3).seconds("fit")
