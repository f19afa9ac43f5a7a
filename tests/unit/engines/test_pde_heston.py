"""Heston's model by finite differences: published values, the flat limit, identities."""

from __future__ import annotations

import math

import pytest

import axiom
from axiom.engines import Valuation
from axiom.instruments import (
    American,
    Barrier,
    CashOrNothing,
    DoubleBarrier,
    European,
    Instrument,
    NoTouch,
    OneTouch,
)
from axiom.market import Market
from axiom.models import BlackScholes, Heston
from tests.barrier_forms import barrier_price

MARKET = Market(spot=100.0, rate=0.05)
STEEP = Heston(
    initial_variance=0.04,
    mean_reversion=2.5,
    long_variance=0.04,
    vol_of_vol=0.66,
    correlation=-0.8,
)
MILD = Heston(
    initial_variance=0.06,
    mean_reversion=2.0,
    long_variance=0.05,
    vol_of_vol=0.3,
    correlation=-0.6,
)


def by_pde(
    contract: Instrument,
    *,
    model: Heston = MILD,
    market: Market = MARKET,
    tolerance: float = 1e-4,
    greeks: bool = True,
) -> Valuation:
    return axiom.value(
        contract,
        model=model,
        market=market,
        engine="pde",
        tolerance=tolerance,
        greeks=greeks,
        threads=1,
    )


@pytest.mark.parametrize(("is_call", "expected"), [(True, 16.0701549170), (False, 17.0552709613)])
def test_lewis(is_call: bool, expected: float) -> None:
    """Lewis, wilmott.com, 2010, as in QuantLib's test suite, hestonmodel.cpp: fifteen digits."""
    model = Heston(
        initial_variance=0.04,
        mean_reversion=4.0,
        long_variance=0.25,
        vol_of_vol=1.0,
        correlation=-0.5,
    )
    market = Market(spot=100.0, rate=0.01, dividend_yield=0.02)
    contract = European(strike=100.0, expiry=1.0, is_call=is_call)
    found = by_pde(contract, model=model, market=market)
    assert found.met
    assert found.price == pytest.approx(expected, abs=found.error)
    assert found.price == pytest.approx(expected, abs=5e-4)


AMERICAN = [(8.0, 2.0), (9.0, 1.107621), (10.0, 0.520030), (11.0, 0.213677), (12.0, 0.082044)]


@pytest.mark.parametrize(("spot", "expected"), AMERICAN)
def test_american_puts(spot: float, expected: float) -> None:
    """Ikonen, Toivanen, Numerical Methods for PDEs 24, 2008, p. 120: their finest grid."""
    model = Heston(
        initial_variance=0.0625,
        mean_reversion=5.0,
        long_variance=0.16,
        vol_of_vol=0.9,
        correlation=0.1,
    )
    market = Market(spot=spot, rate=0.1)
    found = by_pde(American(strike=10.0, expiry=0.25, is_call=False), model=model, market=market)
    assert found.price == pytest.approx(expected, abs=3e-4)
    assert found.price >= max(10.0 - spot, 0.0)


def test_knock_out_call() -> None:
    """QuantLib's test suite, fdheston.cpp: 9.1530, delta 0.5218, gamma -0.0354, each within 0.01.

    Its finite differences on 400 steps, 800 by 200 nodes give 9.1565.
    """
    contract = Barrier(
        strike=100.0, barrier=135.0, expiry=1.0, is_call=True, is_up=True, is_knock_in=False
    )
    found = by_pde(contract, model=STEEP)
    assert found.price == pytest.approx(9.1565, abs=1e-2)
    assert found.greeks is not None
    assert found.greeks.delta == pytest.approx(0.5205, abs=5e-3)
    assert found.greeks.gamma == pytest.approx(-0.0354, abs=5e-3)


@pytest.mark.parametrize("is_up", [False, True])
def test_little_vol_of_vol_is_black_scholes(is_up: bool) -> None:
    model = Heston(
        initial_variance=0.0625,
        mean_reversion=1.0,
        long_variance=0.0625,
        vol_of_vol=0.01,
        correlation=0.0,
    )
    barrier = 120.0 if is_up else 90.0
    terms = {
        "strike": 100.0,
        "barrier": barrier,
        "expiry": 0.5,
        "is_call": True,
        "is_up": is_up,
        "is_knock_in": False,
        "rebate": 1.0,
    }
    exact = barrier_price(spot=100.0, vol=0.25, rate=0.05, dividend_yield=0.0, **terms)
    found = by_pde(Barrier(**terms), model=model)
    assert found.price == pytest.approx(exact, abs=found.error + 1e-3)


def test_knock_in_and_knock_out_are_the_vanilla() -> None:
    terms = {"strike": 100.0, "barrier": 90.0, "expiry": 0.5, "is_call": False, "is_up": False}
    out, inside = (by_pde(Barrier(**terms, is_knock_in=k), greeks=False) for k in (False, True))
    vanilla = by_pde(European(strike=100.0, expiry=0.5, is_call=False))
    total = out.price + inside.price
    assert total == pytest.approx(vanilla.price, abs=out.error + inside.error + vanilla.error)


def test_touching_or_not_is_certain() -> None:
    touch = by_pde(OneTouch(barrier=115.0, expiry=0.5, is_up=True, pays_at="expiry"))
    stays = by_pde(NoTouch(barrier=115.0, expiry=0.5, is_up=True))
    bond = math.exp(-0.025)
    assert touch.price + stays.price == pytest.approx(bond, abs=touch.error + stays.error)


def test_double_barriers_and_dates_order_prices() -> None:
    terms = {"strike": 100.0, "lower": 80.0, "upper": 125.0, "expiry": 0.5, "is_call": True}
    always = by_pde(DoubleBarrier(**terms, is_knock_in=False))
    twice = by_pde(DoubleBarrier(**terms, is_knock_in=False, monitoring=(0.25, 0.5)))
    vanilla = by_pde(European(strike=100.0, expiry=0.5))
    assert 0.0 < always.price < twice.price < vanilla.price


CONTRACTS = [European(strike=105.0, expiry=0.5), CashOrNothing(strike=100.0, expiry=0.5)]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_greeks_against_bumps(contract: Instrument) -> None:
    size = contract.size((100.0,))
    found = by_pde(contract, tolerance=2e-3)
    assert found.greeks is not None

    def slope(models: tuple[Heston, Heston], markets: tuple[Market, Market], width: float) -> float:
        up, down = (
            by_pde(contract, model=model, market=market, tolerance=2e-3, greeks=False).price
            for model, market in zip(models, markets, strict=True)
        )
        return (up - down) / width

    same, here = (MILD, MILD), (MARKET, MARKET)
    spots = (MARKET.with_spot(101.0), MARKET.with_spot(99.0))
    assert found.greeks.delta == pytest.approx(slope(same, spots, 2.0), abs=3e-4 * size)
    vols = (MILD.shifted(0.01), MILD.shifted(-0.01))
    assert found.greeks.vega == pytest.approx(slope(vols, here, 0.02), abs=5e-3 * size)
    rates = (MARKET.with_rate_shifted(0.002), MARKET.with_rate_shifted(-0.002))
    assert found.greeks.rho == pytest.approx(slope(same, rates, 0.004), abs=5e-3 * size)
    later = by_pde(contract.aged(0.02, spots=(100.0,)), tolerance=2e-3, greeks=False).price
    theta = (later - found.price) / 0.02
    assert found.greeks.theta == pytest.approx(theta, rel=0.1, abs=0.01 * size)


def test_american_is_worth_more() -> None:
    american = by_pde(American(strike=105.0, expiry=0.5, is_call=False))
    european = by_pde(European(strike=105.0, expiry=0.5, is_call=False))
    assert american.price > european.price + 0.05
    flat = axiom.value(
        American(strike=105.0, expiry=0.5, is_call=False),
        model=BlackScholes(vol=0.05),
        market=MARKET,
        engine="pde",
    )
    assert american.price > flat.price


def test_threads_change_nothing() -> None:
    contract = European(strike=100.0, expiry=0.5)
    one, two = (
        axiom.value(contract, model=MILD, market=MARKET, engine="pde", threads=n) for n in (1, 2)
    )
    assert one.price == two.price
    assert one.greeks == two.greeks


def test_refusals() -> None:
    still = Heston(
        initial_variance=0.04,
        mean_reversion=1.0,
        long_variance=0.04,
        vol_of_vol=0.0,
        correlation=0.0,
    )
    with pytest.raises(axiom.AxiomError, match="leaves nothing to diffuse"):
        by_pde(European(strike=100.0, expiry=1.0), model=still)
