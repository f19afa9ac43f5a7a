"""Whatever the quotes, a spline surface has no arbitrage."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.volatility import EssviSurface, certify, fit_spline
from tests.unit.volatility.conftest import VALUATION, YEARS, make_curve, make_slice
from tests.unit.volatility.quotes import forwards_of, quotes_from


def _truth() -> EssviSurface:
    slices = tuple(make_slice(t, 0.04 * t, -0.5, 0.9 * (0.04 * t) ** 0.5) for t in YEARS)
    return EssviSurface(valuation_time=VALUATION, slices=slices, forwards=make_curve())


TRUTH = _truth()
CLEAN = quotes_from(TRUTH, n=9)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    spread=st.floats(1e-4, 0.5),
    noise=st.floats(0.0, 2.0),
    missing=st.floats(0.0, 0.6),
)
def test_random_quotes_give_a_certified_surface(
    seed: int, spread: float, noise: float, missing: float
) -> None:
    rng = np.random.default_rng(seed)
    mid = CLEAN["mid_vol"].to_numpy() * np.exp(rng.normal(0.0, noise, CLEAN.height))
    options = CLEAN.with_columns(
        mid_vol=pl.Series(mid),
        bid_vol=pl.Series(mid * (1.0 - 0.5 * spread)),
        ask_vol=pl.Series(mid * (1.0 + 0.5 * spread)),
    ).filter(pl.Series(rng.random(CLEAN.height) >= missing))
    fitted = fit_spline(options, forwards_of(TRUTH), valuation_time=VALUATION)
    certificate = certify(fitted, options)
    assert certificate.is_arbitrage_free, certificate.violations
