from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.interpolate import PchipInterpolator

from axiom.volatility.analytics import local_vol
from axiom.volatility.analytics.smooth_time import Jet, smooth_total_variance
from tests.unit.volatility.curves.spline.smiles import make_clock, make_surface

from .made import flat, made, skewed, stepped

K = np.linspace(-0.4, 0.3, 15)


def at(surface, t, k=K):
    return smooth_total_variance(surface, k, np.full(k.shape, t))


@pytest.mark.parametrize("clock", [None, make_clock()], ids=["calendar", "clock"])
def test_smiles_at_fitted_expiries_are_the_surface_s_own(clock) -> None:
    surface = make_surface(clock)
    for t in surface.fitted_expiries:
        w, _ = at(surface, t)
        d = surface.derivatives(log_moneyness=K, expiry=t)
        assert w.value == pytest.approx(d.total_variance, rel=1e-13)
        assert w.first == pytest.approx(d.dw_dk, rel=1e-10, abs=1e-14)
        assert w.second == pytest.approx(d.d2w_dk2, rel=1e-10, abs=1e-12)


def test_between_them_it_is_the_cubic_of_fritsch_and_butland() -> None:
    surface = skewed()
    years = np.array([0.0, *surface.fitted_expiries, surface.fitted_expiries[-1] + 1.0])
    t = np.linspace(0.1, 0.99, 12)
    for k in K:
        w = np.array([0.0, *surface.total_variance(log_moneyness=k, expiry=years[1:])])
        twin = PchipInterpolator(years, w)
        found, growth = smooth_total_variance(surface, np.full(t.shape, k), t)
        assert found.value == pytest.approx(twin(t), rel=1e-12)
        assert growth == pytest.approx(twin.derivative()(t), rel=1e-10)


@pytest.mark.parametrize("clock", [None, make_clock()], ids=["calendar", "clock"])
def test_derivatives_are_those_of_the_function(clock) -> None:
    surface, h = make_surface(clock), 1e-4
    for t in (0.01, 0.06, 0.3, 0.9, 1.9, 2.5):
        low, here, high = (at(surface, t, K + x)[0] for x in (-h, 0.0, h))
        assert (high.value - low.value) / (2 * h) == pytest.approx(here.first, rel=2e-5, abs=1e-7)
        assert (high.first - low.first) / (2 * h) == pytest.approx(here.second, rel=2e-2, abs=1e-4)


def test_growth_is_continuous_at_expiries_where_the_surface_s_jumps() -> None:
    surface = stepped()
    before, after = (at(surface, 0.5 + x)[1] for x in (-1e-9, 1e-9))
    assert before == pytest.approx(after, rel=1e-6)
    assert before.min() > 0.0
    rough, smooth = local_vol(surface), local_vol(surface, smooth=True)
    jump = {
        name: np.ptp(vol(log_moneyness=0.0, expiry=[0.5 - 1e-9, 0.5 + 1e-9]))
        for name, vol in (("rough", rough), ("smooth", smooth))
    }
    assert jump["rough"] == pytest.approx(0.2)
    assert jump["smooth"] < 1e-6


def test_vols_that_do_not_jump_stay_as_they_are() -> None:
    for surface in (flat(0.2), made((0.5, 0.02, 0.0, 0.0), (1.0, 0.04, 0.0, 0.0))):
        vol = local_vol(surface, smooth=True)
        t = np.array([0.0, 0.1, 0.5, 0.7, 1.0, 3.0])
        assert vol(log_moneyness=0.1, expiry=t) == pytest.approx(0.2, rel=1e-12)


def test_total_variance_never_falls() -> None:
    surface = skewed()
    t = np.linspace(0.001, 3.0, 400)
    for k in K:
        w, growth = smooth_total_variance(surface, np.full(t.shape, k), t)
        assert (np.diff(w.value) > 0.0).all()
        assert (growth > 0.0).all()
    assert (local_vol(surface, smooth=True).status(log_moneyness=K, expiry=0.7) == 0).all()


def test_where_total_variance_rests_so_does_the_cubic() -> None:
    resting = made((0.5, 0.02, 0.0, 0.0), (1.0, 0.02, 0.0, 0.0))
    w, growth = at(resting, 0.75)
    assert w.value == pytest.approx(0.02)
    assert growth == pytest.approx(0.0)


def test_in_clock_time_the_clock_is_read() -> None:
    surface = make_surface(make_clock())
    vol = local_vol(surface, time="clock", smooth=True)
    calendar = local_vol(surface, smooth=True)
    # The clock rests between 0.3 and 0.31 years.
    assert calendar(log_moneyness=0.0, expiry=0.305) == 0.0
    assert vol(log_moneyness=0.0, expiry=0.305) == vol(log_moneyness=0.0, expiry=0.31)
    rate = surface.clock.rate(0.2)
    assert calendar(log_moneyness=0.1, expiry=0.2) == pytest.approx(
        math.sqrt(rate) * vol(log_moneyness=0.1, expiry=0.2)
    )


def test_jets_follow_the_rules_of_calculus() -> None:
    x = np.array([0.5, 1.0, 2.0])
    square = Jet(x**2, 2.0 * x, np.full(3, 2.0))
    one = square.inverse()
    assert one.value == pytest.approx(x**-2)
    assert one.first == pytest.approx(-2.0 * x**-3)
    assert one.second == pytest.approx(6.0 * x**-4)
    nothing = (square - square).inverse()
    assert (nothing.value == 0.0).all()
    assert (square + square).second.tolist() == [4.0] * 3
