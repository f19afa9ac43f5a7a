from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.volatility import EssviSlice, EssviSurface, ForwardCurve, ForwardNode

VALUATION = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
YEARS = (0.02, 0.1, 0.5, 1.0, 2.0)


def make_slice(years: float, theta: float, rho: float, psi: float) -> EssviSlice:
    return EssviSlice(
        expiry=VALUATION + dt.timedelta(days=365 * years),
        years=years,
        theta=theta,
        rho=rho,
        psi=psi,
        log_moneyness_min=-3.0 * theta**0.5,
        log_moneyness_max=2.0 * theta**0.5,
        n_quotes=50,
    )


def make_curve(years: tuple[float, ...] = YEARS) -> ForwardCurve:
    return ForwardCurve(
        nodes=tuple(
            ForwardNode(
                years=t, forward=100.0 * np.exp(0.02 * t), discount_factor=float(np.exp(-0.03 * t))
            )
            for t in years
        )
    )


@pytest.fixture(scope="session")
def surface() -> EssviSurface:
    """Free of arbitrage: vol 20 %, phi falling, wings rising."""
    slices = []
    for t, rho in zip(YEARS, (-0.5, -0.55, -0.6, -0.62, -0.64), strict=True):
        theta = 0.04 * t
        slices.append(make_slice(t, theta, rho, 1.1 * theta**0.5))
    return EssviSurface(valuation_time=VALUATION, slices=tuple(slices), forwards=make_curve())
