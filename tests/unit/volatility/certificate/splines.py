"""Spline surfaces, sound and with arbitrage, for the tests of the certificate."""

from __future__ import annotations

import datetime as dt

import numpy as np

from axiom.volatility import SplineSlice, SplineSurface
from tests.unit.volatility.conftest import VALUATION, make_curve

GRID = np.linspace(-1.5, 1.5, 61)


def vogt(k):
    """Axel Vogt's raw SVI: Gatheral & Jacquier (2014), equation (3.8), butterfly arbitrage."""
    return -0.0410 + 0.1331 * (0.3060 * (k - 0.3586) + np.sqrt((k - 0.3586) ** 2 + 0.4153**2))


def quiet(k, level):
    """Free of arbitrage: SSVI with theta = level, rho = -0.4, phi = 1."""
    return level / 2 * (1 - 0.4 * k + np.sqrt((k - 0.4) ** 2 + 0.84))


def spline_slice(years, knots, values, error=0.001) -> SplineSlice:
    knots = np.asarray(knots, dtype=float)
    return SplineSlice(
        expiry=VALUATION + dt.timedelta(days=365 * years),
        years=years,
        knots=knots,
        total_variance=np.asarray(values, dtype=float),
        standard_error=np.full(knots.size, error),
        log_moneyness_min=float(knots[0]),
        log_moneyness_max=float(knots[-1]),
        n_quotes=knots.size,
    )


def spline_surface(*slices: SplineSlice, clock=None) -> SplineSurface:
    return SplineSurface(
        valuation_time=VALUATION, slices=slices, forwards=make_curve((0.5, 1.0, 2.0)), clock=clock
    )


def sound() -> SplineSurface:
    return spline_surface(
        *(spline_slice(t, GRID, quiet(GRID, 0.04 * t)) for t in (0.1, 0.5, 1.0, 2.0))
    )
