from __future__ import annotations

import datetime as dt
import pickle

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import TimeTable
from axiom.volatility import Region, Surface, SviSlice, SviSurface
from tests.unit.volatility.conftest import VALUATION, make_curve
from tests.unit.volatility.twin import durrleman

K = np.linspace(-0.8, 0.8, 33)
YEARS = (0.1, 0.4, 1.0)
CLOCK = TimeTable(
    years=[0.0, 0.2, 0.2, 0.3, 1.0, 3.0], variance_years=[0.0, 0.15, 0.2, 0.2, 1.0, 2.0]
)


def made(clock: TimeTable | None = None, years: tuple[float, ...] = YEARS) -> SviSurface:
    slices = tuple(
        SviSlice(
            expiry=VALUATION + dt.timedelta(days=365 * t),
            years=t,
            a=0.02 * t,
            b=0.08 * t**0.5,
            rho=-0.4,
            m=0.01,
            sigma=0.15,
            standard_error=(0.1,) * 5,
            log_moneyness_min=-0.3 - t,
            log_moneyness_max=0.2 + t,
            n_quotes=30,
        )
        for t in years
    )
    return SviSurface(
        valuation_time=VALUATION, slices=slices, forwards=make_curve(years), clock=clock
    )


def slice_w(surface: SviSurface, index: int) -> np.ndarray:
    return surface.slices[index].smile(K).total_variance


@pytest.mark.parametrize("clock", [None, CLOCK], ids=["calendar", "clock"])
def test_total_variance_is_linear_in_variance_time(clock) -> None:
    surface = made(clock)
    assert isinstance(surface, Surface)
    time = (lambda t: t) if clock is None else clock
    for t in (0.15, 0.25, 0.7, 0.999):
        i = np.searchsorted(YEARS, t) - 1
        a, b = time(YEARS[i]), time(YEARS[i + 1])
        share = (time(t) - a) / (b - a)
        expected = slice_w(surface, i) * (1 - share) + slice_w(surface, i + 1) * share
        w = surface.total_variance(log_moneyness=K, expiry=t)
        assert w == pytest.approx(expected, rel=1e-13)
        assert surface.vol(log_moneyness=K, expiry=t) == pytest.approx(np.sqrt(expected / t))
    for i, t in enumerate(YEARS):
        assert surface.total_variance(log_moneyness=K, expiry=t) == pytest.approx(
            slice_w(surface, i), rel=1e-14
        )


@pytest.mark.parametrize("clock", [None, CLOCK], ids=["calendar", "clock"])
def test_before_the_first_and_after_the_last_slice(clock) -> None:
    surface = made(clock)
    time = (lambda t: t) if clock is None else clock
    before = surface.total_variance(log_moneyness=K, expiry=0.03)
    assert before == pytest.approx(slice_w(surface, 0) * time(0.03) / time(0.1))
    first, last = (float(s.smile(np.zeros(1)).total_variance[0]) for s in surface.slices[1:])
    slope = (last - first) / (time(1.0) - time(0.4))
    after = surface.total_variance(log_moneyness=K, expiry=2.5)
    assert after == pytest.approx(slice_w(surface, 2) + slope * (time(2.5) - time(1.0)))
    now = surface.vol(log_moneyness=K, expiry=0.0)
    assert now == pytest.approx(surface.vol(log_moneyness=K, expiry=1e-9), rel=1e-6)


def test_one_slice_grows_at_its_own_variance() -> None:
    surface = made(years=(0.5,))
    at = float(surface.slices[0].smile(np.zeros(1)).total_variance[0])
    w = surface.total_variance(log_moneyness=0.0, expiry=1.5)
    assert w == pytest.approx(3.0 * at)


@pytest.mark.parametrize("clock", [None, CLOCK], ids=["calendar", "clock"])
@pytest.mark.parametrize("t", [0.05, 0.1, 0.15, 0.31, 0.7, 1.0, 1.8])
def test_derivatives_against_differences(clock, t: float) -> None:
    surface = made(clock)

    def w(k, at):
        return surface.total_variance(log_moneyness=k, expiry=at)

    d = surface.derivatives(log_moneyness=K, expiry=t)
    h = 1e-4
    assert d.dw_dk == pytest.approx((w(K + h, t) - w(K - h, t)) / (2 * h), abs=1e-7)
    second = (w(K + h, t) - 2 * w(K, t) + w(K - h, t)) / h**2
    assert d.d2w_dk2 == pytest.approx(second, abs=1e-5)
    assert d.dw_dt == pytest.approx((w(K, t + 1e-7) - w(K, t)) / 1e-7, abs=1e-6)


def test_the_density_is_that_of_durrleman_and_has_mass_one() -> None:
    surface = made()
    d = surface.derivatives(log_moneyness=K, expiry=0.7)
    w, strike = d.total_variance, surface.forward(0.7) * np.exp(K)
    d2 = -K / np.sqrt(w) - np.sqrt(w) / 2
    g = durrleman(K, w, d.dw_dk, d.d2w_dk2)
    expected = g * np.exp(-(d2**2) / 2) / np.sqrt(2 * np.pi * w) / strike
    assert surface.density(log_moneyness=K, expiry=0.7) == pytest.approx(expected)
    strikes = np.linspace(0.5, 600.0, 60_000)
    density = surface.density(strike=strikes, expiry=0.7)
    assert np.trapezoid(density, strikes) == pytest.approx(1.0, abs=1e-4)
    assert surface.density(log_moneyness=[0.0, 0.1], expiry=0.0).tolist() == [np.inf, 0.0]


def test_scalars_arrays_and_nan() -> None:
    surface = made()
    one = surface.vol(strike=105.0, expiry=0.3)
    assert type(one) is float
    grid = surface.vol(strike=np.array([[105.0], [110.0]]), expiry=np.array([0.3, 0.0, np.nan]))
    assert grid.shape == (2, 3)
    assert grid[0, 0] == one
    assert np.isnan(grid[:, 2]).all()
    assert np.isfinite(grid[:, :2]).all()
    assert np.isnan(surface.vol(log_moneyness=np.nan, expiry=0.3))
    assert np.isnan(surface.density(log_moneyness=np.nan, expiry=0.3))
    assert surface.vol(log_moneyness=np.empty((0, 2)), expiry=0.3).shape == (0, 2)


def test_points_do_not_depend_on_one_another() -> None:
    surface = made(CLOCK)
    t = np.linspace(0.01, 3.0, K.size)
    together = surface.vol(log_moneyness=K, expiry=t)
    alone = [surface.vol(log_moneyness=k, expiry=x) for k, x in zip(K, t, strict=True)]
    assert together.tolist() == alone


def test_regions() -> None:
    surface = made()
    assert surface.region(log_moneyness=0.0, expiry=0.4) is Region.OBSERVED
    codes = surface.region(log_moneyness=[0.0, 0.0, 5.0, 0.0], expiry=[0.4, 0.5, 0.4, 2.0])
    assert codes.tolist() == [0, 1, 2, 2]
    assert codes.dtype == np.uint8


def test_slices_with_no_variance_time_between_them_are_joined_in_calendar_time() -> None:
    still = TimeTable(years=[0.0, 0.1, 0.4, 1.0], variance_years=[0.0, 0.1, 0.1, 1.0])
    surface = made(still)
    middle = surface.total_variance(log_moneyness=K, expiry=0.25)
    assert middle == pytest.approx(0.5 * (slice_w(surface, 0) + slice_w(surface, 1)))


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"expiry": 0.3}, "neither strike nor log_moneyness"),
        ({"strike": 1.0, "log_moneyness": 0.0, "expiry": 0.3}, "both were"),
        ({"strike": [1.0, -1.0], "expiry": 0.3}, "strike is -1.0 at element 1"),
        ({"log_moneyness": np.inf, "expiry": 0.3}, "log_moneyness is inf"),
        ({"log_moneyness": 0.0, "expiry": -0.1}, "expiry is -0.1"),
        ({"log_moneyness": "x", "expiry": 0.1}, "log_moneyness is not numeric"),
        ({"log_moneyness": [1.0, 2.0], "expiry": [1.0, 2.0, 3.0]}, "do not broadcast"),
    ],
)
def test_bad_points_are_named(arguments, match: str) -> None:
    with pytest.raises(InvalidArgumentError, match=match):
        made().vol(**arguments)


def test_bad_surfaces_are_named() -> None:
    surface = made()
    parts = {"valuation_time": VALUATION, "forwards": surface.forwards, "slices": surface.slices}
    with pytest.raises(InvalidArgumentError, match="naive"):
        SviSurface(**(parts | {"valuation_time": VALUATION.replace(tzinfo=None)}))
    with pytest.raises(InvalidArgumentError, match="slices is empty"):
        SviSurface(**(parts | {"slices": ()}))
    with pytest.raises(InvalidArgumentError, match=r"years is 0\.4 after 1\.0; sort them"):
        SviSurface(**(parts | {"slices": surface.slices[::-1]}))


def test_storage_is_bit_for_bit(tmp_path) -> None:
    surface = made(CLOCK)
    surface.save(tmp_path / "surface.json")
    for again in (SviSurface.load(tmp_path / "surface.json"), pickle.loads(pickle.dumps(surface))):  # noqa: S301
        assert again == surface
        vols = [s.vol(log_moneyness=K, expiry=0.33).tobytes() for s in (again, surface)]
        assert vols[0] == vols[1]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (('"version": 1', '"version": 9'), "version 9"),
        (('"sigma"', '"sigmas"'), r"unknown fields \['sigmas'\]"),
        (("axiom.svi", "axiom.other"), "axiom.other"),
        (('"n_quotes": 30', '"n_quotes": "30"'), r"slices\[0\].n_quotes"),
        (("{", "["), "not JSON"),
    ],
)
def test_other_text_is_refused(change, match: str) -> None:
    with pytest.raises(DataError, match=match):
        SviSurface.from_json(made().to_json().replace(*change, 1))
