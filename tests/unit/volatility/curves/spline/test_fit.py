"""The fit of spline surfaces to chains with a known truth, and to spoilt ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.volatility import EssviSurface, SplineSettings, SplineSurface, certify, fit_spline
from tests.unit.volatility.conftest import VALUATION, YEARS
from tests.unit.volatility.quotes import forwards_of, quotes_from

KNOWN = pl.col("years") == YEARS[2]


def fit(truth: EssviSurface, options: pl.DataFrame, **how: Any) -> SplineSurface:
    return fit_spline(options, forwards_of(truth), valuation_time=VALUATION, **how)


def errors(fitted: SplineSurface, truth: EssviSurface, options: pl.DataFrame) -> np.ndarray:
    at = {
        "log_moneyness": options["log_moneyness"].to_numpy(),
        "expiry": options["years"].to_numpy(),
    }
    return np.asarray(fitted.vol(**at)) - np.asarray(truth.vol(**at))


def test_an_essvi_truth_is_recovered_well_inside_the_spread(surface: EssviSurface) -> None:
    options = quotes_from(surface)
    fitted = fit(surface, options)
    assert fitted.fitted_expiries == YEARS
    assert np.abs(errors(fitted, surface, options)).max() < 0.003
    certificate = certify(fitted, options)
    assert certificate.is_arbitrage_free
    assert certificate.in_spread_share == 1.0


def test_noise_is_averaged_within_the_error_bars(surface: EssviSurface) -> None:
    covered = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        options = quotes_from(surface, noise=0.0015, n=40, rng=rng)
        fitted = fit(surface, options)
        k, t = options["log_moneyness"].to_numpy(), options["years"].to_numpy()
        bar = 1.645 * np.asarray(fitted.vol_error(log_moneyness=k, expiry=t))
        covered.append((np.abs(errors(fitted, surface, options)) <= bar).mean())
    assert 0.8 <= np.mean(covered) <= 0.99


def test_the_order_of_rows_does_not_matter_and_bits_repeat(surface: EssviSurface) -> None:
    options = quotes_from(surface, noise=0.001, rng=np.random.default_rng(5))
    straight = fit(surface, options)
    shuffled = fit(surface, options.sample(fraction=1.0, shuffle=True, seed=2))
    assert straight.to_json() == shuffled.to_json() == fit(surface, options).to_json()


def test_an_expiry_with_too_few_bids_is_skipped_and_one_alone_is_fitted(
    surface: EssviSurface,
) -> None:
    options = quotes_from(surface)
    few = options.filter(
        ~KNOWN | (pl.col("log_moneyness") == pl.col("log_moneyness").max().over("years"))
    )
    fitted = fit(surface, few)
    assert [s.years for s in fitted.skipped] == [YEARS[2]]
    assert fitted.skipped[0].reason == "bids at 1 strikes; 3 are needed"
    alone = fit(surface, options.filter(KNOWN))
    assert alone.fitted_expiries == (YEARS[2],)
    assert certify(alone, options).is_arbitrage_free


def test_the_prior_fills_in_where_quotes_are_few(surface: EssviSurface) -> None:
    options = quotes_from(surface)
    k = pl.col("log_moneyness")
    near = options.filter(~KNOWN | (k.abs() <= 0.06))
    wing = options.filter(KNOWN & (k < -0.25))
    last = fit(surface, options)
    without, having = (fit(surface, near, prior=p) for p in (None, last))
    off = [np.abs(errors(f, surface, wing)).max() for f in (without, having)]
    assert off[1] < 0.5 * off[0]
    assert np.abs(errors(having, surface, near)).max() < 0.003
    assert certify(having, options).is_arbitrage_free


def test_a_prior_of_later_time_is_refused(surface: EssviSurface) -> None:
    options = quotes_from(surface)
    last = fit(surface, options)
    earlier = {"valuation_time": VALUATION.replace(year=2023)}
    with pytest.raises(InvalidArgumentError, match="give an earlier surface"):
        fit_spline(options, forwards_of(surface), prior=last, **earlier)


SIDES = ("bid_vol", "mid_vol", "ask_vol")
SLIP = pl.int_range(pl.len()) % 17 == 3
THIRD = pl.int_range(pl.len()) % 3 == 0
NONSENSE = pl.Series(np.exp(np.random.default_rng(7).normal(-1.5, 1.0, 250)))


def scaled(where: pl.Expr, factor: float) -> list[pl.Expr]:
    return [pl.col(s) * pl.when(where).then(factor).otherwise(1.0) for s in SIDES]


SPOILT = {
    "stale expiry": scaled(KNOWN, 3.0),
    "crossing expiry": scaled(KNOWN, 0.3),
    "decimal slips": scaled(SLIP, 10.0),
    "locked": [pl.col("mid_vol").alias(s) for s in ("bid_vol", "ask_vol")],
    "crossed": [pl.col("ask_vol").alias("bid_vol"), pl.col("bid_vol").alias("ask_vol")],
    "one-sided": [pl.when(THIRD).then(None).otherwise("ask_vol").alias("ask_vol")],
    "wider than the price": [pl.lit(0.001).alias("bid_vol"), 3.0 * pl.col("ask_vol")],
    "nonsense": [(x * NONSENSE).alias(s) for s, x in zip(SIDES, (0.95, 1.0, 1.05), strict=True)],
}


@pytest.mark.parametrize("how", SPOILT)
def test_no_quotes_make_arbitrage(surface: EssviSurface, how: str) -> None:
    options = quotes_from(surface).with_columns(SPOILT[how])
    fitted = fit(surface, options)
    assert fitted.fitted_expiries == YEARS
    certificate = certify(fitted, options)
    assert certificate.is_arbitrage_free, certificate.violations
    for s in fitted.slices:
        assert np.isfinite(s.standard_error).all()


def test_a_chain_without_bids_is_an_error(surface: EssviSurface) -> None:
    with pytest.raises(FitError, match="no expiry has bids at 3 or more strikes"):
        fit(surface, quotes_from(surface).with_columns(reason=pl.lit("CROSSED")))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("inner", 1.0),
        ("strikes_per_knot", 0.5),
        ("max_knots", 3),
        ("min_strikes", 2),
        ("sweeps", 0),
        ("noise", 0.0),
        ("roughness", float("inf")),
        ("prior_drift", -1.0),
        ("age_half_life", 0.0),
        ("margin", float("nan")),
    ],
)
def test_settings_outside_their_domain_are_refused(name: str, value: float) -> None:
    with pytest.raises(InvalidArgumentError, match=f"{name} is {value}; give"):
        SplineSettings(**{name: value})
