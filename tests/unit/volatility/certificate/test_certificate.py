from __future__ import annotations

import dataclasses
import math

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import CertificateSettings, EssviSurface, certify
from tests.unit.volatility import twin
from tests.unit.volatility.conftest import YEARS, make_slice
from tests.unit.volatility.quotes import quotes_from, without_quotes
from tests.unit.volatility.surfaces import FormulaSurface

# Axel Vogt's raw SVI parameters: Gatheral & Jacquier (2014), equation (3.8), butterfly arbitrage.
VOGT = {"a": -0.0410, "b": 0.1331, "m": 0.3586, "rho": 0.3060, "sigma": 0.4153}


def test_a_sound_surface_is_certified_and_fits_its_own_quotes(surface: EssviSurface) -> None:
    quotes = quotes_from(surface, half_spread=0.002)
    certificate = certify(surface, quotes)
    assert certificate.is_arbitrage_free
    assert certificate.violations.is_empty()
    assert certificate.min_g > 0.0
    assert certificate.min_density >= 0.0
    assert certificate.calendar_min > 0.0
    assert certificate.in_spread_share == 1.0
    assert certificate.rmse_vol < 1e-9
    assert certificate.rmse_spreads < 1e-6
    assert certificate.n_quotes == quotes.height == certificate.expiries["n_quotes"].sum()
    assert certificate.expiries["years"].to_list() == list(YEARS)
    assert "free of static arbitrage" in certificate.summary()


def test_region_shares_add_up(surface: EssviSurface) -> None:
    regions = certify(surface, quotes_from(surface)).regions
    assert regions["region"].to_list() == ["OBSERVED", "INTERPOLATED", "EXTRAPOLATED"]
    assert regions["grid_share"].sum() == pytest.approx(1.0)
    assert regions["quote_share"].sum() == pytest.approx(1.0)
    assert (regions["grid_share"] > 0.0).all()


def test_butterfly_arbitrage_of_raw_svi_is_found_where_it_is(surface: EssviSurface) -> None:
    bad = FormulaSurface(lambda k, t: t * twin.raw_svi(k, **VOGT), [1.0])
    certificate = certify(bad, without_quotes(quotes_from(surface)))
    assert not certificate.is_arbitrage_free
    found = certificate.violations.filter(pl.col("kind") == "butterfly", pl.col("expiry") == 1.0)
    # Their figure 1: g is negative between about 0.6 and 1.1.
    assert found["log_moneyness"].min() == pytest.approx(0.6, abs=0.15)
    assert found["log_moneyness"].max() == pytest.approx(1.1, abs=0.15)
    assert certificate.min_g < -0.01
    assert certificate.min_density < 0.0
    assert {"butterfly", "density"} <= set(certificate.violations["kind"])
    assert (found["size"] > 0.0).all()
    np.testing.assert_allclose(found["strike"], 100.0 * np.exp(found["log_moneyness"]))
    assert "butterfly" in certificate.summary()


def test_calendar_arbitrage_between_crossing_slices_is_found(surface: EssviSurface) -> None:
    crossing = dataclasses.replace(
        surface,
        slices=(make_slice(0.5, 0.03, -0.7, 0.30), make_slice(1.0, 0.035, 0.2, 0.20)),
    )
    certificate = certify(crossing, quotes_from(surface))
    found = certificate.violations.filter(pl.col("kind") == "calendar")
    assert found.height > 0
    assert (found["log_moneyness"] < 0.0).all()
    assert certificate.calendar_min < 0.0


def test_falling_total_variance_is_found_even_if_the_time_derivative_hides_it(
    surface: EssviSurface,
) -> None:
    class Hiding(FormulaSurface):
        def derivatives(self, **where):
            honest = super().derivatives(**where)
            return dataclasses.replace(honest, dw_dt=np.ones_like(honest.dw_dk))

    falling = Hiding(lambda k, t: 0.04 * np.exp(-t) + 0.0 * k, [0.5, 1.0])
    certificate = certify(falling, without_quotes(quotes_from(surface)))
    assert set(certificate.violations["kind"]) == {"calendar"}


def test_a_call_that_rises_in_strike_is_found(surface: EssviSurface) -> None:
    steep = FormulaSurface(lambda k, t: t * (0.04 + 0.9 * np.maximum(k, 0.0) ** 2), [1.0])
    certificate = certify(steep, without_quotes(quotes_from(surface)))
    assert "call spread" in set(certificate.violations["kind"])


def test_negative_and_missing_variance_break_the_bounds(surface: EssviSurface) -> None:
    for value in (-0.01, math.nan):
        broken = FormulaSurface(
            lambda k, t, v=value: np.where(k > 0.5, v, 0.04 * t) + 0.0 * k, [1.0]
        )
        with np.errstate(invalid="ignore"):
            certificate = certify(broken, without_quotes(quotes_from(surface)))
        assert "bounds" in set(certificate.violations["kind"])


def test_violations_at_quotes_beyond_the_grid_are_found(surface: EssviSurface) -> None:
    settings = CertificateSettings(deviations=1.0)
    narrow = FormulaSurface(
        lambda k, t: 0.04 * t + 0.0 * k + 0.3 * (k < -0.6) * (k + 0.6) ** 2, [1.0]
    )
    assert certify(
        narrow, without_quotes(quotes_from(surface)), settings=settings
    ).is_arbitrage_free
    at_quotes = quotes_from(surface).with_columns(log_moneyness=pl.lit(-1.5), years=pl.lit(1.0))
    assert not certify(narrow, at_quotes, settings=settings).is_arbitrage_free


def test_share_and_rmse_by_hand(surface: EssviSurface) -> None:
    quotes = quotes_from(surface, half_spread=0.01)
    shifted = quotes.with_columns(
        bid=pl.col("bid") + 2 * (pl.col("ask") - pl.col("bid")) * (pl.col("strike") > 100.0),
        ask=pl.col("ask") + 2 * (pl.col("ask") - pl.col("bid")) * (pl.col("strike") > 100.0),
        mid_vol=pl.col("mid_vol") + 0.01,
    ).with_columns(mid=(pl.col("bid") + pl.col("ask")) / 2)
    certificate = certify(surface, shifted)
    assert certificate.in_spread_share == pytest.approx((shifted["strike"] <= 100.0).mean())
    assert certificate.rmse_vol == pytest.approx(0.01)


def test_no_quotes_give_nan_quality(surface: EssviSurface) -> None:
    certificate = certify(surface, without_quotes(quotes_from(surface)))
    assert certificate.is_arbitrage_free
    assert math.isnan(certificate.in_spread_share)
    assert math.isnan(certificate.rmse_vol)
    assert certificate.n_quotes == 0


def test_bad_arguments_are_named(surface: EssviSurface) -> None:
    with pytest.raises(InvalidArgumentError, match=r"lacks the columns \['mid_vol'\]"):
        certify(surface, quotes_from(surface).drop("mid_vol"))
    for name, value in (("strikes", 1), ("deviations", 0.0), ("slope_tolerance", -1.0)):
        with pytest.raises(InvalidArgumentError, match=f"{name} is {value}"):
            CertificateSettings(**{name: value})
