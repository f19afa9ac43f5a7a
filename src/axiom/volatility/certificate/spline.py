"""The exact check of a spline surface, as rows of the certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.kernels.spline_certificate import (
    SplineCondition,
    SplinePlace,
    find_spline_arbitrage,
)
from axiom.volatility.certificate.rows import SCHEMA, violation_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.kernels.spline_certificate import SplineFindings
    from axiom.volatility.curves.spline.surface import SplineSurface

__all__ = ["growth_after", "spline_violations"]

_KINDS = {
    SplineCondition.VARIANCE: "bounds",
    SplineCondition.BUTTERFLY: "butterfly",
    SplineCondition.CALENDAR: "calendar",
    SplineCondition.WING: "wing",
    SplineCondition.KINK: "butterfly",
}

_FARTHEST = 100.0
"""A violation after the last slice is placed within so many times its expiry."""


def spline_violations(surface: SplineSurface) -> pl.DataFrame:
    """Everything that the exact check finds on, between, before and after the slices.

    Neighbouring stretches are one row, with the worst point of them. No rows are the proof.
    """
    slices, grows = surface.slices, growth_after(surface) > 0.0
    found = find_spline_arbitrage(
        knots=[s.knots for s in slices],
        total_variance=[s.total_variance for s in slices],
        second=[s.second for s in slices],
        growing=grows,
    )
    if found is None:
        return pl.DataFrame(schema=SCHEMA)
    rows = [_row(surface, run) for run in _runs(found)]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *rows])


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring stretches on which one condition fails at one place."""

    place: int
    index: int
    condition: int
    decided: bool
    start: float
    end: float
    log_moneyness: float
    weight: float
    size: float


def _runs(found: SplineFindings) -> list[_Run]:
    """Join neighbours; what is found at the ends of a gap or stretch is its slices' own."""
    at_end = (found.place != SplinePlace.SLICE) & np.isin(found.weight, (0.0, 1.0))
    repeated = at_end & (found.condition == SplineCondition.BUTTERFLY)
    keys = (found.start, found.condition, found.index, found.place)
    order = [i for i in np.lexsort(keys).tolist() if not repeated[i]]
    runs: list[_Run] = []
    for i in order:
        run = _run(found, i)
        if runs and _joins(runs[-1], run):
            run = _joined(runs.pop(), run)
        runs.append(run)
    return runs


def _run(found: SplineFindings, i: int) -> _Run:
    return _Run(
        place=int(found.place[i]),
        index=int(found.index[i]),
        condition=int(found.condition[i]),
        decided=bool(found.decided[i]),
        start=float(found.start[i]),
        end=float(found.end[i]),
        log_moneyness=float(found.log_moneyness[i]),
        weight=float(found.weight[i]),
        size=float(found.size[i]),
    )


def _joins(a: _Run, b: _Run) -> bool:
    same = (a.place, a.index, a.condition, a.decided) == (b.place, b.index, b.condition, b.decided)
    return same and b.start <= a.end


def _joined(a: _Run, b: _Run) -> _Run:
    worst = a if a.size >= b.size else b
    return replace(worst, start=a.start, end=max(a.end, b.end))


def _row(surface: SplineSurface, run: _Run) -> pl.DataFrame:
    expiry, k = np.array([_expiry(surface, run)]), np.array([run.log_moneyness])
    return violation_rows(
        surface,
        _KINDS[SplineCondition(run.condition)],
        where=(expiry, k),
        size=np.array([run.size]),
        tolerance=-np.inf,
        stretch=(np.array([run.start]), np.array([run.end])),
        found="proved" if run.decided else "undecided",
    )


def _expiry(surface: SplineSurface, run: _Run) -> float:
    """Calendar years of a weight between slices, or of a variance added after the last."""
    years = [s.years for s in surface.slices]
    first = years[run.index]
    if run.place == SplinePlace.SLICE:
        return first
    if run.place == SplinePlace.AFTER:
        ahead = run.weight / growth_after(surface)
        later = _calendar_years(surface, _variance_years(surface, first) + ahead)
        return min(later, _FARTHEST * first)
    if run.condition == SplineCondition.CALENDAR:
        return years[run.index + 1]
    early, late = (_variance_years(surface, t) for t in years[run.index : run.index + 2])
    between = _calendar_years(surface, early + run.weight * (late - early))
    return min(max(between, first), years[run.index + 1])


def _variance_years(surface: SplineSurface, years: float) -> float:
    return years if surface.clock is None else float(surface.clock(years))


def _calendar_years(surface: SplineSurface, variance_years: float) -> float:
    """Give the calendar time of a variance time; beyond the clock its average rate goes on."""
    clock = surface.clock
    if clock is None:
        return variance_years
    nodes: NDArray[np.float64] = clock.variance_years
    if variance_years >= nodes[-1]:
        return variance_years * float(clock.years[-1] / nodes[-1])
    return float(np.interp(variance_years, nodes, clock.years))


def growth_after(surface: SplineSurface) -> float:
    """Growth of w per variance year after the last slice."""
    last = surface.slices[-1].years
    w = surface.total_variance(log_moneyness=0.0, expiry=np.array([last, 2.0 * last]))
    before, after = np.asarray(w).tolist()
    ahead = _variance_years(surface, 2.0 * last) - _variance_years(surface, last)
    return (after - before) / ahead if ahead > 0.0 else 0.0
