"""Spline slices and surfaces for the tests, and their readable twin on SciPy's spline."""

from __future__ import annotations

import datetime as dt

import numpy as np
from scipy.interpolate import CubicSpline

from axiom.market import TimeTable
from axiom.volatility import SplineSlice, SplineSurface
from tests.unit.volatility.conftest import VALUATION, make_curve

YEARS = (0.02, 0.1, 0.5, 1.0, 2.0)


def make_slice(years: float, n: int = 12, level: float = 0.04, bend: float = 0.3) -> SplineSlice:
    """Knots crowded near the money; total variance of an SVI shape."""
    root = years**0.5
    z = np.sinh(np.linspace(-2.2, 1.8, n)) * 0.35
    w = level * years * (0.7 + bend * (-0.3 * z + np.sqrt(z**2 + 0.4)))
    return SplineSlice(
        expiry=VALUATION + dt.timedelta(days=365 * years),
        years=years,
        knots=z * root,
        total_variance=w,
        standard_error=0.001 * (1.0 + z**2),
        log_moneyness_min=float(z[0] * root),
        log_moneyness_max=float(z[-1] * root),
        n_quotes=4 * n,
    )


def make_surface(clock: TimeTable | None = None) -> SplineSurface:
    return SplineSurface(
        valuation_time=VALUATION,
        slices=(
            make_slice(YEARS[0], 2, bend=0.0),
            *(make_slice(t, n) for t, n in zip(YEARS[1:], (3, 12, 31, 20), strict=True)),
        ),
        forwards=make_curve(),
        clock=clock,
    )


def make_clock() -> TimeTable:
    """Slow and fast stretches, one of no variance, and two events."""
    return TimeTable(
        years=[0.0, 0.01, 0.05, 0.05, 0.3, 0.31, 0.5, 0.5, 1.4, 4.0],
        variance_years=[0.0, 0.02, 0.03, 0.05, 0.2, 0.2, 0.45, 0.5, 1.2, 4.1],
    )


def slice_variance(s: SplineSlice, k: np.ndarray, order: int = 0) -> np.ndarray:
    """w or a derivative of it, straight beyond the knots."""
    x, y = s.knots, s.total_variance
    # SciPy's natural spline through two points is the line, for which it asks a third.
    spline = CubicSpline(x, y, bc_type="natural") if x.size > 2 else np.poly1d(np.polyfit(x, y, 1))
    derivative = spline.derivative(1) if x.size > 2 else np.polyder(spline)
    inside = np.clip(k, x[0], x[-1])
    slope = derivative(inside)
    if order == 0:
        return spline(inside) + slope * (k - inside)
    if order == 1:
        return slope
    second = spline(inside, 2) if x.size > 2 else np.zeros_like(k)
    return np.where(k == inside, second, 0.0)


def variance(surface: SplineSurface, k: np.ndarray, t: float, order: int = 0) -> np.ndarray:
    """Total variance of a surface, linear in variance time between slices."""
    clock = surface.clock or TimeTable.calendar()
    years = np.array([s.years for s in surface.slices])
    taus = np.asarray(clock(years))
    tau = float(clock(t))
    slices = surface.slices
    if t < years[0]:
        return slice_variance(slices[0], k, order) * tau / taus[0]
    if t >= years[-1]:
        level = [float(slice_variance(s, np.zeros(1))[0]) for s in slices]
        half = np.flatnonzero(years <= years[-1] / 2)[-1]
        growth = max(0.0, (level[-1] - level[half]) / (taus[-1] - taus[half]))
        return slice_variance(slices[-1], k, order) + (order == 0) * growth * (tau - taus[-1])
    i = int(np.searchsorted(years, t, side="right")) - 1
    share = (tau - taus[i]) / (taus[i + 1] - taus[i])
    a, b = (slice_variance(s, k, order) for s in slices[i : i + 2])
    return (1 - share) * a + share * b
