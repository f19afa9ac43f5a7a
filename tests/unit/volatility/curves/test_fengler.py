from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom import price
from axiom.core.errors import FitError, InvalidArgumentError
from axiom.volatility import (
    EssviSurface,
    FenglerSettings,
    FenglerSlice,
    FenglerSurface,
    certify,
    fit_fengler,
)
from axiom.volatility.curves.fengler.prices import CallCurve
from tests.unit.volatility.conftest import VALUATION
from tests.unit.volatility.quotes import forwards_of, quotes_from
from tests.unit.volatility.twin import durrleman


def fit(surface: EssviSurface, quotes: pl.DataFrame, **how) -> FenglerSurface:
    return fit_fengler(quotes, forwards_of(surface), valuation_time=VALUATION, **how)


@pytest.fixture(scope="module")
def fitted(surface: EssviSurface) -> FenglerSurface:
    return fit(surface, quotes_from(surface))


def slice_parts(**change):
    parts = {
        "expiry": VALUATION,
        "years": 1.0,
        "nodes": (0.8, 1.0, 1.2),
        "density": (0.5, 3.0, 0.5),
        "last_value": 0.02,
        "last_slope": -0.15,
        "log_moneyness_min": -0.2,
        "log_moneyness_max": 0.2,
        "n_quotes": 9,
    }
    return parts | change


def test_exact_quotes_are_met_and_the_surface_is_free_of_arbitrage(surface, fitted) -> None:
    quotes = quotes_from(surface)
    certificate = certify(fitted, quotes)
    assert certificate.is_arbitrage_free, certificate.violations
    assert certificate.in_spread_share == 1.0
    assert fitted.skipped == ()
    assert FenglerSurface.from_json(fitted.to_json()) == fitted
    assert fit(surface, quotes, threads=2).to_json() == fitted.to_json()


def test_prices_are_convex_and_vols_are_those_of_the_prices(fitted) -> None:
    for s in fitted.slices:
        x = np.exp(np.linspace(-1.0, 0.8, 2001))
        calls = s.curve.calls(x)
        slopes = np.diff(calls) / np.diff(x)
        assert (np.diff(slopes) >= -1e-9).all()
        assert slopes.min() >= -1.0 - 1e-12
        assert slopes.max() <= 0.0
        k = np.linspace(-2.0, 1.5, 15) * s.smile(np.zeros(1)).total_variance ** 0.5
        vol = np.sqrt(s.smile(k).total_variance)
        again = price(forward=1.0, strike=np.exp(k), expiry=1.0, vol=vol, is_call=True)
        assert again == pytest.approx(s.curve.calls(np.exp(k)), rel=1e-10)


def test_derivatives_of_total_variance_against_differences(fitted) -> None:
    for s in fitted.slices:
        deviation = s.smile(np.zeros(1)).total_variance ** 0.5
        k, h = np.linspace(-5.0, 4.0, 41) * deviation + 1e-3 * deviation, 1e-4 * deviation
        low, at, high = (s.smile(k + x) for x in (-h, 0.0 * h, h))
        dw = (high.total_variance - low.total_variance) / (2.0 * h)
        assert at.dw_dk == pytest.approx(dw, abs=2e-4 * float(deviation[0]))
        ddw = (high.dw_dk - low.dw_dk) / (2.0 * h)
        near = np.median(np.abs(at.d2w_dk2 - ddw))
        assert near < 1e-3
        assert (durrleman(k, *at) >= -1e-9).all()


def test_tails_are_powers_and_join_in_value_and_slope(fitted) -> None:
    curve: CallCurve = fitted.slices[2].curve
    for node, power, side in (
        (curve.nodes[0], curve.left[1], -1),
        (curve.nodes[-1], -curve.right[1], 1),
    ):
        at, beyond = curve.out_of_the_money(node * np.exp(side * np.array([0.0, 1e-7]))), node
        assert at.price[1] == pytest.approx(at.price[0], rel=1e-4)
        assert at.slope[1] == pytest.approx(at.slope[0], rel=1e-4)
        far = curve.out_of_the_money(beyond * np.exp(side * np.array([0.5, 1.0])))
        assert np.log(far.price[1] / far.price[0]) == pytest.approx(power * side * 0.5)
    far = fitted.slices[2].smile(np.array([-60.0, 60.0, np.nan]))
    assert (np.abs(far.dw_dk[:2]) < 2.0).all()
    assert (far.total_variance[:2] > 0.0).all()
    assert np.isnan(far.total_variance[2])


def test_noise_and_crossed_expiries_leave_butterflies_out(surface: EssviSurface) -> None:
    quotes = quotes_from(surface, noise=0.01, rng=np.random.default_rng(3))
    shift = pl.when(pl.col("years") == 0.5).then(0.03).otherwise(0.0)
    vols = [(pl.col(c) + shift).alias(c) for c in ("bid_vol", "mid_vol", "ask_vol")]
    found = fit(surface, quotes.with_columns(vols))
    for s in found.slices:
        k = np.linspace(-8.0, 8.0, 801) * s.smile(np.zeros(1)).total_variance ** 0.5
        assert (durrleman(k, *s.smile(k)) >= -1e-8).all()
    for a, b in zip(found.slices, found.slices[1:], strict=False):
        x = np.exp(np.linspace(-1.0, 0.8, 501))
        assert (b.curve.calls(x) >= a.curve.calls(x) - 1e-12).all()


def test_outliers_do_not_pull(surface: EssviSurface) -> None:
    bad = pl.int_range(pl.len()) % 17 == 3
    vols = [
        (pl.col(c) + pl.when(bad).then(0.2).otherwise(0.0)).alias(c)
        for c in ("bid_vol", "mid_vol", "ask_vol")
    ]
    found = fit(surface, quotes_from(surface).with_columns(vols))
    for t in found.fitted_expiries:
        assert found.vol(log_moneyness=0.0, expiry=t) == pytest.approx(0.2, abs=6e-3)


def test_what_is_missing_or_outside_its_domain_is_said(surface: EssviSurface) -> None:
    with pytest.raises(FitError, match="no expiry has usable quotes"):
        fit(surface, quotes_from(surface).clear())
    for name, value in (("nodes", 3), ("roughness", -1.0), ("min_quotes", 3)):
        with pytest.raises(InvalidArgumentError, match=f"{name} (is )?{value}"):
            FenglerSettings(**{name: value})


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"density": (1.0, 1.0)}, "2 values at 3 nodes"),
        ({"nodes": (1.2, 1.0, 0.8)}, "do not ascend"),
        ({"density": (0.0, -1.0, 0.0)}, "density has -1.0"),
        ({"last_value": 0.0}, "last_value is 0.0"),
        ({"last_slope": 0.1}, "last_slope 0.1"),
    ],
)
def test_bad_slices_are_refused(change, match: str) -> None:
    assert FenglerSlice(**slice_parts()).curve.left[1] >= 1.0
    with pytest.raises(InvalidArgumentError, match=match):
        FenglerSlice(**slice_parts(**change))
