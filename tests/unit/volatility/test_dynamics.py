from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import EssviSlice, EssviSurface, ForwardCurve, ForwardNode, SpotVolDynamics

NOW = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
YEARS = (0.1, 0.5, 1.0)
THETA, RHO, PSI = (0.004, 0.02, 0.04), -0.6, (0.08, 0.18, 0.25)


def surface():
    slices = tuple(
        EssviSlice(
            expiry=NOW + dt.timedelta(days=365 * t),
            years=t,
            theta=theta,
            rho=RHO,
            psi=psi,
            log_moneyness_min=-0.5,
            log_moneyness_max=0.3,
            n_quotes=50,
        )
        for t, theta, psi in zip(YEARS, THETA, PSI, strict=True)
    )
    nodes = tuple(
        ForwardNode(years=t, forward=100 * np.exp(0.02 * t), discount_factor=0.99) for t in YEARS
    )
    return EssviSurface(valuation_time=NOW, slices=slices, forwards=ForwardCurve(nodes=nodes))


@pytest.mark.parametrize(
    ("given", "ratio", "name"),
    [
        ("sticky_strike", 1.0, "sticky_strike"),
        ("sticky_moneyness", 0.0, "sticky_moneyness"),
        (1.4, 1.4, "skew_stickiness 1.4"),
        ("1.4", 1.4, "skew_stickiness 1.4"),
        (0, 0.0, "sticky_moneyness"),
        (SpotVolDynamics(skew_stickiness=-0.25), -0.25, "skew_stickiness -0.25"),
    ],
)
def test_dynamics_come_from_names_and_ratios(given, ratio, name):
    found = SpotVolDynamics.of(given)
    assert found.skew_stickiness == ratio
    assert found.name == name


@pytest.mark.parametrize("given", ["sticky_delta", "nan", np.inf, None, True, "", [1.0]])
def test_what_is_no_dynamics_is_refused(given):
    with pytest.raises(InvalidArgumentError, match=r"dynamics is .*; give one of sticky_strike"):
        SpotVolDynamics.of(given)


@pytest.mark.parametrize(
    ("field", "value"), [("skew_stickiness", np.nan), ("standard_error", -1.0)]
)
def test_fields_outside_their_domain_are_refused(field, value):
    with pytest.raises(InvalidArgumentError, match=f"{field} is"):
        SpotVolDynamics(**{field: value})


def test_sticky_strike_keeps_each_strikes_vol():
    strike = np.array([80.0, 100.0, 130.0])
    kept = SpotVolDynamics.of("sticky_strike").vol(
        surface(), strike=strike, expiry=0.5, log_return=-0.1
    )
    assert kept == pytest.approx(surface().vol(strike=strike, expiry=0.5), rel=1e-14)


def test_sticky_moneyness_keeps_the_vol_of_strike_over_forward():
    moved = SpotVolDynamics.of("sticky_moneyness").vol(
        surface(), strike=80.0 * np.exp(0.07), expiry=0.5, log_return=0.07
    )
    assert moved == pytest.approx(surface().vol(strike=80.0, expiry=0.5), rel=1e-14)


@pytest.mark.parametrize("ratio", [-0.5, 0.0, 0.7, 1.0, 1.6])
def test_the_vol_at_the_forward_moves_by_the_ratio_times_the_skew(ratio):
    base, x = surface(), 1e-5
    found = base.derivatives(log_moneyness=0.0, expiry=0.5)
    vol = base.vol(log_moneyness=0.0, expiry=0.5)
    skew = found.dw_dk / (2 * 0.5 * vol)
    dynamics = SpotVolDynamics(skew_stickiness=ratio)
    up = dynamics.vol(base, log_moneyness=x, expiry=0.5, log_return=x)
    down = dynamics.vol(base, log_moneyness=-x, expiry=0.5, log_return=-x)
    assert (up - down) / (2 * x) == pytest.approx(ratio * skew, abs=1e-8)


@pytest.mark.parametrize("ratio", [-0.5, 0.0, 0.7, 1.6])
def test_slopes_are_derivatives_at_fixed_strike(ratio):
    dynamics, base = SpotVolDynamics(skew_stickiness=ratio), surface()
    k, t, h = np.array([-0.3, -0.05, 0.0, 0.2]), np.array([0.1, 0.3, 0.5, 2.0]), 2e-5
    down, mid, up = (
        dynamics.vol(base, log_moneyness=k, expiry=t, log_return=x) for x in (-h, 0.0, h)
    )
    first, second = dynamics.slopes(base, log_moneyness=k, expiry=t)
    assert first == pytest.approx((up - down) / (2 * h), abs=1e-7)
    assert second == pytest.approx((up - 2 * mid + down) / h**2, abs=1e-5)


def test_strike_and_log_moneyness_exclude_each_other():
    with pytest.raises(InvalidArgumentError, match="exactly one of strike and log_moneyness"):
        SpotVolDynamics().vol(surface(), expiry=0.5, log_return=0.0)
