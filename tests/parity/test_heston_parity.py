"""Strips under Heston, Bates and Merton against a twin, a series, and bumped values."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from axiom import price
from axiom.kernels.fourier import OUTPUTS, AffineParameters, AffineStrips
from tests.parity.affine_twin import undiscounted

HESTON = AffineParameters(
    initial_variance=0.04, mean_reversion=1.5, long_variance=0.06, vol_of_vol=0.6, correlation=-0.7
)
BATES = replace(HESTON, jump_intensity=0.8, jump_mean=-0.08, jump_vol=0.12)
EXTREME = AffineParameters(
    initial_variance=0.01, mean_reversion=0.1, long_variance=0.09, vol_of_vol=3.0, correlation=0.9
)
CASES = [
    (HESTON, 1 / 365, 0.02),
    (HESTON, 0.5, 0.3),
    (HESTON, 30.0, 1.5),
    (EXTREME, 2.0, 0.3),
    (replace(EXTREME, correlation=-0.99), 0.25, 0.2),
    (replace(HESTON, vol_of_vol=0.01), 1.0, 0.3),
    (replace(HESTON, vol_of_vol=0.0), 1.0, 0.3),
    (BATES, 0.1, 0.15),
    (BATES, 10.0, 1.0),
]


@pytest.mark.parametrize(("parameters", "expiry", "width"), CASES)
@pytest.mark.parametrize("payoff", ["vanilla", "cash", "asset"])
def test_the_twin_agrees_within_the_stated_error(parameters, expiry, width, payoff):
    strikes = 100.0 * np.exp(width * np.array([-1.5, 0.0, 0.8]))
    is_call = np.array([False, True, True])
    strips = AffineStrips(forward=100.0, strike=strikes, expiry=expiry, is_call=is_call)
    found = strips.values(parameters, payoff=payoff)
    wanted = undiscounted(strikes, 100.0, parameters.as_array(), expiry, is_call, payoff=payoff)
    assert np.all(np.abs(found.values[0] - wanted) <= found.errors[0] + 2e-12)
    assert found.errors.max() <= 1e-9


@pytest.mark.parametrize("jump_vol", [0.0, 0.05, 0.3])
@pytest.mark.parametrize("expiry", [0.02, 1.0, 8.0])
def test_merton_is_a_poisson_mixture_of_black_scholes(expiry, jump_vol):
    merton = AffineParameters(
        initial_variance=0.04,
        long_variance=0.04,
        jump_intensity=1.3,
        jump_mean=-0.1,
        jump_vol=jump_vol,
    )
    strikes = 100.0 * np.exp(np.linspace(-1.0, 1.0, 9) * 0.3 * math.sqrt(expiry))
    strips = AffineStrips(forward=100.0, strike=strikes, expiry=expiry, is_call=strikes > 100.0)
    found = strips.values(merton)
    drift = 1.3 * expiry * math.expm1(-0.1 + 0.5 * jump_vol**2)
    wanted, weight = np.zeros(9), math.exp(-1.3 * expiry)
    for n in range(80):
        forward = 100.0 * math.exp(n * (-0.1 + 0.5 * jump_vol**2) - drift)
        vol = math.sqrt((0.04 * expiry + n * jump_vol**2) / expiry)
        terms = {"forward": forward, "strike": strikes, "expiry": expiry, "vol": vol}
        wanted += weight * price(**terms, is_call=strikes > 100.0)
        weight *= 1.3 * expiry / (n + 1)
    assert np.all(np.abs(found.values[0] - wanted) <= found.errors[0] + 1e-12)


@pytest.mark.parametrize("payoff", ["vanilla", "cash", "asset"])
@pytest.mark.parametrize("name", OUTPUTS[3:])
def test_parameter_derivatives_are_those_of_bumped_values(name, payoff):
    strikes = np.array([70.0, 95.0, 110.0, 140.0])
    is_call = np.array([False, False, True, True])
    terms = {"forward": 100.0, "strike": strikes, "is_call": is_call}

    def value(shift, outputs=1):
        t, moved = 0.7, BATES
        if name == "expiry":
            t += shift
        else:
            moved = replace(BATES, **{name: getattr(BATES, name) + shift})
        strips = AffineStrips(expiry=t, **terms)
        return strips.values(moved, payoff=payoff, outputs=outputs, tolerance=1e-13).values

    h = 1e-3 * (abs(getattr(BATES, name)) if name != "expiry" else 0.7)
    wide, narrow = ((value(s)[0] - value(-s)[0]) / (2 * s) for s in (2 * h, h))
    derivative = value(0.0, 12)[OUTPUTS.index(name)]
    np.testing.assert_allclose(derivative, (4 * narrow - wide) / 3, rtol=2e-8, atol=2e-8)


@pytest.mark.parametrize("payoff", ["vanilla", "cash", "asset"])
def test_forward_derivatives_are_those_of_bumped_values(payoff):
    strikes = np.array([70.0, 95.0, 110.0, 140.0])

    def value(forward, outputs=1):
        strips = AffineStrips(forward=forward, strike=strikes, expiry=0.7, is_call=strikes > 100)
        return strips.values(BATES, payoff=payoff, outputs=outputs, tolerance=1e-13).values

    found, h = value(100.0, 6), 0.2
    v = {i: value(100.0 + i * h)[0] for i in (-2, -1, 0, 1, 2)}
    first = (8 * (v[1] - v[-1]) - (v[2] - v[-2])) / (12 * h)
    second = (16 * (v[1] + v[-1]) - (v[2] + v[-2]) - 30 * v[0]) / (12 * h * h)
    np.testing.assert_allclose(found[1], first, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(found[2], second, rtol=1e-5, atol=1e-9)
