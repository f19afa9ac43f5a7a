"""Whatever the quotes, a spline surface has no arbitrage."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.kernels.spline_fit import QuoteColumns
from axiom.volatility import (
    EssviSurface,
    SplineSettings,
    certify,
    fit_spline,
    refit_slice,
)
from axiom.volatility.curves.spline.strikes import expiry_strikes
from tests.unit.volatility.conftest import VALUATION, YEARS, make_curve, make_slice
from tests.unit.volatility.quotes import forwards_of, quotes_from


def _truth() -> EssviSurface:
    slices = tuple(make_slice(t, 0.04 * t, -0.5, 0.9 * (0.04 * t) ** 0.5) for t in YEARS)
    return EssviSurface(valuation_time=VALUATION, slices=slices, forwards=make_curve())


TRUTH = _truth()
CLEAN = quotes_from(TRUTH, n=9)


def noisy(seed: int, spread: float, noise: float, missing: float) -> pl.DataFrame:
    """The clean quotes with errors, spreads and gaps."""
    rng = np.random.default_rng(seed)
    mid = CLEAN["mid_vol"].to_numpy() * np.exp(rng.normal(0.0, noise, CLEAN.height))
    return CLEAN.with_columns(
        mid_vol=pl.Series(mid),
        bid_vol=pl.Series(mid * (1.0 - 0.5 * spread)),
        ask_vol=pl.Series(mid * (1.0 + 0.5 * spread)),
    ).filter(pl.Series(rng.random(CLEAN.height) >= missing))


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
    options = noisy(seed, spread, noise, missing)
    fitted = fit_spline(options, forwards_of(TRUTH), valuation_time=VALUATION)
    certificate = certify(fitted, options)
    assert certificate.is_arbitrage_free, certificate.violations


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), noise=st.floats(0.0, 0.3), move=st.floats(-0.3, 0.3))
def test_a_refitted_slice_is_one_to_start_from(seed: int, noise: float, move: float) -> None:
    options = noisy(seed, 0.02, noise, 0.2)
    fitted = fit_spline(options, forwards_of(TRUTH), valuation_time=VALUATION)
    rows = expiry_strikes(options, valuation_time=VALUATION, settings=SplineSettings())
    years = [one.years for one in fitted.slices]
    for one in rows:
        i = years.index(one.years)
        q = one.columns
        for factor in (1.0, np.exp(move), 1.0):
            found = refit_slice(fitted, i, scaled(q, factor), prior=0.1)
            assert found.fitted
            fitted = fitted.with_slice(i, found.slice)
    assert certify(fitted).is_arbitrage_free


def scaled(q: QuoteColumns, factor: float) -> QuoteColumns:
    """Total variances times a factor."""
    return QuoteColumns(
        log_moneyness=q.log_moneyness,
        low=factor * q.low,
        middle=factor * q.middle,
        high=factor * q.high,
        weight=q.weight,
    )
