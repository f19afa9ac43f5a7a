"""Identities between contracts, through `axiom.value`: parities, in + out, strikes, limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import (
    Asian,
    AssetOrNothing,
    Barrier,
    CashOrNothing,
    Chooser,
    Compound,
    DoubleBarrier,
    European,
    Instrument,
    NoTouch,
    OneTouch,
    PartialBarrier,
)
from axiom.market import Market
from axiom.models import Bates, BlackScholes, Correlated, Heston, Merton, Model

HESTON = {
    "initial_variance": 0.04, "mean_reversion": 1.5, "long_variance": 0.05, "vol_of_vol": 0.6,
    "correlation": -0.7,
}  # fmt: skip
JUMPS = {"jump_intensity": 0.4, "jump_mean": -0.1, "jump_vol": 0.15}
MODELS: tuple[Model, ...] = (
    BlackScholes(vol=0.25), Heston(**HESTON), Bates(**HESTON, **JUMPS), Merton(vol=0.2, **JUMPS),
)  # fmt: skip
MARKETS = st.builds(
    Market,
    spot=st.floats(60.0, 160.0), rate=st.floats(-0.02, 0.1), dividend_yield=st.floats(0.0, 0.08),
)  # fmt: skip
STRIKES, EXPIRIES = st.floats(50.0, 180.0), st.floats(0.05, 4.0)


def _price(contract: Instrument, model: Model, market: Market) -> float:
    return axiom.value(contract, model=model, market=market, greeks=False).price


@settings(max_examples=60)
@given(market=MARKETS, strike=STRIKES, expiry=EXPIRIES, model=st.sampled_from(MODELS))
def test_calls_puts_and_digitals_hang_together(market, strike, expiry, model):
    terms = {"strike": strike, "expiry": expiry}
    call = _price(European(**terms), model, market)
    put = _price(European(**terms, is_call=False), model, market)
    paid = strike * float(market.discount(expiry))
    asset = market.forward(expiry) * float(market.discount(expiry))
    assert call - put == pytest.approx(asset - paid, abs=1e-7)
    parts = _price(AssetOrNothing(**terms), model, market)
    parts -= strike * _price(CashOrNothing(**terms), model, market)
    assert call == pytest.approx(parts, abs=1e-5)
    both = [_price(CashOrNothing(**terms, is_call=side), model, market) for side in (True, False)]
    assert sum(both) == pytest.approx(float(market.discount(expiry)), abs=1e-8)


@settings(max_examples=40)
@given(market=MARKETS, expiry=EXPIRIES, model=st.sampled_from(MODELS))
def test_prices_fall_and_bend_along_strikes(market, expiry, model):
    strikes = np.linspace(50.0, 180.0, 27)
    options = [European(strike=strike, expiry=expiry) for strike in strikes]
    found = axiom.value(options, model=model, market=market, greeks=False)
    prices = np.array([one.price for one in found])
    slopes = np.diff(prices) / np.diff(strikes)
    assert (slopes <= 1e-9).all()
    assert (slopes >= -float(market.discount(expiry)) - 1e-9).all()
    assert (np.diff(slopes) >= -1e-8).all()


@settings(max_examples=80)
@given(
    market=MARKETS, strike=STRIKES, expiry=EXPIRIES, barrier=st.floats(50.0, 190.0),
    sides=st.tuples(st.booleans(), st.booleans()),
)  # fmt: skip
def test_in_and_out_make_a_vanilla(market, strike, expiry, barrier, sides):
    is_call, is_up = sides
    model = MODELS[0]
    terms = {"strike": strike, "expiry": expiry, "is_call": is_call}
    plain = _price(European(**terms), model, market)
    level = {"barrier": barrier, "is_up": is_up}
    corridor = {"lower": 0.8 * barrier, "upper": 1.3 * barrier}
    for kind, extra in (
        (Barrier, level), (DoubleBarrier, corridor), (PartialBarrier, {**level, "end": expiry / 2}),
    ):  # fmt: skip
        parts = [
            _price(kind(**terms, **extra, is_knock_in=x), model, market) for x in (True, False)
        ]
        assert sum(parts) == pytest.approx(plain, abs=1e-8), kind
        assert all(-1e-9 <= part <= plain + 1e-8 for part in parts), kind
    touch = _price(OneTouch(**level, expiry=expiry, pays_at="expiry"), model, market)
    missed = _price(NoTouch(**level, expiry=expiry), model, market)
    assert touch + missed == pytest.approx(float(market.discount(expiry)), abs=1e-10)


@settings(max_examples=60)
@given(market=MARKETS, strike=STRIKES, expiry=EXPIRIES, share=st.floats(0.05, 0.95))
def test_options_on_options(market, strike, expiry, share):
    model = MODELS[0]
    first = share * expiry
    chooser = _price(Chooser.simple(choice=first, strike=strike, expiry=expiry), model, market)
    sides = [
        _price(European(strike=strike, expiry=expiry, is_call=x), model, market)
        for x in (True, False)
    ]
    assert max(sides) - 1e-9 <= chooser <= sum(sides) + 1e-9
    under = European(strike=strike, expiry=expiry)
    call, put = (
        _price(Compound(strike=5.0, expiry=first, underlying=under, is_call=x), model, market)
        for x in (True, False)
    )
    assert call - put == pytest.approx(sides[0] - 5.0 * float(market.discount(first)), abs=1e-8)


@pytest.mark.parametrize(
    ("limit", "contract"),
    [
        ("barrier far away", Barrier(strike=100.0, barrier=1e5, expiry=1.0, is_call=True,
                                     is_up=True, is_knock_in=False)),
        ("corridor far away", DoubleBarrier(strike=100.0, lower=1e-3, upper=1e6, expiry=1.0,
                                            is_call=True, is_knock_in=False)),
        ("one fixing at expiry", Asian(strike=100.0, expiry=1.0, averaging="geometric",
                                       fixings=(1.0,))),
        ("knocked in already", Barrier(strike=100.0, barrier=90.0, expiry=1.0, is_call=True,
                                       is_up=True, is_knock_in=True)),
        ("free option on it", Compound(strike=0.0, expiry=0.5,
                                       underlying=European(strike=100.0, expiry=1.0))),
    ],
)  # fmt: skip
def test_limits_are_vanillas(limit, contract):
    market = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
    plain = _price(European(strike=100.0, expiry=1.0), MODELS[0], market)
    assert _price(contract, MODELS[0], market) == pytest.approx(plain, abs=1e-9), limit


def test_what_has_been_hit_is_worth_its_limit():
    market = Market(spot=100.0, rate=0.03)
    hit = {"barrier": 90.0, "expiry": 1.0, "is_up": True}
    out = Barrier(strike=100.0, is_call=True, is_knock_in=False, rebate=2.0, **hit)
    worth = float(market.discount(1.0))
    expected = {out: 2.0, replace(out, rebate_at="expiry"): 2.0 * worth, OneTouch(**hit): 1.0,
                OneTouch(**hit, pays_at="expiry"): worth, NoTouch(**hit): 0.0}  # fmt: skip
    for contract, price in expected.items():
        assert _price(contract, MODELS[0], market) == pytest.approx(price, abs=1e-12)
        simulated = axiom.value(contract, model=MODELS[0], market=market, engine="montecarlo")
        assert simulated.price == pytest.approx(price, abs=3.0 * simulated.error + 1e-12)


def test_a_strike_of_zero_is_the_asset():
    market = Market(spot=100.0, rate=0.03, dividend_yield=0.02)
    for model in MODELS:
        call = axiom.value(European(strike=0.0, expiry=1.0), model=model, market=market)
        assert call.price == pytest.approx(100.0 * np.exp(-0.02), rel=1e-9)
        assert call.greeks is not None
        assert call.greeks.delta == pytest.approx(np.exp(-0.02), rel=1e-9)
        assert call.greeks.gamma == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: European(strike=-1.0, expiry=1.0), "strike=-1.0"),
        (lambda: Asian(strike=100.0, expiry=1.0, fixings=(-0.5, 1.0)), "past fixings"),
        (lambda: Asian(strike=100.0, expiry=1.0, fixings=()), "at least one fixing"),
        (lambda: Asian(strike=100.0, expiry=1.0, average_start=-0.5), "the average so far"),
        (lambda: Heston(**{**HESTON, "correlation": 1.2}), "correlation=1.2"),
        (
            lambda: Correlated(
                models=(MODELS[0],) * 3,
                correlation=((1.0, 0.9, -0.9), (0.9, 1.0, 0.9), (-0.9, 0.9, 1.0)),
            ),
            "eigenvalue -0.8",
        ),
    ],
)
def test_impossible_contracts_are_refused(made, message):
    with pytest.raises(InvalidArgumentError) as caught:
        made()
    assert message in str(caught.value)
