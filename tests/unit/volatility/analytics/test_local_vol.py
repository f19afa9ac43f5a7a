from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import TimeTable
from axiom.volatility import SurfaceDerivatives
from axiom.volatility.analytics import LocalVolStatus, local_vol
from tests.unit.volatility.curves.spline.smiles import make_surface
from tests.unit.volatility.surfaces import FormulaSurface

from .made import flat, skewed, stepped


def test_of_a_flat_surface_it_is_the_vol_everywhere() -> None:
    vol = local_vol(flat(0.2))
    k, t = np.meshgrid(np.linspace(-1.0, 1.0, 9), [0.0, 1e-3, 0.5, 1.0, 3.0])
    assert vol(log_moneyness=k, expiry=t) == pytest.approx(0.2, rel=1e-12)
    assert vol(strike=90.0, expiry=0.5) == pytest.approx(0.2)
    assert vol.status(strike=90.0, expiry=0.5) is LocalVolStatus.DEFINED
    assert vol.strict(log_moneyness=k, expiry=t).shape == k.shape


def test_of_vols_in_time_it_is_the_forward_vol() -> None:
    vol = local_vol(stepped())
    found = vol(log_moneyness=[0.0, 0.1, 0.0, -0.3], expiry=[0.2, 0.49, 0.5, 0.9])
    assert found == pytest.approx([0.1, 0.1, 0.3, 0.3])


def test_strikes_and_log_moneyness_agree() -> None:
    surface, t = skewed(), np.array([0.01, 0.3, 0.7])
    strike = np.array([97.0, 90.0, 120.0])
    k = np.log(strike / surface.forward(t))
    vol = local_vol(surface)
    assert vol(strike=strike, expiry=t) == pytest.approx(vol(log_moneyness=k, expiry=t))


def test_many_points_at_once_are_the_same_as_each_by_itself() -> None:
    rng = np.random.default_rng(0)
    k, t = rng.normal(0.0, 0.2, (3, 4000)), rng.uniform(0.0, 3.0, (3, 4000))
    for vol in (local_vol(make_surface()), local_vol(make_surface(), smooth=True)):
        together = vol(log_moneyness=k, expiry=t)
        assert together.shape == (3, 4000)
        for i, j in zip(*(rng.integers(0, n, 50) for n in k.shape), strict=True):
            assert together[i, j] == vol(log_moneyness=k[i, j], expiry=t[i, j])
        assert vol(log_moneyness=[], expiry=0.5).shape == (0,)


def test_at_expiry_zero_it_is_the_limit() -> None:
    vol = local_vol(skewed())
    near = vol(log_moneyness=[-0.1, 0.0, 0.1], expiry=1e-7)
    assert vol(log_moneyness=[-0.1, 0.0, 0.1], expiry=0.0) == pytest.approx(near, rel=1e-5)


def test_the_slope_at_the_forward_is_about_twice_that_of_the_smile() -> None:
    # Derman's rule of two, exact as expiry falls to zero.
    surface, h, t = skewed(), 1e-4, 1e-6
    low, high = local_vol(surface)(log_moneyness=[-h, h], expiry=t)
    left, right = surface.vol(log_moneyness=[-h, h], expiry=t)
    assert (high - low) / (right - left) == pytest.approx(2.0, rel=1e-3)


def test_nan_stays_where_it_is() -> None:
    vol = local_vol(skewed())
    found = vol(log_moneyness=[0.0, math.nan, 0.1], expiry=0.5)
    assert np.isnan(found).tolist() == [False, True, False]
    codes = vol.status(log_moneyness=[0.0, math.nan, 0.1], expiry=0.5)
    assert codes[1] == LocalVolStatus.NOT_A_NUMBER


def test_what_is_not_defined_is_flagged_and_bounded() -> None:
    falling = FormulaSurface(lambda k, t: (0.05 - 0.02 * t) * (1.0 + 0.0 * k), (0.5, 1.0))
    vol = local_vol(falling, vol_min=0.01)
    assert vol(log_moneyness=0.0, expiry=0.5) == 0.01
    assert vol.status(log_moneyness=0.0, expiry=0.5) is LocalVolStatus.FALLING
    with pytest.raises(DataError, match="FALLING at 1 of 1"):
        vol.strict(log_moneyness=0.0, expiry=0.5)
    peaked = FormulaSurface(lambda k, t: t * (0.04 - 3.0 * k * k), (0.5, 1.0))
    assert local_vol(peaked).status(log_moneyness=0.0, expiry=1.0) is LocalVolStatus.NO_DENSITY
    assert local_vol(peaked, vol_max=2.0)(log_moneyness=0.0, expiry=1.0) == 2.0
    high = local_vol(flat(0.2), vol_min=0.25, vol_max=0.3)
    assert high(log_moneyness=0.0, expiry=0.5) == 0.25
    assert high.status(log_moneyness=0.0, expiry=0.5) is LocalVolStatus.AT_MIN
    low = local_vol(flat(0.2), vol_max=0.1)
    assert low.status(log_moneyness=0.0, expiry=0.5) is LocalVolStatus.AT_MAX


class Clocked:
    """20 % a clock year; the clock runs on five of seven days, four hours of which are an event."""

    def __init__(self) -> None:
        day = 1.0 / 365.0
        years = np.array([0.0, 5.0, 7.0, 12.0, 12.0, 14.0]) * day
        self.clock = TimeTable(
            years=years, variance_years=np.array([0.0, 7.0, 7.0, 14.0, 15.0, 15.0]) * day
        )

    valuation_time = flat().valuation_time
    fitted_expiries = (7.0 / 365.0, 14.0 / 365.0)

    def forward(self, expiry):
        return np.full(np.shape(expiry), 100.0)

    def total_variance(self, *, strike=None, log_moneyness=None, expiry):
        w = 0.04 * np.asarray(self.clock(expiry))
        return np.broadcast_arrays(w, log_moneyness)[0] + 0.0

    def derivatives(self, *, strike=None, log_moneyness=None, expiry):
        w = self.total_variance(log_moneyness=log_moneyness, expiry=expiry)
        growth = np.broadcast_arrays(0.04 * np.asarray(self.clock.rate(expiry)), w)[0]
        nothing = np.zeros_like(w)
        return SurfaceDerivatives(total_variance=w, dw_dk=nothing, d2w_dk2=nothing, dw_dt=growth)


def test_in_clock_time_it_is_smooth_over_weekends_and_in_calendar_time_it_rests() -> None:
    days = np.array([1.0, 6.0, 8.0, 13.0]) / 365.0
    calendar = local_vol(Clocked())
    assert calendar(log_moneyness=0.0, expiry=days) == pytest.approx(
        [0.2 * math.sqrt(1.4), 0.0, 0.2 * math.sqrt(1.4), 0.0]
    )
    assert calendar.status(log_moneyness=0.0, expiry=days[1]) is LocalVolStatus.DEFINED
    clock = local_vol(Clocked(), time="clock")
    assert clock(log_moneyness=0.0, expiry=days) == pytest.approx([0.2] * 4)


def test_a_grid_keeps_the_variance_of_an_event() -> None:
    ends = np.array([5.0, 7.0, 12.0, 14.0]) / 365.0
    grid = local_vol(Clocked()).grid(expiries=ends, log_moneyness=[-0.1, 0.0, 0.1])
    total = (grid.vol[:, 1] ** 2 * np.diff(ends, prepend=0.0)).sum()
    assert total == pytest.approx(0.04 * 15.0 / 365.0)


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("vol_min", {"vol_min": -0.1}),
        ("vol_max", {"vol_min": 0.3, "vol_max": 0.2}),
        ("vol_max", {"vol_max": math.inf}),
        ("min_g", {"min_g": -1.0}),
        ("min_g", {"min_g": math.nan}),
        ("time", {"time": "business"}),
    ],
)
def test_bounds_outside_their_domain_are_refused(name, terms) -> None:
    with pytest.raises(InvalidArgumentError, match=name):
        local_vol(flat(), **terms)
