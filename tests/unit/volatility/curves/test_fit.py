"""The one entry to the fits of all families."""

from __future__ import annotations

from typing import get_args

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import EssviSettings, EssviSurface, SviSurface, fit_essvi, fit_surface
from axiom.volatility.curves.fit import Curve, check_curve, checked_settings
from tests.unit.volatility.conftest import VALUATION
from tests.unit.volatility.quotes import forwards_of, quotes_from


def test_every_curve_has_a_fit_and_settings_with_defaults(surface: EssviSurface) -> None:
    options, forwards = quotes_from(surface), forwards_of(surface)
    for curve in get_args(Curve):
        fitted = fit_surface(options, forwards, valuation_time=VALUATION, curve=curve)
        assert fitted.fitted_expiries == surface.fitted_expiries
        assert fitted.skipped == ()
        settings = checked_settings(curve)
        again = fit_surface(
            options, forwards, valuation_time=VALUATION, curve=curve, settings=settings
        )
        assert again.to_json() == fitted.to_json()


def test_the_name_chooses_the_family(surface: EssviSurface) -> None:
    options, forwards = quotes_from(surface), forwards_of(surface)
    svi = fit_surface(options, forwards, valuation_time=VALUATION, curve="svi")
    essvi = fit_surface(options, forwards, valuation_time=VALUATION, curve="essvi")
    assert isinstance(svi, SviSurface)
    assert essvi == fit_essvi(options, forwards, valuation_time=VALUATION)


def test_an_unknown_curve_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidArgumentError, match=r"curve is .sabr.; give one of spline, essvi"):
        check_curve("sabr")


def test_settings_of_another_family_are_refused(surface: EssviSurface) -> None:
    options, forwards = quotes_from(surface), forwards_of(surface)
    with pytest.raises(InvalidArgumentError, match="EssviSettings; give SviSettings for svi"):
        fit_surface(
            options,
            forwards,
            valuation_time=VALUATION,
            curve="svi",
            settings=EssviSettings(),
        )


def test_essvi_takes_no_prior(surface: EssviSurface) -> None:
    options, forwards = quotes_from(surface), forwards_of(surface)
    with pytest.raises(InvalidArgumentError, match="prior is a EssviSurface"):
        fit_surface(options, forwards, valuation_time=VALUATION, curve="essvi", prior=surface)
