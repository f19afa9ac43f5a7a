"""Contracts on two assets by finite differences, beside closed forms and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.engines.pde.two_assets.payoffs import PAYOFFS, averaged
from axiom.engines.pde.two_assets.scheme import Axis, march
from axiom.instruments import Basket, Exchange, Rainbow, Spread
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, Correlated, LocalVol, VolTermStructure

MARKET = Market(spot=(100.0, 95.0), rate=0.03, dividend_yield=(0.01, 0.02))
FLAT = Correlated(
    models=(BlackScholes(vol=0.25), BlackScholes(vol=0.35)), correlation=((1.0, 0.5), (0.5, 1.0))
)
SMILE = LocalVol(
    times=(0.0, 1.0), log_moneyness=(-0.5, 0.0, 0.5), vols=((0.4, 0.25, 0.2), (0.35, 0.25, 0.22))
)
CONTRACTS = (
    Exchange(expiry=1.0, quantities=(1.0, 1.1)),
    Spread(strike=5.0, expiry=0.5, is_call=True),
    Spread(strike=-3.0, expiry=0.5, is_call=False),
    Basket(weights=(0.5, 0.5), strike=100.0, expiry=2.0, is_call=False),
    Rainbow(strike=100.0, expiry=1.0, is_call=True, on="max", quantities=(1.0, 1.0)),
    Rainbow(strike=90.0, expiry=1.0, is_call=False, on="min", quantities=(1.0, 1.0)),
)


def _by_grid(contract, model=FLAT, market=MARKET, **given):
    return axiom.value(contract, model=model, market=market, engine="pde", **given)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: type(c).__name__)
def test_prices_and_greeks_are_those_of_the_closed_forms(contract):
    found = _by_grid(contract)
    exact = axiom.value(contract, model=FLAT, market=MARKET, engine="analytic", tolerance=1e-8)
    assert found.met
    assert abs(found.price - exact.price) <= found.error
    for name in ("delta", "gamma", "vega", "theta", "rho"):
        apart = np.subtract(getattr(found.greeks, name), getattr(exact.greeks, name))
        assert (np.abs(apart) <= np.asarray(found.greeks.errors[name]) + 1e-6).all(), name


def test_curves_and_term_structures_are_followed():
    model = Correlated(
        models=(
            BlackScholes(vol=VolTermStructure(times=(0.25, 1.0), vols=(0.4, 0.25))),
            BlackScholes(vol=0.3),
        ),
        correlation=((1.0, -0.4), (-0.4, 1.0)),
    )
    market = Market(
        spot=(100.0, 95.0),
        rate=ZeroCurve(times=(0.25, 1.0), rates=(0.01, 0.04)),
        dividend_yield=(0.0, 0.05),
    )
    contract = Rainbow(strike=95.0, expiry=0.8, is_call=True, on="min", quantities=(1.0, 1.0))
    found = _by_grid(contract, model=model, market=market)
    exact = axiom.value(contract, model=model, market=market, engine="analytic", tolerance=1e-8)
    assert abs(found.price - exact.price) <= found.error
    for name in ("delta", "theta", "rho"):
        apart = np.subtract(getattr(found.greeks, name), getattr(exact.greeks, name))
        assert (np.abs(apart) <= np.asarray(found.greeks.errors[name]) + 1e-6).all(), name


def test_local_vols_agree_with_simulation():
    contract = CONTRACTS[4]
    model = Correlated(models=(SMILE, BlackScholes(vol=0.3)), correlation=((1.0, 0.6), (0.6, 1.0)))
    found = _by_grid(contract, model=model)
    simulated = axiom.value(
        contract, model=model, market=MARKET, engine="montecarlo", tolerance=1e-3, seed=3
    )
    assert abs(found.price - simulated.price) <= found.error + 3.0 * simulated.error
    for name in ("delta", "vega"):
        apart = np.abs(np.subtract(getattr(found.greeks, name), getattr(simulated.greeks, name)))
        allowed = np.asarray(found.greeks.errors[name])
        allowed = allowed + 4.0 * np.asarray(simulated.greeks.errors[name])
        assert (apart <= allowed).all(), name


def _axis(reach, intervals, vol):
    return Axis(reach, intervals, lambda _early, _late, _k: np.asarray(vol * vol))


@pytest.mark.parametrize("correlation", [-1.0, -0.6, 0.0, 0.9, 1.0])
def test_the_scheme_is_of_second_order(correlation):
    def error(refinement):
        axes = _axis(2.0, 16 * refinement, 0.3), _axis(2.4, 16 * refinement, 0.4)
        values = np.exp(-2.0 * axes[0].nodes[:, None] ** 2 - axes[1].nodes[None, :] ** 2)
        ends = np.linspace(1.0, 0.0, 8 * refinement + 1)
        found = march(*axes, correlation, ends, values[None])
        return found[0, 8 * refinement, 8 * refinement] - _gaussian_mean(correlation)

    coarse, fine, finest = (abs(error(r)) for r in (2, 4, 8))
    assert math.log2(coarse / fine) > 1.7
    assert math.log2(fine / finest) > 1.7


def _gaussian_mean(correlation):
    """Mean of exp(-2 x^2 - y^2) over the joint normal law of the logs."""
    covariance = np.array([[0.09, 0.12 * correlation], [0.12 * correlation, 0.16]])
    mean, weight = np.array([-0.045, -0.08]), np.diag([4.0, 2.0])
    inner = np.eye(2) + covariance @ weight
    exponent = -0.5 * mean @ weight @ np.linalg.solve(inner, mean)
    return math.exp(exponent) / math.sqrt(np.linalg.det(inner))


def test_a_price_times_its_forward_stays():
    axes = _axis(2.0, 32, 0.3), _axis(2.0, 32, 0.3)
    both = np.broadcast_to(np.exp(axes[0].nodes)[:, None], (33, 33))
    values = np.stack([np.ones((33, 33)), both])
    found = march(*axes, 0.5, np.linspace(1.0, 0.0, 33), values)
    np.testing.assert_allclose(found[0], 1.0, rtol=1e-12)
    assert found[1, 16, 16] == pytest.approx(1.0, abs=3e-3)


def test_means_over_cells_hold_one_more_node_on_each_side():
    axes = _axis(1.0, 8, 0.2), _axis(0.5, 4, 0.2)
    contract = Spread(strike=-1000.0, expiry=1.0, is_call=True)
    means = averaged(PAYOFFS[Spread], contract, axes, (100.0, 90.0))
    assert means.shape == (11, 7)
    width = axes[0].width
    growth = 2.0 * np.sinh(0.5 * width) / width
    middle = 100.0 * growth - 90.0 * growth + 1000.0
    assert means[5, 3] == pytest.approx(middle, rel=1e-4)


def test_what_a_grid_cannot_do_is_said():
    three = Correlated(models=(BlackScholes(vol=0.2),) * 3, correlation=np.eye(3).tolist())
    basket = Basket(weights=(1.0, 1.0, 1.0), strike=300.0, expiry=1.0, is_call=True)
    market = Market(spot=(100.0,) * 3)
    with pytest.raises(InvalidArgumentError, match="it is on 3 assets, the grid takes two"):
        _by_grid(basket, model=three, market=market)
    with pytest.raises(InvalidArgumentError, match="it has expired"):
        _by_grid(Exchange(expiry=0.0))
    still = Correlated(models=(BlackScholes(vol=0.2), BlackScholes(vol=0.0)), correlation=np.eye(2))
    with pytest.raises(InvalidArgumentError, match="asset 1: a standard deviation of 0"):
        _by_grid(Exchange(expiry=1.0), model=still)
