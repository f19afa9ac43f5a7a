from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.market import TimeTable
from axiom.volatility import SplineSurface, SpotVolDynamics
from axiom.volatility.live.motion import grown_error, is_free, moved_forwards, rolled, travelled

from .made import NOW, fitted


@pytest.mark.parametrize("hours", [0.5, 24.0, 160.0])
def test_a_rolled_surface_keeps_vols_forwards_and_proof(hours):
    time = NOW + dt.timedelta(hours=hours)
    found = rolled(fitted(), time)
    assert found.valuation_time == time
    assert is_free(found.slices, last=True)
    k = np.linspace(-0.3, 0.3, 13)
    for before, after in zip(fitted().slices, found.slices, strict=True):
        assert after.years == pytest.approx(before.years - hours / (365 * 24), rel=1e-12)
        vols = (
            s.vol(log_moneyness=k, expiry=t.years) for s, t in ((fitted(), before), (found, after))
        )
        assert next(vols) == pytest.approx(next(vols), rel=1e-12)
        assert found.forward(after.years) == pytest.approx(fitted().forward(before.years))
        rates = (
            -np.log(s.discount_factor(t.years)) / t.years
            for s, t in ((fitted(), before), (found, after))
        )
        assert next(rates) == pytest.approx(next(rates), rel=1e-9)


def test_a_clock_says_how_much_variance_has_passed():
    years = fitted().slices[-1].years
    clock = TimeTable(years=[0.0, 0.01, 2.0], variance_years=[0.0, 0.02, 2.0])
    surface = SplineSurface(
        valuation_time=NOW, slices=fitted().slices, forwards=fitted().forwards, clock=clock
    )
    time = NOW + dt.timedelta(days=0.01 * 365)
    found = rolled(surface, time)
    passed = (time - NOW).total_seconds() / (365 * 86400)
    left = found.total_variance(log_moneyness=0.0, expiry=years - passed)
    whole = surface.total_variance(log_moneyness=0.0, expiry=years)
    assert left / whole == pytest.approx((clock(years) - clock(passed)) / clock(years), rel=1e-9)
    assert is_free(found.slices, last=True)


@pytest.mark.parametrize("ratio", [0.0, 1.0, 1.7])
@pytest.mark.parametrize("move", [-0.05, 0.003])
def test_travelled_surfaces_are_free_as_far_as_they_travel(ratio, move):
    found, share = travelled(fitted(), move, SpotVolDynamics(skew_stickiness=ratio))
    assert is_free(found.slices, last=True)
    assert share in (0.0, 0.25, 0.5, 1.0)
    if ratio == 0.0:
        assert share == 1.0
        assert found.slices == fitted().slices
    k, years = np.linspace(-0.1, 0.1, 5), fitted().slices[1].years
    expected = fitted().vol(log_moneyness=k + share * ratio * move, expiry=years)
    assert found.vol(log_moneyness=k, expiry=years) == pytest.approx(expected, rel=1e-12)


def test_forwards_move_with_the_spot_and_discount_factors_stay():
    found = moved_forwards(fitted().forwards, 0.1)
    for before, after in zip(fitted().forwards.nodes, found.nodes, strict=True):
        assert after.forward == pytest.approx(before.forward * np.exp(0.1), rel=1e-14)
        assert after.discount_factor == before.discount_factor


def test_errors_add_in_squares():
    one = fitted().slices[1]
    base = np.full(one.knots.size, 0.01)
    vol = np.sqrt(one.total_variance / one.years)
    found = grown_error(one, base, variance_time=0.04, doubt=0.0, vol_of_vol=0.5)
    assert found == pytest.approx(np.sqrt(1e-4 + (0.5 * vol) ** 2 * 0.04))
    still = grown_error(one, base, variance_time=0.0, doubt=0.0, vol_of_vol=0.5)
    assert still == pytest.approx(base)
    doubted = grown_error(one, base, variance_time=0.0, doubt=0.02, vol_of_vol=0.5)
    h = 1e-6
    up, down = (fitted().vol(log_moneyness=one.knots + x, expiry=one.years) for x in (h, -h))
    expected = np.sqrt(1e-4 + (0.02 * (up - down) / (2 * h)) ** 2)
    assert doubted == pytest.approx(expected, rel=1e-5)
