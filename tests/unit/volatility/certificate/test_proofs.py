"""What the forms of SVI and eSSVI surfaces prove, and the search where they do not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from axiom.volatility import (
    CertificateSettings,
    EssviSurface,
    SsviSlice,
    SsviSurface,
    SviSlice,
    SviSurface,
    certify,
)
from tests.unit.volatility.conftest import VALUATION, make_curve, make_slice
from tests.unit.volatility.surfaces import FormulaSurface

BETWEEN = {"on slices", "between slices"}


def proved(certificate, kind: str) -> set[str]:
    return set(certificate.conditions.filter(kind=kind, method="proved")["place"])


def svi_surface(**raw: float) -> SviSurface:
    one = SviSlice(
        expiry=VALUATION.replace(year=2025), years=1.0, **raw, standard_error=(0.0,) * 5,
        log_moneyness_min=-1.0, log_moneyness_max=1.0, n_quotes=5,
    )  # fmt: skip
    return SviSurface(valuation_time=VALUATION, slices=(one,), forwards=make_curve((1.0,)))


def test_an_essvi_surface_is_proved_but_for_butterflies_between_slices(
    surface: EssviSurface,
) -> None:
    certificate = certify(surface)
    assert certificate.is_arbitrage_free
    everywhere = {"on slices", "between slices", "before the first slice", "after the last slice"}
    assert proved(certificate, "calendar") == everywhere
    assert proved(certificate, "butterfly") == everywhere - {"between slices"}
    assert "refined to" in certificate.method["butterfly"]


@pytest.mark.parametrize("seed", range(8))
def test_essvi_slices_beyond_their_butterfly_bound_are_disproved(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rho, psi = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.3, 1.5))
    sound_theta = psi * psi * (1.0 + abs(rho)) / 4.0  # Gatheral & Jacquier (2014), theorem 4.2
    for theta, holds in ((sound_theta, True), (0.05 * sound_theta, False)):
        one = EssviSurface(
            valuation_time=VALUATION,
            slices=(make_slice(1.0, theta, rho, psi),),
            forwards=make_curve((1.0,)),
        )
        certificate = certify(one)
        on_slice = certificate.violations.filter(kind="butterfly", found="proved")
        assert on_slice.is_empty() is holds
        assert ("on slices" in proved(certificate, "butterfly")) is True
        assert ("before the first slice" in proved(certificate, "butterfly")) is holds
        assert (on_slice["size"] > 0.0).all()


def test_essvi_slices_that_cross_are_not_proved_and_found(surface: EssviSurface) -> None:
    crossing = dataclasses.replace(
        surface, slices=(make_slice(0.5, 0.03, -0.7, 0.30), make_slice(1.0, 0.035, 0.2, 0.20))
    )
    certificate = certify(crossing)
    assert proved(certificate, "calendar") == {"before the first slice", "after the last slice"}
    assert not certificate.violations.filter(kind="calendar").is_empty()


def test_svi_slices_are_decided() -> None:
    vogt = svi_surface(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)
    certificate = certify(vogt)
    shown = certificate.violations.filter(kind="butterfly", found="proved")
    assert shown.height == 1
    assert 0.6 < shown["log_moneyness"][0] < 1.3
    assert shown["size"][0] > 0.0
    mild = certify(svi_surface(a=0.02, b=0.0665, rho=0.3060, m=0.3586, sigma=0.4153))
    assert mild.is_arbitrage_free
    assert proved(mild, "butterfly") == {"on slices", "before the first slice"}
    steep = certify(svi_surface(a=0.04, b=1.9, rho=0.3, m=0.0, sigma=0.4))
    assert "wing" in set(steep.violations["kind"])


@pytest.mark.parametrize(("sigma", "rho"), [(4.7e-18, -0.72), (8e-11, -0.999999999)])
def test_nothing_is_shown_of_a_kink_that_has_no_butterfly_arbitrage(
    sigma: float, rho: float
) -> None:
    # away from the kink g is least, 0.25, in the wings; at it the curvature is positive
    kinked = svi_surface(a=0.0036, b=0.0222, rho=rho, m=-0.0125, sigma=sigma)
    certificate = certify(kinked)
    assert certificate.is_arbitrage_free
    assert "on slices" not in proved(certificate, "butterfly")
    assert certificate.min_g > 0.0


def test_the_calendar_of_svi_slices_that_are_apart_is_proved() -> None:
    low = {"a": 0.01, "b": 0.06, "rho": -0.4, "m": 0.02, "sigma": 0.1}
    high = {"a": 0.012, "b": 0.08, "rho": -0.45, "m": 0.03, "sigma": 0.15}
    everywhere = {"on slices", "between slices", "before the first slice", "after the last slice"}
    for late, places in ((high, everywhere), ({**high, "m": 0.3}, everywhere - BETWEEN)):
        first, second = svi_surface(**low).slices[0], svi_surface(**late).slices[0]
        second = dataclasses.replace(second, years=2.0, expiry=VALUATION.replace(year=2026))
        surface = SviSurface(
            valuation_time=VALUATION, slices=(first, second), forwards=make_curve((1.0, 2.0))
        )
        certificate = certify(surface)
        assert proved(certificate, "calendar") == places
        crossing = certificate.violations.filter(kind="calendar")
        assert crossing.is_empty() is (late is high)


def ssvi_surface(theta: tuple[float, ...], eta: float) -> SsviSurface:
    slices = tuple(
        SsviSlice(
            expiry=VALUATION.replace(year=2025 + i), years=1.0 + i, theta=one, rho=-0.6,
            form="power_law", shape=(eta, 0.4), standard_error=(0.0,) * 4,
            log_moneyness_min=-1.0, log_moneyness_max=1.0, n_quotes=5,
        )
        for i, one in enumerate(theta)
    )  # fmt: skip
    years = tuple(s.years for s in slices)
    return SsviSurface(valuation_time=VALUATION, slices=slices, forwards=make_curve(years))


def test_ssvi_surfaces_are_proved_up_to_the_last_slice() -> None:
    upto = {"on slices", "between slices", "before the first slice"}
    certificate = certify(ssvi_surface((0.04, 0.07, 0.09), 1.0))
    assert certificate.is_arbitrage_free
    assert proved(certificate, "calendar") == upto | {"after the last slice"}
    assert proved(certificate, "butterfly") == proved(certificate, "bounds") == upto
    falling = certify(ssvi_surface((0.04, 0.03, 0.09), 1.0))
    assert not falling.violations.filter(kind="calendar").is_empty()
    assert proved(falling, "calendar") == upto - BETWEEN | {"after the last slice"}
    curved = certify(ssvi_surface((0.04, 0.07, 0.09), 4.5))
    assert not curved.violations.filter(kind="butterfly", found="proved").is_empty()
    assert proved(curved, "butterfly") == {"on slices"}


def test_the_search_between_grid_points_finds_what_the_grid_misses() -> None:
    def dented(k, t):
        bump = np.exp(-(((k - 0.31) / 0.012) ** 2))
        return t * (0.04 + 0.02 * np.sqrt(k**2 + 0.1) + 1.2e-4 * bump)

    surface = FormulaSurface(dented, [1.0])
    grid = CertificateSettings(strikes=401, refinements=0)
    assert certify(surface, settings=grid).is_arbitrage_free
    found = certify(surface, settings=dataclasses.replace(grid, refinements=16))
    assert set(found.violations["kind"]) == {"butterfly", "density"}
    assert found.violations["log_moneyness"].to_numpy() == pytest.approx(0.31, abs=0.02)
    assert found.min_g < certify(surface, settings=dataclasses.replace(grid, strikes=20001)).min_g


def test_settings_refuse_negative_refinements() -> None:
    with pytest.raises(ValueError, match="refinements is -1"):
        CertificateSettings(refinements=-1)
