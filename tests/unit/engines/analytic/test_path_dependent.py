"""Closed forms through `axiom.value`: prices, Greeks against bumps, and what is refused."""

import math
from dataclasses import replace

import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import (
    Asian,
    AssetOrNothing,
    Barrier,
    CashOrNothing,
    DoubleBarrier,
    DoubleNoTouch,
    European,
    FixedLookback,
    FloatingLookback,
    NoTouch,
    OneTouch,
)
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, VolTermStructure
from tests.unit.engines.analytic import bumps

MARKET = Market(spot=100.0, rate=0.04, dividend_yield=0.015)
MODEL = BlackScholes(vol=0.25)
CURVED = Market(
    spot=100.0,
    rate=ZeroCurve(times=(0.25, 1.0), rates=(0.02, 0.04)),
    dividend_yield=ZeroCurve(times=(0.5, 1.0), rates=(0.0, 0.02)),
)
SLOPED = BlackScholes(vol=VolTermStructure(times=(0.25, 1.0), vols=(0.3, 0.2)))
OPTION = {"strike": 98.0, "expiry": 0.7, "is_call": True}
DOWN = {"barrier": 85.0, "is_up": False}

CONTRACTS = {
    "cash": CashOrNothing(**OPTION, cash=7.0),
    "asset": AssetOrNothing(**OPTION | {"is_call": False}),
    "touch at hit": OneTouch(**DOWN, expiry=0.7, cash=5.0),
    "touch at expiry": OneTouch(**DOWN, expiry=0.7, cash=5.0, pays_at="expiry"),
    "no touch": NoTouch(**DOWN, expiry=0.7, cash=5.0),
    "double no touch": DoubleNoTouch(lower=85.0, upper=120.0, expiry=0.3, cash=5.0),
    "out": Barrier(**OPTION, **DOWN, is_knock_in=False, rebate=2.0),
    "out at expiry": Barrier(**OPTION, **DOWN, is_knock_in=False, rebate=2.0, rebate_at="expiry"),
    "in": Barrier(**OPTION, **DOWN, is_knock_in=True, rebate=2.0),
    "double out": DoubleBarrier(**OPTION, lower=80.0, upper=130.0, is_knock_in=False, rebate=2.0),
    "double in": DoubleBarrier(**OPTION, lower=80.0, upper=130.0, is_knock_in=True, rebate=2.0),
    "fixed lookback": FixedLookback(**OPTION),
    "running fixed lookback": FixedLookback(**OPTION, extreme=105.0),
    "floating lookback": FloatingLookback(expiry=0.7),
    "running floating lookback": FloatingLookback(expiry=0.7, is_call=False, extreme=104.0),
    "geometric average": Asian(**OPTION, averaging="geometric"),
    "forward geometric average": Asian(**OPTION, averaging="geometric", average_start=0.2),
    "running geometric average": Asian(
        **OPTION, averaging="geometric", average_start=-0.3, running_average=97.0
    ),
    "geometric fixings": Asian(
        **OPTION, averaging="geometric", fixings=(0.1, 0.4, 0.7), past_fixings=(99.0, 103.0)
    ),
    "geometric strike": Asian(
        **OPTION | {"strike": None}, averaging="geometric", fixings=(0.1, 0.4, 0.7)
    ),
    "running geometric strike": Asian(
        **OPTION | {"strike": None},
        averaging="geometric",
        average_start=-0.3,
        running_average=97.0,
    ),
}
TERMINAL = ("cash", "asset")


def price(contract):
    return bumps.price(contract, MODEL, MARKET)


@pytest.mark.parametrize("name", CONTRACTS)
def test_greeks_are_the_slopes_of_the_price(name):
    bumps.check_greeks(CONTRACTS[name], MODEL, MARKET)


@pytest.mark.parametrize("name", TERMINAL)
def test_term_structures_give_the_greeks_of_bumps(name):
    bumps.check_greeks(CONTRACTS[name], SLOPED, CURVED)


@pytest.mark.parametrize("name", CONTRACTS)
def test_valuations_say_how_good_they_are(name):
    contract = CONTRACTS[name]
    found = axiom.value(contract, model=MODEL, market=MARKET, engine="analytic")
    assert (found.engine, found.error_kind, found.met) == ("analytic", "rounding", True)
    assert 0.0 < found.error < 1e-10
    assert found.price > 0.0


def test_a_batch_is_in_order():
    contracts = [
        replace(CONTRACTS["out"], strike=k, rebate_at=when)
        for k, when in ((90.0, "hit"), (95.0, "expiry"), (100.0, "hit"))
    ]
    batch = axiom.value(contracts, model=MODEL, market=MARKET, engine="analytic")
    assert [v.price for v in batch] == [price(c) for c in contracts]
    averages = [CONTRACTS["geometric strike"], CONTRACTS["geometric fixings"]]
    batch = axiom.value(averages, model=MODEL, market=MARKET, engine="analytic")
    assert [v.price for v in batch] == [price(c) for c in averages]


@pytest.mark.parametrize("is_knock_in", [True, False])
def test_reached_barriers(is_knock_in):
    gone = replace(CONTRACTS["out"], barrier=101.0, is_knock_in=is_knock_in)
    assert price(gone) == pytest.approx(
        price(European(**OPTION)) if is_knock_in else 2.0, rel=1e-13
    )


def test_receding_barriers_leave_the_european_option():
    far = replace(CONTRACTS["out"], barrier=1e-3)
    assert price(far) == pytest.approx(price(European(**OPTION)), rel=1e-13)


def test_one_fixing_is_a_european_option():
    single = Asian(**OPTION, averaging="geometric", fixings=(0.7,))
    assert price(single) == pytest.approx(price(European(**OPTION)), rel=1e-13)


def test_averages_that_are_over_are_certain():
    past = Asian(**OPTION, averaging="geometric", fixings=(), past_fixings=(100.0, 110.0))
    paid = (math.sqrt(11000.0) - 98.0) * math.exp(-0.04 * 0.7)
    assert price(past) == pytest.approx(paid, rel=1e-13)


@pytest.mark.parametrize(
    ("contract", "model", "market", "reason"),
    [
        (CONTRACTS["out"], SLOPED, MARKET, "do not depend on time"),
        (CONTRACTS["no touch"], MODEL, CURVED, "do not depend on time"),
        (replace(CONTRACTS["out"], monitoring=(0.5,)), MODEL, MARKET, "not on dates"),
        (
            FloatingLookback(expiry=1.0, fixings=(0.5, 1.0)),
            BlackScholes(vol=0.0),
            MARKET,
            "not on dates",
        ),
        (Asian(**OPTION), SLOPED, MARKET, "geometric averages"),
        (
            CONTRACTS["cash"],
            MODEL,
            replace(MARKET, dividends=(axiom.Dividend(time=0.3, cash=1.0),)),
            "cash",
        ),
    ],
)
def test_what_the_closed_forms_cannot_do_is_said(contract, model, market, reason):
    with pytest.raises(InvalidArgumentError, match=reason):
        axiom.value(contract, model=model, market=market, engine="analytic")
