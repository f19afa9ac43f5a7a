"""Lookbacks on fixings: finite differences, limits, Greeks, stated errors, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import European, FixedLookback, FloatingLookback
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, VolTermStructure

MODEL = BlackScholes(vol=0.25)
MARKET = Market(spot=95.0, rate=0.03, dividend_yield=0.01)
MONTHS = tuple((i + 1) / 12 for i in range(12))
UNEVEN = (0.0, 0.1, 0.35, 0.4, 0.9)
KINDS = {
    "floating call": FloatingLookback(expiry=1.0, fixings=MONTHS),
    "floating put": FloatingLookback(expiry=1.0, fixings=UNEVEN, is_call=False),
    "floating, known": FloatingLookback(expiry=1.0, fixings=MONTHS, extreme=90.0),
    "fixed call": FixedLookback(strike=100.0, expiry=1.0, fixings=UNEVEN),
    "fixed put": FixedLookback(strike=100.0, expiry=1.0, fixings=MONTHS, is_call=False),
    "fixed, in the money": FixedLookback(strike=80.0, expiry=1.0, fixings=UNEVEN, extreme=97.0),
}


def value(option, *, model=MODEL, market=MARKET, **how):
    return axiom.value(option, model=model, market=market, **({"engine": "analytic"} | how))


@pytest.mark.parametrize("name", KINDS)
def test_finite_differences_agree(name):
    found, solved = value(KINDS[name]), value(KINDS[name], engine="pde", tolerance=2e-6)
    assert found.method == "recursion over fixings"
    assert found.met
    assert abs(found.price - solved.price) < found.error + solved.error
    for greek, allowed in (("delta", 1e-4), ("gamma", 1e-4), ("vega", 2e-2), ("rho", 2e-2)):
        gap = abs(getattr(found.greeks, greek) - getattr(solved.greeks, greek))
        assert gap < allowed + solved.greeks.errors[greek], greek


@pytest.mark.parametrize("name", ["floating, known", "fixed call"])
def test_simulation_agrees_under_curves(name):
    curve = ZeroCurve(times=(0.25, 1.1), rates=(0.02, 0.04))
    model = BlackScholes(vol=VolTermStructure(times=(0.5, 1.1), vols=(0.2, 0.3)))
    how = {"model": model, "market": replace(MARKET, rate=curve), "greeks": False}
    found = value(KINDS[name], **how)
    drawn = value(KINDS[name], engine="montecarlo", max_paths=1 << 14, **how)
    assert abs(found.price - drawn.price) < 3.5 * drawn.error + found.error


@pytest.mark.parametrize("name", KINDS)
def test_stated_errors_are_true(name):
    exact = value(KINDS[name], tolerance=1e-12, greeks=False)
    for tolerance in (1e-2, 1e-4, 1e-7):
        found = value(KINDS[name], tolerance=tolerance, greeks=False)
        assert abs(found.price - exact.price) <= found.error


@pytest.mark.parametrize("is_call", [True, False])
def test_one_fixing_at_expiry_is_a_european_option(is_call):
    option = FixedLookback(strike=100.0, expiry=1.0, fixings=(1.0,), is_call=is_call)
    plain = value(European(strike=100.0, expiry=1.0, is_call=is_call))
    found = value(option, tolerance=1e-9)
    assert found.price == pytest.approx(plain.price, abs=1e-6)
    for greek in ("delta", "gamma", "vega", "theta", "rho"):
        wanted = getattr(plain.greeks, greek)
        assert getattr(found.greeks, greek) == pytest.approx(wanted, rel=1e-5), greek
    floating = FloatingLookback(expiry=1.0, fixings=(1.0,), is_call=is_call)
    assert value(floating).price == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("name", KINDS)
def test_delta_and_gamma_are_those_of_bumped_spots(name):
    def price(spot):
        moved = MARKET.with_spot(spot)
        return value(KINDS[name], market=moved, tolerance=1e-11, greeks=False).price

    h = 0.05
    up, here, down = price(95.0 + h), price(95.0), price(95.0 - h)
    greeks = value(KINDS[name], tolerance=1e-7).greeks
    assert greeks.delta == pytest.approx((up - down) / (2.0 * h), rel=1e-4, abs=1e-6)
    if name != "floating put":  # the spot is its extreme, which follows the bumps
        curve = (up - 2.0 * here + down) / h**2
        assert greeks.gamma == pytest.approx(curve, rel=1e-3, abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "model", "message"),
    [
        ({"fixings": None}, MODEL, "no fixing lies ahead"),
        ({}, BlackScholes(vol=0.0), "too little for a grid"),
        ({"fixings": (0.5, 0.5 + 1e-6, 1.0)}, MODEL, "nodes"),
    ],
)
def test_what_the_recursion_refuses_is_named(changes, model, message):
    option = replace(KINDS["floating call"], extreme=90.0, **changes)
    methods = [m for m in axiom.engines.METHODS if m.name == "recursion over fixings"]
    own = next(m for m in methods if m.instrument is FloatingLookback)
    assert message in (own.accepts(option, model, MARKET) or "")


def test_dividends_are_refused():
    paying = replace(MARKET, dividends=(axiom.Dividend(time=0.5, cash=1.0),))
    with pytest.raises(InvalidArgumentError, match="dividends"):
        value(KINDS["fixed call"], market=paying)


def test_prices_are_finite_where_the_extreme_is_far():
    for extreme in (1e-3, 1e5):
        option = FloatingLookback(expiry=1.0, fixings=MONTHS, extreme=extreme, is_call=False)
        found = axiom.value(option, model=MODEL, market=MARKET)
        assert np.isfinite([found.price, found.greeks.delta, found.greeks.vega]).all()
        if extreme > 1e3:
            sure = extreme * float(MARKET.discount(1.0)) - 95.0 * np.exp(-0.01)
            assert found.price == pytest.approx(sure, rel=1e-6)
