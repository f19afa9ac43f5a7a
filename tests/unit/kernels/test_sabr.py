"""Hagan's expansion: limits, forms that agree, gradients."""

from __future__ import annotations

import numpy as np
import pytest

from axiom import price
from axiom.kernels.sabr import hagan_normal_vol, hagan_vol, hagan_vol_gradient

SMILE = {"forward": 100.0, "expiry": 1.0, "alpha": 0.25, "beta": 1.0, "rho": -0.4, "nu": 0.6}
STRIKES = np.array([60.0, 99.999, 100.0, 100.001, 150.0])


def test_without_vol_of_vol_beta_one_is_black():
    flat = hagan_vol(**{**SMILE, "nu": 0.0, "rho": 0.0}, strike=STRIKES)
    np.testing.assert_allclose(flat, 0.25, rtol=1e-15)


def test_without_vol_of_vol_beta_zero_is_bachelier():
    given = {**SMILE, "beta": 0.0, "alpha": 20.0, "nu": 0.0}
    np.testing.assert_allclose(hagan_normal_vol(**given, strike=STRIKES), 20.0, rtol=1e-4)


def test_at_the_money_is_the_printed_formula():
    """Hagan and others (2002), equation (2.18)."""
    a, b, r, n, f, t = 2.5, 0.5, -0.3, 0.4, 100.0, 2.0
    bracket = (1 - b) ** 2 / 24 * a * a / f ** (2 - 2 * b) + 0.25 * r * b * a * n / f ** (1 - b)
    wanted = a / f ** (1 - b) * (1 + (bracket + (2 - 3 * r * r) / 24 * n * n) * t)
    given = {"alpha": a, "beta": b, "rho": r, "nu": n, "forward": f, "strike": f, "expiry": t}
    assert hagan_vol(**given) == pytest.approx(wanted, rel=1e-14)


def test_the_money_is_passed_smoothly():
    vols = hagan_vol(**SMILE, strike=STRIKES)
    assert vols[1] - vols[2] == pytest.approx(vols[2] - vols[3], rel=1e-3)


@pytest.mark.parametrize("beta", [0.0, 0.5, 1.0])
def test_both_vols_price_alike_at_short_expiry(beta):
    alpha = 0.2 * 100.0 ** (1.0 - beta)
    given = {**SMILE, "beta": beta, "alpha": alpha, "expiry": 0.02, "nu": 0.3}
    strikes = np.array([96.0, 100.0, 104.0])
    terms = {"forward": 100.0, "strike": strikes, "expiry": 0.02}
    lognormal = price(**terms, vol=hagan_vol(**given, strike=strikes))
    normal = price(**terms, vol=hagan_normal_vol(**given, strike=strikes), model="normal")
    np.testing.assert_allclose(lognormal, normal, rtol=2e-4)


@pytest.mark.parametrize("name", ["forward", "expiry", "alpha", "rho", "nu"])
def test_gradients_are_those_of_bumps(name):
    given = {**SMILE, "beta": 0.7, "strike": STRIKES}
    h = 1e-5 * abs(given[name])
    up, down = (hagan_vol(**{**given, name: given[name] + s}) for s in (h, -h))
    np.testing.assert_allclose(
        hagan_vol_gradient((name,), **given)[0], (up - down) / (2 * h), rtol=2e-6, atol=1e-9
    )
