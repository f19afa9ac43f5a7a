"""`axiom.value`: the choice of a method, batches, and what is refused."""

import math

import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.engines import METHODS
from axiom.engines.valuation import FASTEST
from axiom.instruments import Basket, European
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, Correlated, VolTermStructure

MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
MODEL = BlackScholes(vol=0.2)
CALL = European(strike=105.0, expiry=0.5)


def test_a_call_is_worth_its_closed_form():
    found = axiom.value(CALL, model=MODEL, market=MARKET)
    assert found.price == pytest.approx(
        axiom.price(spot=100.0, strike=105.0, expiry=0.5, vol=0.2, rate=0.03, dividend_yield=0.01),
        rel=1e-14,
    )
    assert (found.engine, found.met) == ("analytic", True)
    assert 0.0 < found.error < 1e-10
    assert found.why == FASTEST


def test_a_batch_is_in_order_and_equals_single_calls():
    options = [European(strike=k, expiry=1.0, is_call=k > 100.0) for k in (110.0, 90.0, 100.0)]
    batch = axiom.value(options, model=MODEL, market=MARKET)
    assert batch == [axiom.value(option, model=MODEL, market=MARKET) for option in options]
    assert axiom.value([], model=MODEL, market=MARKET) == []


def test_greeks_only_when_asked():
    assert axiom.value(CALL, model=MODEL, market=MARKET, greeks=False).greeks is None


def test_term_structures_give_the_greeks_of_bumps():
    model = BlackScholes(vol=VolTermStructure(times=(0.25, 1.0), vols=(0.3, 0.2)))
    market = Market(
        spot=100.0,
        rate=ZeroCurve(times=(0.25, 1.0), rates=(0.02, 0.04)),
        dividend_yield=ZeroCurve(times=(0.5, 1.0), rates=(0.0, 0.02)),
    )

    def price(option=CALL, model=model, market=market):
        return axiom.value(option, model=model, market=market, greeks=False).price

    greeks = axiom.value(CALL, model=model, market=market).greeks
    h = 1e-4
    up, down = price(market=market.with_spot(100.0 + h)), price(market=market.with_spot(100.0 - h))
    assert greeks.delta == pytest.approx((up - down) / (2.0 * h), rel=1e-7)
    slope = (price(model=model.shifted(h)) - price(model=model.shifted(-h))) / (2.0 * h)
    assert greeks.vega == pytest.approx(slope, rel=1e-6)
    slope = price(market=market.with_rate_shifted(h)) - price(market=market.with_rate_shifted(-h))
    assert greeks.rho == pytest.approx(slope / (2.0 * h), rel=1e-6)
    later = price(CALL.aged(h, spots=(100.0,)), model.aged(h), market.aged(h))
    much_later = price(CALL.aged(2 * h, spots=(100.0,)), model.aged(2 * h), market.aged(2 * h))
    slope = (-3.0 * price() + 4.0 * later - much_later) / (2.0 * h)
    assert greeks.theta == pytest.approx(slope, rel=1e-5)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tolerance": 0.0}, "tolerance=0.0"),
        ({"tolerance": math.nan}, "tolerance=nan"),
        ({"seed": -1}, "seed=-1"),
        ({"seed": True}, "seed=True"),
        ({"threads": 0}, "threads must be a whole number of at least 1"),
        ({"max_paths": 0}, "max_paths=0"),
        ({"engine": "tree"}, "engine='tree': give one of 'auto', 'analytic'"),
    ],
)
def test_impossible_requests_are_refused(given, message):
    with pytest.raises(InvalidArgumentError) as caught:
        axiom.value(CALL, model=MODEL, market=MARKET, **given)
    assert message in str(caught.value)


def test_numbers_of_assets_must_agree():
    basket = Basket(weights=(0.5, 0.5), strike=100.0, expiry=1.0)
    with pytest.raises(InvalidArgumentError, match="Basket has 2 assets, the model 1"):
        axiom.value(basket, model=MODEL, market=MARKET)
    model = Correlated(models=(MODEL, MODEL), correlation=((1.0, 0.5), (0.5, 1.0)))
    with pytest.raises(InvalidArgumentError, match="Basket has 2 assets, the market 1"):
        axiom.value(basket, model=model, market=MARKET)


def test_what_is_no_contract_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"give a contract of axiom\.instruments"):
        axiom.value(["call"], model=MODEL, market=MARKET)


def test_methods_are_told_apart_by_their_names():
    keys = [(m.engine, m.name, m.instrument, m.model) for m in METHODS]
    assert len(set(keys)) == len(keys)
    assert all(method.speed > 0.0 and method.source for method in METHODS)
