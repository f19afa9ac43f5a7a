from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.volatility import (
    RawSvi,
    SviSettings,
    SviSlice,
    SviSurface,
    certify,
    fit_svi,
)
from axiom.volatility.curves.svi.arbitrage import least_g, least_gap
from tests.unit.volatility.conftest import VALUATION, make_curve
from tests.unit.volatility.quotes import forwards_of, quotes_from

YEARS = (0.1, 0.5, 1.0)


def planted() -> SviSurface:
    raws = (
        RawSvi(a=0.002, b=0.03, rho=-0.5, m=0.01, sigma=0.06),
        RawSvi(a=0.010, b=0.07, rho=-0.5, m=0.02, sigma=0.12),
        RawSvi(a=0.020, b=0.10, rho=-0.55, m=0.03, sigma=0.2),
    )
    slices = tuple(
        SviSlice(
            expiry=VALUATION + dt.timedelta(days=365 * t),
            years=t,
            a=r.a,
            b=r.b,
            rho=r.rho,
            m=r.m,
            sigma=r.sigma,
            standard_error=(0.0,) * 5,
            log_moneyness_min=-1.0,
            log_moneyness_max=1.0,
            n_quotes=40,
        )
        for t, r in zip(YEARS, raws, strict=True)
    )
    return SviSurface(valuation_time=VALUATION, slices=slices, forwards=make_curve(YEARS))


def chain(surface: SviSurface, noise: float = 0.0, seed: int = 0) -> pl.DataFrame:
    """Quotes of the surface at its own expiries."""
    return quotes_from(_WithTheta(surface), noise=noise, rng=np.random.default_rng(seed))


class _WithTheta:
    """Gives the slices of a surface the total variance at the forward that `quotes_from` reads."""

    def __init__(self, surface) -> None:
        self._surface = surface
        self.slices = [_Theta(s) for s in surface.slices]

    def __getattr__(self, name: str):
        return getattr(self._surface, name)


class _Theta:
    def __init__(self, s) -> None:
        self.years = s.years
        self.theta = float(s.smile(np.zeros(1)).total_variance[0])


def fit(surface: SviSurface, quotes: pl.DataFrame, **how) -> SviSurface:
    return fit_svi(quotes, forwards_of(surface), valuation_time=VALUATION, **how)


def test_exact_quotes_give_the_smiles_back() -> None:
    truth = planted()
    found = fit(truth, chain(truth))
    for a, b in zip(found.slices, truth.slices, strict=True):
        for name, error in zip(("a", "b", "rho", "m", "sigma"), a.standard_error, strict=True):
            assert getattr(a, name) == pytest.approx(getattr(b, name), abs=0.5 * error)
        k = np.linspace(-2.0, 1.4, 30) * b.smile(np.zeros(1)).total_variance ** 0.5
        vols = [s.vol(log_moneyness=k, expiry=a.years) for s in (found, truth)]
        assert vols[0] == pytest.approx(vols[1], abs=5e-4)
    certificate = certify(found, chain(truth))
    assert certificate.is_arbitrage_free
    assert certificate.in_spread_share == 1.0


def test_fits_to_noise_are_free_of_arbitrage_whatever_the_noise() -> None:
    truth = planted()
    for seed, noise in enumerate((0.002, 0.01, 0.03)):
        quotes = chain(truth, noise=noise, seed=seed)
        found = fit(truth, quotes)
        raws = [s.raw for s in found.slices]
        assert all(least_g(r) >= 0.0 for r in raws)
        assert all(least_gap(a, b) >= 0.0 for a, b in pairwise(raws))
        assert certify(found, quotes).is_arbitrage_free


def test_slices_quoted_in_the_wrong_order_do_not_cross() -> None:
    truth = planted()
    quotes = chain(truth).with_columns(
        pl.when(pl.col("years") == 0.5).then(pl.col(c) - 0.08).otherwise(pl.col(c)).alias(c)
        for c in ("bid_vol", "mid_vol", "ask_vol")
    )
    found = fit(truth, quotes)
    assert certify(found, quotes).is_arbitrage_free


def test_outliers_do_not_pull() -> None:
    truth = planted()
    bad = pl.int_range(pl.len()) % 19 == 3
    vols = [
        (pl.col(c) + pl.when(bad).then(0.15).otherwise(0.0)).alias(c)
        for c in ("bid_vol", "mid_vol", "ask_vol")
    ]
    found = fit(truth, chain(truth).with_columns(vols))
    for t in YEARS:
        assert found.vol(log_moneyness=0.0, expiry=t) == pytest.approx(
            truth.vol(log_moneyness=0.0, expiry=t), abs=2e-3
        )


def test_the_prior_holds_where_quotes_are_few() -> None:
    truth = planted()
    few = chain(truth).filter(pl.col("log_moneyness").abs() < 0.12)
    alone, held = (fit(truth, few, prior=prior) for prior in (None, truth))
    k = np.array([-0.6, 0.5])
    target = truth.vol(log_moneyness=k, expiry=1.0)
    errors = [np.abs(s.vol(log_moneyness=k, expiry=1.0) - target).max() for s in (alone, held)]
    assert errors[1] <= errors[0]
    assert errors[1] < 0.02
    assert held.slices[2].n_quotes == alone.slices[2].n_quotes


def test_errors_of_parameters_widen_with_the_spread() -> None:
    truth = planted()
    wide = quotes_from(_WithTheta(truth), half_spread=0.012)
    errors = [fit(truth, q).slices[1].standard_error for q in (chain(truth), wide)]
    assert all(b > a > 0.0 for a, b in zip(*errors, strict=True))


def test_the_fit_is_deterministic_and_the_surface_is_stored_bit_for_bit() -> None:
    truth = planted()
    quotes = chain(truth, noise=0.004)
    found = fit(truth, quotes)
    assert fit(truth, quotes, threads=2).to_json() == found.to_json()
    assert SviSurface.from_json(found.to_json()) == found


def test_what_is_missing_is_said() -> None:
    truth = planted()
    quotes = chain(truth)
    with pytest.raises(FitError, match="no expiry has usable quotes at 5 or more strikes"):
        fit(truth, quotes.clear())
    with pytest.raises(InvalidArgumentError, match="threads is 0"):
        fit(truth, quotes, threads=0)
    thin = quotes.filter((pl.col("years") != 0.5) | (pl.col("log_moneyness").abs() < 0.02))
    (skipped,) = fit(truth, thin).skipped
    assert (skipped.years, "5 are needed" in skipped.reason) == (0.5, True)
    for name, value in (("starts", 0), ("pull", 0.0), ("min_quotes", 2), ("near_the_money", -1.0)):
        with pytest.raises(InvalidArgumentError, match=f"{name} is {value}"):
            SviSettings(**{name: value})
