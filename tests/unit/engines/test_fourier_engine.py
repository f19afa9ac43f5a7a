"""Heston, Bates and Merton through `axiom.value`: prices, Greeks of bumps, batches, refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import AssetOrNothing, CashOrNothing, European, VarianceSwap
from axiom.market import Market, ZeroCurve
from axiom.models import Bates, Heston, Merton

HESTON = Heston(
    initial_variance=0.04, mean_reversion=1.5, long_variance=0.06, vol_of_vol=0.6, correlation=-0.7
)
BATES = Bates(
    initial_variance=0.04,
    mean_reversion=1.5,
    long_variance=0.06,
    vol_of_vol=0.6,
    correlation=-0.7,
    jump_intensity=0.8,
    jump_mean=-0.08,
    jump_vol=0.12,
)
MERTON = Merton(vol=0.2, jump_intensity=0.8, jump_mean=-0.08, jump_vol=0.12)
FLAT = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
CURVED = Market(
    spot=100.0, rate=ZeroCurve(times=(0.5, 2.0), rates=(0.02, 0.04)), dividend_yield=0.01
)
CONTRACTS = [
    European(strike=105.0, expiry=0.8),
    European(strike=85.0, expiry=1.4, is_call=False),
    CashOrNothing(strike=105.0, expiry=0.8, cash=40.0),
    AssetOrNothing(strike=95.0, expiry=0.8, is_call=False),
    VarianceSwap(strike=0.2, expiry=0.8, notional=100.0, accrued_variance=0.01, elapsed=0.2),
]


def difference(price, h):
    wide, narrow = ((price(s) - price(-s)) / (2 * s) for s in (2 * h, h))
    return (4 * narrow - wide) / 3


@pytest.mark.parametrize("market", [FLAT, CURVED], ids=["flat", "curved"])
@pytest.mark.parametrize("model", [HESTON, BATES, MERTON], ids=["Heston", "Bates", "Merton"])
@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: type(c).__name__)
def test_greeks_are_those_of_bumps(contract, model, market):
    def price(contract=contract, model=model, market=market):
        given = {"model": model, "market": market, "greeks": False, "tolerance": 1e-13}
        return axiom.value(contract, engine="fourier", **given).price

    found = axiom.value(contract, model=model, market=market, engine="fourier", tolerance=1e-12)
    up, down = (difference(lambda s, b=b: price(market=market.with_spot(100 + b + s)), 0.1)
                for b in (0.05, -0.05))  # fmt: skip
    delta = difference(lambda s: price(market=market.with_spot(100.0 + s)), 0.1)
    vega = difference(lambda s: price(model=model.shifted(s)), 1e-3)
    rho = difference(lambda s: price(market=market.with_rate_shifted(s)), 1e-3)

    def later(years):
        return price(contract.aged(years, spots=(100.0,)), model, market.aged(years))

    theta = (-3 * later(0.0) + 4 * later(1e-4) - later(2e-4)) / 2e-4
    greeks = found.greeks
    assert greeks.delta == pytest.approx(delta, abs=1e-7)
    assert greeks.gamma == pytest.approx((up - down) / 0.1, abs=1e-6)
    assert greeks.vega == pytest.approx(vega, rel=1e-7, abs=1e-6)
    assert greeks.rho == pytest.approx(rho, rel=1e-7, abs=1e-6)
    assert greeks.theta == pytest.approx(theta, rel=1e-5, abs=2e-5)


@pytest.mark.parametrize("model", [HESTON, BATES, MERTON], ids=["Heston", "Bates", "Merton"])
def test_parity_and_replication(model):
    terms = {"model": model, "market": CURVED, "engine": "fourier"}
    for strike in (0.0, 70.0, 110.0):
        call, put = (
            axiom.value(European(strike=strike, expiry=0.8, is_call=c), **terms)
            for c in (True, False)
        )
        bond, forward = float(CURVED.discount(0.8)), CURVED.forward(0.8)
        error = call.error + put.error + 1e-12
        assert abs(call.price - put.price - bond * (forward - strike)) <= error
        asset = axiom.value(AssetOrNothing(strike=strike, expiry=0.8), **terms)
        cash = axiom.value(CashOrNothing(strike=strike, expiry=0.8, cash=1.0), **terms)
        gap = asset.price - strike * cash.price - call.price
        assert abs(gap) <= asset.error + strike * cash.error + call.error


def test_a_batch_is_in_order_and_equals_single_calls():
    batch = [*CONTRACTS, *CONTRACTS[::-1]]
    found = axiom.value(batch, model=HESTON, market=FLAT, engine="fourier")
    for contract, valuation in zip(batch, found, strict=True):
        alone = axiom.value(contract, model=HESTON, market=FLAT, engine="fourier")
        assert valuation.price == pytest.approx(alone.price, abs=1e-6)
        assert valuation.met
        assert valuation.error_kind in ("discretisation", "rounding")


def test_a_variance_swap_is_worth_the_expected_variance():
    swap = VarianceSwap(strike=0.0, expiry=2.0)
    found = axiom.value(swap, model=BATES, market=FLAT)
    faded = (1.0 - math.exp(-3.0)) / 1.5
    wanted = 0.06 * (2.0 - faded) + 0.04 * faded + 0.8 * 2.0 * (0.08**2 + 0.12**2)
    assert found.price == pytest.approx(math.exp(-0.06) * wanted / 2.0, rel=1e-13)


def test_what_cannot_be_done_is_refused_with_the_reason():
    with pytest.raises(InvalidArgumentError, match="correlation of -1 or 1"):
        axiom.value(
            European(strike=100.0, expiry=1.0),
            model=replace(HESTON, correlation=-1.0),
            market=FLAT,
            engine="fourier",
        )
    with pytest.raises(InvalidArgumentError, match="discrete fixings"):
        axiom.value(
            VarianceSwap(strike=0.2, expiry=1.0, fixings=(0.5, 1.0)),
            model=HESTON,
            market=FLAT,
            engine="fourier",
        )
