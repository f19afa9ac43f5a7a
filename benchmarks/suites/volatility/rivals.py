"""What a user would pick instead, on the same quotes: quality, violations and time of a day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce

from benchmarks import peers
from benchmarks.harness import once
from benchmarks.rows import Report, Row
from benchmarks.surfaces import Rival, Smile, Verdict, VolOf, judge, reader
from benchmarks.volatility_days import Day, fit, spread_over, spx_days

JOB = "rivals on the SPX days"
Fitter = Callable[[Day, list[Smile]], list[VolOf]]
PEERS = ("surface_scipy", "surface_quantlib", "surface_volsurface")
VIOLATIONS = (
    "expiries with a negative probability beyond 1e-6 between two of 201 strikes, and pairs of"
    " expiries that cross, within the quoted strikes"
)


def run(report: Report) -> None:
    """Each rival fits the out-of-the-money mids of some days; the spline fits the same days."""
    for module in peers.load(report, PEERS).values():
        for rival in module.RIVALS:
            report.add(*_rows(rival, list(spread_over(spx_days(), rival.days))))


def _judged(days: list[Day], fitted: Fitter) -> tuple[Verdict, float]:
    """Judge all days together; the seconds are the mean of a day."""
    verdicts, seconds = [], 0.0
    for day in days:
        smiles = day.smiles()
        vols, taken = once(partial(fitted, day, smiles))
        seconds += taken / len(days)
        verdicts.append(judge(smiles, vols))
    return reduce(_sum, verdicts), seconds


def _spline(day: Day, smiles: list[Smile]) -> list[VolOf]:
    surface = fit(day, "spline")
    return [reader(surface, smile) for smile in smiles]


def _sum(a: Verdict, b: Verdict) -> Verdict:
    return Verdict(
        inside=a.inside + b.inside,
        quotes=a.quotes + b.quotes,
        butterflies=a.butterflies + b.butterflies,
        calendars=a.calendars + b.calendars,
    )


def _rows(rival: Rival, days: list[Day]) -> list[Row]:
    ours, own_seconds = _judged(days, _spline)
    theirs, seconds = _judged(days, lambda _, smiles: rival.fit(smiles))
    what = "rivals: one SPX day" if len(days) == 1 else f"rivals: {len(days)} SPX days"
    return [
        Row(
            job=f"{what}, spline: out-of-the-money quotes inside bid–ask",
            measured=100.0 * ours.inside / ours.quotes, unit="%",
            peer=rival.name, peer_measured=100.0 * theirs.inside / theirs.quotes, note=rival.note,
        ),
        Row(
            job=f"{what}, spline: violations", measured=ours.violations, unit="",
            peer=rival.name, peer_measured=theirs.violations, note=VIOLATIONS,
        ),
        Row(
            job=f"{what}, spline: fit of a day", measured=1e3 * own_seconds, unit="ms",
            peer=rival.name, peer_measured=1e3 * seconds, ratio=own_seconds / seconds,
        ),
    ]  # fmt: skip
