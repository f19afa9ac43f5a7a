"""One slice fitted again between its neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline_fit import QuoteColumns
from axiom.volatility import (
    EssviSurface,
    SplineSettings,
    SplineSurface,
    certify,
    fit_spline,
    refit_slice,
)
from axiom.volatility.curves.spline.strikes import expiry_strikes
from tests.unit.volatility.conftest import VALUATION
from tests.unit.volatility.quotes import forwards_of, quotes_from

INDEX = 2


@pytest.fixture(scope="module")
def fitted(surface: EssviSurface) -> SplineSurface:
    return fit_spline(quotes_from(surface), forwards_of(surface), valuation_time=VALUATION)


def quotes(surface: EssviSurface, scale: float = 1.0) -> QuoteColumns:
    rows = expiry_strikes(quotes_from(surface), valuation_time=VALUATION, settings=SplineSettings())
    q = rows[INDEX].columns
    return QuoteColumns(
        log_moneyness=q.log_moneyness,
        low=q.low * scale,
        middle=q.middle * scale,
        high=q.high * scale,
        weight=q.weight,
    )


def test_the_same_quotes_leave_the_slice_inside_them(
    surface: EssviSurface, fitted: SplineSurface
) -> None:
    q = quotes(surface)
    refit = refit_slice(fitted, INDEX, q)
    assert refit.fitted
    after = fitted.with_slice(INDEX, refit.slice)
    w = np.asarray(after.total_variance(log_moneyness=q.log_moneyness, expiry=refit.slice.years))
    assert ((w > q.low) & (w < q.high)).all()
    assert (refit.slice.standard_error > 0.0).all()


def test_the_slice_follows_its_quotes_and_stays_free_of_arbitrage(
    surface: EssviSurface, fitted: SplineSurface
) -> None:
    for scale in (0.9, 1.1, 0.1, 10.0):
        q = quotes(surface, scale)
        refit = refit_slice(fitted, INDEX, q)
        after = fitted.with_slice(INDEX, refit.slice)
        assert certify(after, quotes_from(surface)).is_arbitrage_free
        if abs(scale - 1.0) < 0.2:
            w = np.asarray(
                after.total_variance(log_moneyness=q.log_moneyness, expiry=refit.slice.years)
            )
            assert refit.fitted
            assert ((w > q.low) & (w < q.high)).all()


def test_a_strong_prior_holds_the_slice(surface: EssviSurface, fitted: SplineSurface) -> None:
    q = quotes(surface, 1.05)
    at = {"log_moneyness": 0.0, "expiry": fitted.slices[INDEX].years}
    free, held = (
        fitted.with_slice(INDEX, refit_slice(fitted, INDEX, q, prior=p).slice) for p in (0.0, 1e3)
    )
    before = fitted.vol(**at)
    assert abs(held.vol(**at) - before) < 0.5 * abs(free.vol(**at) - before)


def test_without_quotes_the_prior_keeps_the_slice(fitted: SplineSurface) -> None:
    none = np.empty(0)
    q = QuoteColumns(log_moneyness=none, low=none, middle=none, high=none, weight=none)
    refit = refit_slice(fitted, INDEX, q, prior=1.0)
    here = fitted.slices[INDEX]
    assert refit.fitted
    assert np.abs(refit.slice.total_variance / here.total_variance - 1.0).max() < 0.05


def test_bits_repeat(surface: EssviSurface, fitted: SplineSurface) -> None:
    q = quotes(surface, 1.02)
    assert refit_slice(fitted, INDEX, q) == refit_slice(fitted, INDEX, q)


@pytest.mark.parametrize(("index", "prior"), [(5, 0.0), (-1, 0.0), (0, -1.0), (0, np.nan)])
def test_bad_arguments_are_refused(
    surface: EssviSurface, fitted: SplineSurface, index: int, prior: float
) -> None:
    with pytest.raises(InvalidArgumentError, match=r"(index|prior) is .*; give"):
        refit_slice(fitted, index, quotes(surface), prior=prior)
