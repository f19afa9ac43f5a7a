"""Random SSVI surfaces without arbitrage, quoted exactly, are found again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planted.fits import fit_chain
from tests.planted.quotes import World, plant
from tests.planted.shapes import Ssvi

EXACT = World(days=(7, 35, 140, 500), noise=0.0, half_spread=0.001, tick=1e-7, spacing=20.0)
LIMITS = {"spline": 1.0, "essvi": 0.1}  # half-spreads


@st.composite
def ssvi_surfaces(draw):
    """Gatheral and Jacquier's sufficient conditions, with room to spare."""
    rho = draw(st.floats(-0.9, 0.6))
    short = draw(st.floats(0.1, 0.6))
    return Ssvi(
        rho=rho,
        eta=draw(st.floats(0.1, 0.95)) * 2.0 / (1.0 + abs(rho)),
        gamma=draw(st.floats(0.2, 0.5)),
        short_vol=short,
        long_vol=short * draw(st.floats(1.0, 1.5)),
    )


@pytest.mark.parametrize("curve", LIMITS)
@given(truth=ssvi_surfaces())
@settings(max_examples=25, deadline=None)
def test_exact_quotes_give_the_truth_back(curve, truth) -> None:
    planted = plant(truth, EXACT, seed=0)
    fitted = fit_chain(planted.chain, curve)
    assert fitted.certificate.is_arbitrage_free, fitted.certificate.summary()
    for one in fitted.surface.slices:
        k = np.linspace(one.log_moneyness_min, one.log_moneyness_max, 21)
        strike = EXACT.forward(one.years) * np.exp(k)
        true = planted.vol(strike, one.years)
        miss = fitted.surface.vol(strike=strike, expiry=one.years) - true
        half = EXACT.half_spread_vol(k / (true * np.sqrt(one.years)))
        assert np.abs(miss / half).max() < LIMITS[curve]
