"""Quotes left out of the fit: inside their spreads all the same?"""

from __future__ import annotations

from benchmarks.left_out import ROUNDS, every_second, one_at_a_time, share
from benchmarks.rows import Report, Row
from benchmarks.volatility_days import CURVES, spx_days

JOB = "quotes left out of the fit of the SPX days"
LEAST = {"one": 90.0, "second": 88.0}


def run(report: Report) -> None:
    """Leave out a sample of single strikes, and every second strike, on every day."""
    days = spx_days()
    for curve in CURVES:
        one, tried = share(one_at_a_time(day, curve) for day in days)
        note = (
            f"a sample of {tried:,} out-of-the-money quotes, {ROUNDS} fits a day, at most one"
            " strike of an expiry at a time, its call and its put;"
            " `python -m benchmarks.left_out --all` takes all"
        )
        report.add(_row(f"one quote left out, {curve}", one, "one", curve, note))
        second, tried = share(every_second(day, curve) for day in days)
        note = f"{tried:,} out-of-the-money quotes: all of them, in two halves"
        report.add(_row(f"every second strike left out, {curve}", second, "second", curve, note))


def _row(job: str, found: float, kind: str, curve: str, note: str) -> Row:
    judged = curve == "spline"
    return Row(
        job=f"{job}: inside its spread", measured=found, unit="%",
        target=f"≥ {LEAST[kind]:.0f} %" if judged else None,
        met=found >= LEAST[kind] if judged else None, note=note,
    )  # fmt: skip
