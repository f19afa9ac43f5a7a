from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.volatility import (
    AndreasenHugeSettings,
    AndreasenHugeSlice,
    AndreasenHugeSurface,
    EssviSurface,
    certify,
    fit_andreasen_huge,
)
from axiom.volatility.curves.andreasen_huge.expiry import interpolation
from axiom.volatility.curves.andreasen_huge.step import make_grid, step
from tests.unit.volatility.conftest import VALUATION
from tests.unit.volatility.quotes import forwards_of, quotes_from


def fit(surface: EssviSurface, quotes: pl.DataFrame, **how) -> AndreasenHugeSurface:
    return fit_andreasen_huge(quotes, forwards_of(surface), valuation_time=VALUATION, **how)


def test_one_step_at_constant_variance_is_the_power_law_solution() -> None:
    """c - v x^2 c'' / 2 = max(1 - x, 0): powers of x on both sides of 1.

    p and q solve m (m - 1) = 2 / v; value and slope meet at 1.
    """
    variance = 0.04
    root = np.sqrt(0.25 + 2.0 / variance)
    q, p = 0.5 - root, 0.5 + root
    scale = 1.0 / (p - q)
    errors = []
    for nodes in (201, 401):
        grid = make_grid(reach=4.0, finest=0.05, nodes=nodes)
        x = grid.moneyness
        exact = scale * np.where(x >= 1.0, x**q, x**p)
        values = step(grid, np.zeros_like(x), np.full_like(x, variance))
        errors.append(np.abs(values - exact).max())
    assert errors[1] < 2e-5
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2.0, abs=0.2)


def test_steps_keep_prices_convex_and_rising_whatever_the_variance() -> None:
    rng = np.random.default_rng(2)
    grid = make_grid(reach=3.0, finest=0.02, nodes=201)
    x, values = grid.moneyness, np.zeros(201)
    for _ in range(6):
        after = step(grid, values, np.exp(rng.normal(-4.0, 2.0, x.size)))
        assert (after >= values * (1.0 - 1e-12)).all()
        calls = after + np.maximum(1.0 - x, 0.0)
        slopes = np.diff(calls) / np.diff(x)
        assert (np.diff(slopes) >= -1e-12).all()
        assert slopes.min() >= -1.0 - 1e-12
        assert slopes.max() <= 0.0
        values = after


def test_interpolation_in_strike_is_exact_for_cubics() -> None:
    grid = make_grid(reach=1.0, finest=0.05, nodes=101)
    at = np.array([0.5, 0.97, 1.0, 1.01, 2.0])
    nodes, weights = interpolation(grid, at)
    cubic = 1.0 + grid.moneyness - 2.0 * grid.moneyness**2 + 0.5 * grid.moneyness**3
    expected = 1.0 + at - 2.0 * at**2 + 0.5 * at**3
    assert np.sum(weights * cubic[nodes], axis=1) == pytest.approx(expected, abs=1e-12)


def test_exact_quotes_are_met_and_the_surface_is_free_of_arbitrage(surface: EssviSurface) -> None:
    quotes = quotes_from(surface)
    found = fit(surface, quotes)
    certificate = certify(found, quotes)
    assert certificate.is_arbitrage_free, certificate.violations
    assert certificate.in_spread_share == 1.0
    assert certificate.rmse_vol < 1e-3
    assert AndreasenHugeSurface.from_json(found.to_json()) == found
    assert fit(surface, quotes, threads=2).to_json() == found.to_json()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_noise_leaves_no_arbitrage_on_slices(surface: EssviSurface, seed: int) -> None:
    quotes = quotes_from(surface, noise=0.01, rng=np.random.default_rng(seed))
    found = fit(surface, quotes)
    certificate = certify(found, quotes)
    assert certificate.is_arbitrage_free, certificate.violations


def test_outliers_do_not_pull(surface: EssviSurface) -> None:
    bad = pl.int_range(pl.len()) % 17 == 3
    vols = [
        (pl.col(c) + pl.when(bad).then(0.2).otherwise(0.0)).alias(c)
        for c in ("bid_vol", "mid_vol", "ask_vol")
    ]
    found = fit(surface, quotes_from(surface).with_columns(vols))
    for t in surface.fitted_expiries:
        assert found.vol(log_moneyness=0.0, expiry=t) == pytest.approx(0.2, abs=4e-3)


def test_the_prior_holds_where_nothing_is_quoted(surface: EssviSurface) -> None:
    near = quotes_from(surface).filter(pl.col("log_moneyness").abs() < 0.5 * pl.col("years") ** 0.5)
    near = near.filter(pl.col("log_moneyness").abs() < 0.1)
    alone, held = (fit(surface, near, prior=prior) for prior in (None, surface))
    k = np.array([-0.4, 0.3])
    target = surface.vol(log_moneyness=k, expiry=1.0)
    errors = [np.abs(s.vol(log_moneyness=k, expiry=1.0) - target).max() for s in (alone, held)]
    assert errors[1] < errors[0]
    assert errors[1] < 0.02


def test_what_is_missing_or_outside_its_domain_is_said(surface: EssviSurface) -> None:
    with pytest.raises(FitError, match="no expiry has usable quotes"):
        fit(surface, quotes_from(surface).clear())
    for name, value in (("knots", 0), ("nodes", 5), ("roughness", -1.0), ("evaluations", 0)):
        with pytest.raises(InvalidArgumentError, match=f"{name} is {value}"):
            AndreasenHugeSettings(**{name: value})


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"total_variance": (0.04,)}, "1 values at 2 knots"),
        ({"knots": (0.1, -0.1)}, "do not ascend"),
        ({"total_variance": (0.04, 0.0)}, "total_variance has 0.0"),
    ],
)
def test_bad_slices_are_refused(change, match: str) -> None:
    parts = {
        "expiry": VALUATION,
        "years": 1.0,
        "knots": (-0.1, 0.1),
        "total_variance": (0.05, 0.04),
        "local_knots": (0.0,),
        "local_variance": (0.04,),
        "log_moneyness_min": -0.1,
        "log_moneyness_max": 0.1,
        "n_quotes": 2,
    }
    assert AndreasenHugeSlice(**parts).smile(np.zeros(1)).total_variance[0] == pytest.approx(0.045)
    with pytest.raises(InvalidArgumentError, match=match):
        AndreasenHugeSlice(**(parts | change))
