"""Compiled paths and rules of hedging against readable twins."""

from __future__ import annotations

import math
from dataclasses import replace

import mpmath
import numpy as np
import pytest

from axiom.desk.hedging import (
    BartlettDelta,
    BlackScholesDelta,
    HedgingSetup,
    Leland,
    MinimumVarianceDelta,
    NoTradeBand,
    WhalleyWilmott,
    Zakamouline,
    costs_on_paths,
    sabr_quote,
    simulate_hedging_paths,
)
from axiom.instruments import European
from axiom.kernels.random_numbers import draw_normals, pseudorandom_source
from axiom.models import BlackScholes, Sabr

SABR = Sabr(alpha=0.25, beta=1.0, rho=-0.4, nu=0.9)
POLICIES = [
    BlackScholesDelta(),
    BartlettDelta(),
    MinimumVarianceDelta(constant=-0.25, linear=0.4, quadratic=-0.5),
    Leland(cost=0.01, interval=0.02),
    WhalleyWilmott(cost=0.01, risk_aversion=0.5),
    Zakamouline(cost=0.01, risk_aversion=0.5),
    NoTradeBand(vol_scale=1.2, shift=0.05, below=0.02, above=0.15),
    NoTradeBand(vol_scale=0.9, shift=-0.05, below=0.05, above=0.1, smile=1.0),
]


class Asked:
    """A policy that is asked for every hedge instead of running in the compiled core."""

    def __init__(self, policy):
        self.policy = policy

    def hedge(self, state):
        return self.policy.hedge(state)


def setup_of(model, *, is_call=True, is_short=True, strike=102.0):
    return HedgingSetup(
        model=model,
        option=European(strike=strike, expiry=0.24, is_call=is_call),
        hedges=12,
        drift=0.05,
        rate=0.03,
        cost=0.01,
        is_short=is_short,
    )


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("model", [BlackScholes(vol=0.2), SABR], ids=["BlackScholes", "Sabr"])
@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("is_short", [True, False])
def test_rules_lose_what_the_policies_lose(policy, model, is_call, is_short):
    setup = setup_of(model, is_call=is_call, is_short=is_short)
    paths = simulate_hedging_paths(setup, n_paths=512, seed=2)
    compiled = costs_on_paths(policy, setup, paths)
    asked = costs_on_paths(Asked(policy), setup, paths)
    np.testing.assert_allclose(compiled, asked, atol=1e-10)


@pytest.mark.parametrize("substeps", [1, 3])
def test_sabr_paths_are_those_of_the_scheme(substeps):
    setup = replace(setup_of(SABR), substeps=substeps)
    paths = simulate_hedging_paths(setup, n_paths=64, seed=2)
    width = 0.24 / (12 * substeps)
    normals = draw_normals(pseudorandom_source(seed=2), steps=12 * substeps, factors=2)
    spot, vol = np.full(64, 100.0), np.full(64, 0.25)
    for step, (own, of_vol) in enumerate(normals):
        noise = -0.4 * of_vol + math.sqrt(1.0 - 0.16) * own
        spot = spot * np.exp((0.05 - 0.5 * vol**2) * width + vol * math.sqrt(width) * noise)
        vol = vol * np.exp(0.9 * math.sqrt(width) * of_vol - 0.5 * 0.81 * width)
        if (step + 1) % substeps or step + 1 == 12 * substeps:
            continue
        number = (step + 1) // substeps
        np.testing.assert_allclose(paths.spots[0, number], spot, rtol=1e-12)
        quoted, slope = sabr_quote(
            SABR, spot=spot, alpha=vol, option=setup.option, time_left=0.24 - 0.02 * number
        )
        np.testing.assert_allclose(paths.vols[0, number], quoted, rtol=1e-10)
        np.testing.assert_allclose(paths.slopes[0, number], slope, rtol=1e-6)
    np.testing.assert_allclose(paths.spots[0, -1], spot, rtol=1e-12)


def test_black_scholes_paths_are_exact():
    setup = setup_of(BlackScholes(vol=0.2))
    paths = simulate_hedging_paths(setup, n_paths=64, seed=2)
    normals = draw_normals(pseudorandom_source(seed=2), steps=12)[:, 0]
    steps = (0.05 - 0.02) * 0.02 + 0.2 * math.sqrt(0.02) * normals
    np.testing.assert_allclose(
        paths.spots[0, 1:], 100.0 * np.exp(np.cumsum(steps, axis=0)), rtol=1e-13
    )


@pytest.mark.parametrize("gap", [0.0, 1e-9, 1e-5, 1e-3, 2.7e-3, -2.8e-3, 0.05, -0.4])
def test_quotes_against_many_digits(gap):
    setup = setup_of(SABR, strike=100.0 * math.exp(gap))
    paths = simulate_hedging_paths(setup, n_paths=64, seed=0)
    with mpmath.workdps(60):
        forward, alpha = mpmath.mpf(float(paths.spots[0, 0, 0])), mpmath.mpf(0.25)

        def vol(move):
            return hagan(forward + move, alpha + rho * nu * move / forward, setup)

        rho, nu, step = mpmath.mpf(-0.4), mpmath.mpf(0.9), mpmath.mpf(10) ** -20
        slope = (vol(step) - vol(-step)) / (2 * step)
        at_the_quote = vol(mpmath.mpf(10) ** -40)
    np.testing.assert_allclose(paths.vols[:, 0], float(at_the_quote), rtol=1e-13)
    np.testing.assert_allclose(paths.slopes[:, 0], float(slope), rtol=1e-10)


def hagan(forward, alpha, setup):
    rho, nu, strike = mpmath.mpf(-0.4), mpmath.mpf(0.9), mpmath.mpf(setup.option.strike)
    z = nu / alpha * mpmath.log(forward / strike)
    chi = mpmath.log((mpmath.sqrt(1 - 2 * rho * z + z * z) + z - rho) / (1 - rho))
    first = rho * nu * alpha / 4 + (2 - 3 * rho**2) * nu**2 / 24
    return alpha * z / chi * (1 + first * mpmath.mpf(setup.option.expiry))
