"""Properties of the Greeks of American options."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import axiom

OPTIONS = st.fixed_dictionaries(
    {
        "spot": st.floats(50.0, 200.0),
        "strike": st.floats(60.0, 160.0),
        "expiry": st.floats(0.02, 3.0),
        "vol": st.floats(0.08, 0.9),
        "rate": st.floats(0.0, 0.1),
        "dividend_yield": st.floats(0.0, 0.1),
        "is_call": st.booleans(),
    }
)
QUICK = settings(max_examples=150, deadline=None)


def american(option, **changes) -> axiom.Greeks:
    return axiom.greeks(**{**option, **changes}, exercise="american")


@QUICK
@given(OPTIONS)
def test_signs_and_bounds(option):
    g = american(option)
    sign = 1.0 if option["is_call"] else -1.0
    assert 0.0 <= sign * g.delta <= 1.0 + 1e-9
    assert -1.0 - 1e-9 <= sign * g.dual_delta <= 0.0
    assert g.gamma >= -1e-9
    assert g.dual_gamma >= -1e-9
    assert g.vega >= -1e-6
    assert sign * g.psi <= 1e-6
    assert sign * g.rho >= -1e-6
    assert all(math.isfinite(value) for value in g.as_dict().values())


@QUICK
@given(OPTIONS)
def test_prices_are_homogeneous_in_spot_and_strike(option):
    g = american(option)
    spot, strike = option["spot"], option["strike"]
    scale = spot + strike
    assert spot * g.delta + strike * g.dual_delta == pytest.approx(g.price, abs=1e-12 * scale)
    assert spot**2 * g.gamma == pytest.approx(strike**2 * g.dual_gamma, rel=1e-11, abs=1e-12)
    doubled = american(option, spot=2.0 * spot, strike=2.0 * strike)
    assert doubled.price == pytest.approx(2.0 * g.price, rel=1e-11, abs=1e-11 * scale)
    assert doubled.vega == pytest.approx(2.0 * g.vega, rel=1e-8, abs=1e-8 * scale)
    assert doubled.gamma == pytest.approx(0.5 * g.gamma, rel=1e-8, abs=1e-10)


@QUICK
@given(OPTIONS)
def test_scaling_time_ties_vega_to_theta_rho_and_psi(option):
    # The price depends on vol^2 T, rate T and yield T alone.
    g = american(option)
    time = -option["expiry"] * g.theta
    others = option["rate"] * g.rho + option["dividend_yield"] * g.psi
    scale = abs(time) + abs(others) + option["strike"]
    assert 0.5 * option["vol"] * g.vega + others == pytest.approx(time, abs=1e-5 * scale)


@QUICK
@given(OPTIONS)
def test_the_pricing_equation_ties_the_greeks(option):
    g = american(option)
    spot, vol, rate = option["spot"], option["vol"], option["rate"]
    carried = (rate - option["dividend_yield"]) * spot * g.delta
    rest = rate * g.price - carried - 0.5 * (vol * spot) ** 2 * g.gamma
    # In the exercise region the price stays as it is, and waiting would lose.
    assert g.theta == pytest.approx(rest, abs=1e-9 * option["strike"]) or (
        g.theta == 0.0 and rest >= -1e-12
    )
