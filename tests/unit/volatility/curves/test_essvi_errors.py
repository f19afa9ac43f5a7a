"""Standard errors of eSSVI slices against noise that was planted."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import TimeTable
from axiom.volatility import EssviSettings, EssviSurface, fit_essvi, variance_swap
from axiom.volatility.curves.essvi.errors import vol_errors
from axiom.volatility.surface import vol_error_of
from tests.unit.volatility.conftest import VALUATION, YEARS, make_slice
from tests.unit.volatility.quotes import forwards_of, quotes_from

NAMES = ("theta", "rho", "psi")


def fit(truth: EssviSurface, quotes, **settings) -> EssviSurface:
    return fit_essvi(
        quotes, forwards_of(truth), valuation_time=VALUATION, settings=EssviSettings(**settings)
    )


@pytest.fixture(scope="module")
def fitted(surface: EssviSurface) -> EssviSurface:
    return fit(surface, quotes_from(surface, noise=0.002, rng=np.random.default_rng(1)))


def test_planted_noise_stays_within_the_error_bars(surface: EssviSurface) -> None:
    inside, scores = [], []
    for seed in range(25):
        rng = np.random.default_rng(seed)
        quotes = quotes_from(surface, noise=0.577 * 0.003, n=40, rng=rng)
        calls = quotes.filter(quotes["is_call"] == (quotes["log_moneyness"] > 0.0))
        found = fit(surface, calls)
        k, t = calls["log_moneyness"].to_numpy(), calls["years"].to_numpy()
        miss = found.vol(log_moneyness=k, expiry=t) - surface.vol(log_moneyness=k, expiry=t)
        inside.append(np.abs(miss) <= 1.645 * found.vol_error(log_moneyness=k, expiry=t))
        for a, b in zip(found.slices, surface.slices, strict=True):
            deltas = [getattr(a, n) - getattr(b, n) for n in NAMES]
            scores.append(np.array(deltas) / np.array(a.standard_error))
    assert 0.82 <= np.mean(inside) <= 0.97  # 90 % if the errors are exact
    spread = np.sqrt(np.mean(np.square(scores), axis=0))
    assert (spread > 0.6).all()
    assert (spread < 1.25).all()


def test_errors_scale_with_the_spread_and_fall_with_the_number_of_quotes(
    surface: EssviSurface,
) -> None:
    few, many, wide = (
        np.array([s.standard_error for s in fit(surface, quotes_from(surface, **how)).slices])
        for how in ({}, {"n": 100}, {"half_spread": 0.006})
    )
    np.testing.assert_allclose(few / many, 2.0, rtol=0.15)
    np.testing.assert_allclose(wide / few, 2.0, rtol=0.15)


def test_the_vol_error_is_that_of_the_parameters_to_first_order(fitted: EssviSurface) -> None:
    s, k = fitted.slices[2], np.linspace(-0.5, 0.3, 9)
    root = np.array(s.standard_error)
    c = np.array(
        [
            [1.0, s.correlation[0], s.correlation[1]],
            [s.correlation[0], 1.0, s.correlation[2]],
            [s.correlation[1], s.correlation[2], 1.0],
        ]
    )

    def vol(**parameters: float) -> np.ndarray:
        slices = (dataclasses.replace(s, **parameters),)
        moved = dataclasses.replace(fitted, slices=slices)
        return np.asarray(moved.vol(log_moneyness=k, expiry=s.years))

    slopes = []
    for name in NAMES:
        at = getattr(s, name)
        up, down = (vol(**{name: at * (1.0 + h)}) for h in (1e-6, -1e-6))
        slopes.append((up - down) / (2e-6 * at))
    slope = np.array(slopes) * root[:, None]
    expected = np.sqrt(np.einsum("in,ij,jn->n", slope, c, slope))
    found = fitted.vol_error(log_moneyness=k, expiry=s.years)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_the_vol_error_is_linear_in_variance_time_and_flat_beyond(fitted: EssviSurface) -> None:
    clock = TimeTable(years=[0.0, 0.3, 3.0], variance_years=[0.0, 0.4, 3.0])
    clocked = dataclasses.replace(fitted, clock=clock)
    k = np.array([-0.3, 0.0, 0.1])
    early, late = (clocked.vol_error(log_moneyness=k, expiry=t) for t in (0.1, 0.5))
    share = (clock(0.25) - clock(0.1)) / (clock(0.5) - clock(0.1))
    middle = clocked.vol_error(log_moneyness=k, expiry=0.25)
    np.testing.assert_allclose(middle, early + share * (late - early), rtol=1e-12)
    for inside, beyond in ((YEARS[0], 0.001), (YEARS[-1], 5.0)):
        flat, out = (clocked.vol_error(log_moneyness=k, expiry=t) for t in (inside, beyond))
        np.testing.assert_allclose(out, flat, rtol=1e-12)
    strike = clocked.forward(0.25) * np.exp(k)
    np.testing.assert_allclose(clocked.vol_error(strike=strike, expiry=0.25), middle, rtol=1e-10)
    assert np.isnan(clocked.vol_error(log_moneyness=np.nan, expiry=0.25))
    one = dataclasses.replace(fitted, slices=fitted.slices[:1])
    assert one.vol_error(log_moneyness=0.0, expiry=1.0) > 0.0
    assert vol_errors(fitted.slices, np.array([0]), np.zeros(1))[0] == one.vol_error(
        log_moneyness=0.0, expiry=1.0
    )


def test_surfaces_without_errors_say_so(surface: EssviSurface, fitted: EssviSurface) -> None:
    assert (surface.has_vol_error, fitted.has_vol_error) == (False, True)
    assert vol_error_of(surface) is None
    assert variance_swap(surface, expiry=0.5).vol_error is None
    assert variance_swap(fitted, expiry=0.5).vol_error > 0.0
    with pytest.raises(InvalidArgumentError, match="have no standard_error; give those of a fit"):
        surface.vol_error(log_moneyness=0.0, expiry=0.5)
    one = dataclasses.replace(
        make_slice(0.5, 0.02, -0.5, 0.1), standard_error=(0.1,), correlation=()
    )
    with pytest.raises(InvalidArgumentError, match="three finite numbers"):
        dataclasses.replace(surface, slices=(one,))


def test_errors_are_stored_bit_for_bit_and_older_documents_have_none(
    fitted: EssviSurface,
) -> None:
    assert EssviSurface.from_json(fitted.to_json()) == fitted
    document = json.loads(fitted.to_json()) | {"version": 2}
    for s in document["slices"]:
        del s["standard_error"], s["correlation"]
    old = EssviSurface.from_json(json.dumps(document))
    assert not old.has_vol_error
    at = {"log_moneyness": np.linspace(-0.4, 0.2, 7), "expiry": 0.4}
    assert np.asarray(old.vol(**at)).tobytes() == np.asarray(fitted.vol(**at)).tobytes()
    document["slices"][0]["standard_error"] = [1.0, "wide", 0.1]
    with pytest.raises(DataError, match=r"slices\[0\].standard_error\[1\]"):
        EssviSurface.from_json(json.dumps(document))
