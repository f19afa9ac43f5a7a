"""SABR through `axiom.value`: both forms, their errors, Greeks of bumps, limits, refusals."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import CashOrNothing, European
from axiom.market import Market
from axiom.models import Sabr

MODEL = Sabr(alpha=2.0, beta=0.5, rho=-0.4, nu=0.5)
MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
CONTRACTS = [
    European(strike=90.0, expiry=1.0, is_call=False),
    European(strike=110.0, expiry=1.0),
    CashOrNothing(strike=105.0, expiry=1.0, cash=10.0),
]
ENGINES = ("analytic", "pde")


@pytest.mark.parametrize("contract", CONTRACTS)
def test_each_form_lies_within_the_other_ones_error(contract):
    one, other = (
        axiom.value(contract, model=MODEL, market=MARKET, engine=engine) for engine in ENGINES
    )
    assert 0.0 < abs(one.price - other.price) <= min(one.error, other.error)
    assert one.method == "Hagan"
    assert other.method == "arbitrage-free SABR"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("contract", CONTRACTS)
def test_greeks_are_those_of_bumps(contract, engine):
    def price(contract=contract, model=MODEL, market=MARKET):
        given = {"model": model, "market": market, "engine": engine, "greeks": False}
        return axiom.value(contract, **given).price

    greeks = axiom.value(contract, model=MODEL, market=MARKET, engine=engine).greeks
    spots = [price(market=MARKET.with_spot(100.0 + s)) for s in (-1.0, 0.0, 1.0)]
    assert greeks.delta == pytest.approx((spots[2] - spots[0]) / 2.0, abs=2e-4)
    assert greeks.gamma == pytest.approx(spots[2] - 2 * spots[1] + spots[0], abs=2e-4)
    near, far = (
        price(model=MODEL.shifted(s)) - price(model=MODEL.shifted(-s)) for s in (0.08, 0.16)
    )
    assert greeks.vega == pytest.approx((8.0 * near - far) / 0.96, rel=1e-3)
    rates = [price(market=MARKET.with_rate_shifted(s)) for s in (-0.001, 0.001)]
    assert greeks.rho == pytest.approx((rates[1] - rates[0]) / 0.002, rel=1e-3, abs=1e-3)
    later = price(contract.aged(0.002, spots=(100.0,))) - price(contract)
    assert greeks.theta == pytest.approx(later / 0.002, rel=1e-2, abs=5e-3)


@pytest.mark.parametrize("engine", ENGINES)
def test_parity_of_puts_calls_and_digitals(engine):
    terms = {"model": MODEL, "market": MARKET, "engine": engine}
    for strike in (70.0, 100.0, 130.0):
        call, put = (
            axiom.value(European(strike=strike, expiry=2.0, is_call=c), **terms).price
            for c in (True, False)
        )
        bond = float(MARKET.discount(2.0))
        assert call - put == pytest.approx(bond * (MARKET.forward(2.0) - strike), abs=1e-10)
        paid = sum(
            axiom.value(CashOrNothing(strike=strike, expiry=2.0, is_call=c), **terms).price
            for c in (True, False)
        )
        assert paid == pytest.approx(bond, abs=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_batch_over_expiries_is_in_order(engine):
    batch = [European(strike=k, expiry=t) for t in (1.0, 0.25) for k in (110.0, 95.0)]
    found = axiom.value(batch, model=MODEL, market=MARKET, engine=engine, greeks=False)
    for contract, one in zip(batch, found, strict=True):
        alone = axiom.value(contract, model=MODEL, market=MARKET, engine=engine, greeks=False)
        assert one.price == pytest.approx(alone.price, rel=1e-12)


def test_expired_contracts_pay_at_once():
    for contract, paid in (
        (European(strike=90.0, expiry=0.0), 10.0),
        (European(strike=90.0, expiry=0.0, is_call=False), 0.0),
        (CashOrNothing(strike=90.0, expiry=0.0, cash=3.0), 3.0),
    ):
        found = axiom.value(contract, model=MODEL, market=MARKET, engine="analytic")
        assert found.price == paid


def test_shifts_move_forward_and_strike_alike():
    shifted = Sabr(alpha=0.2, beta=1.0, rho=0.0, nu=0.0, shift=50.0)
    found = axiom.value(European(strike=100.0, expiry=1.0), model=shifted, market=MARKET)
    wanted = axiom.price(
        forward=MARKET.forward(1.0) + 50.0, strike=150.0, expiry=1.0, vol=0.2, rate=0.03
    )
    assert found.price == pytest.approx(wanted, abs=found.error)
    assert np.isfinite(found.greeks.gamma)


def test_strikes_at_zero_are_refused():
    with pytest.raises(InvalidArgumentError, match="their sum must be above 0"):
        axiom.value(European(strike=0.0, expiry=1.0), model=MODEL, market=MARKET, engine="analytic")
