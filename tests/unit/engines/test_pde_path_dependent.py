"""Lookbacks, averages and options on options by finite differences."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import axiom
from axiom.engines import Valuation
from axiom.instruments import (
    Asian,
    Compound,
    European,
    FixedLookback,
    FloatingLookback,
    Instrument,
)
from axiom.kernels import Dividend
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, LocalVol, Model, VolTermStructure

MODEL = BlackScholes(vol=0.25)
MARKET = Market(spot=100.0, rate=0.05, dividend_yield=0.02)


def by_pde(
    contract: Instrument,
    *,
    model: Model = MODEL,
    market: Market = MARKET,
    tolerance: float = 1e-6,
) -> Valuation:
    return axiom.value(
        contract, model=model, market=market, engine="pde", tolerance=tolerance, threads=1
    )


HAUG = [
    # Haug, Option pricing formulas, 2nd edition 2007, p. 142: floating; p. 145: fixed strike
    (FloatingLookback(expiry=0.5, extreme=100.0), 120.0, 0.3, 0.1, 0.06, 25.3533),
    (FixedLookback(strike=95.0, expiry=0.5), 100.0, 0.1, 0.1, 0.0, 13.2687),
    (FixedLookback(strike=95.0, expiry=0.5, is_call=False), 100.0, 0.1, 0.1, 0.0, 0.6899),
]


@pytest.mark.parametrize(("contract", "spot", "vol", "rate", "dividend_yield", "expected"), HAUG)
def test_continuous_lookbacks(
    *,
    contract: Instrument,
    spot: float,
    vol: float,
    rate: float,
    dividend_yield: float,
    expected: float,
) -> None:
    market = Market(spot=spot, rate=rate, dividend_yield=dividend_yield)
    found = by_pde(contract, model=BlackScholes(vol=vol), market=market)
    assert found.price == pytest.approx(expected, abs=5e-5 + found.error)


VECER = [
    # Vecer, Unified pricing of Asian options, Risk 15 (6), 2002, p. 115: continuous averages
    (2.0, 0.05, 0.5, 1.0, 0.246416),
    (2.0, 0.02, 0.1, 1.0, 0.055986),
    (2.0, 0.18, 0.3, 1.0, 0.218388),
    (1.9, 0.05, 0.5, 1.0, 0.193174),
    (2.1, 0.05, 0.5, 1.0, 0.306220),
    (2.0, 0.05, 0.5, 2.0, 0.350095),
]


@pytest.mark.parametrize(("spot", "rate", "vol", "expiry", "expected"), VECER)
def test_continuous_averages(
    spot: float, rate: float, vol: float, expiry: float, expected: float
) -> None:
    market = Market(spot=spot, rate=rate)
    contract = Asian(strike=2.0, expiry=expiry)
    found = by_pde(contract, model=BlackScholes(vol=vol), market=market)
    assert found.price == pytest.approx(expected, abs=2e-6)


def test_put_on_call() -> None:
    """Haug, Option pricing formulas, 2nd edition 2007, p. 134: 21.1965."""
    contract = Compound(
        strike=50.0,
        expiry=0.25,
        is_call=False,
        underlying=European(strike=520.0, expiry=0.5),
    )
    market = Market(spot=500.0, rate=0.08, dividend_yield=0.03)
    found = by_pde(contract, model=BlackScholes(vol=0.35), market=market)
    assert found.price == pytest.approx(21.1965, abs=5e-5 + found.error)


@pytest.mark.parametrize("model", [MODEL, BlackScholes(vol=0.25)])
def test_compound_parity(model: Model) -> None:
    """Call less put is the underlying option less the discounted strike."""
    underlying = European(strike=105.0, expiry=1.0)
    skew = LocalVol(times=(0.0, 1.0), log_moneyness=(-0.5, 0.5), vols=((0.3, 0.2), (0.28, 0.22)))
    for each in (model, skew):
        call, put = (
            by_pde(
                Compound(strike=6.0, expiry=0.4, is_call=is_call, underlying=underlying),
                model=each,
            )
            for is_call in (True, False)
        )
        plain = by_pde(underlying, model=each)
        expected = plain.price - 6.0 * math.exp(-0.05 * 0.4)
        error = call.error + put.error + plain.error
        assert call.price - put.price == pytest.approx(expected, abs=error)


@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("fixed", [False, True])
def test_discrete_lookback_against_a_double_integral(is_call: bool, fixed: bool) -> None:
    """Two fixings: the double integral by the midpoint rule."""
    dates, expiry, extreme = (0.25, 0.5), 0.5, 101.0 if is_call == fixed else 99.0
    contract = (
        FixedLookback(strike=100.0, expiry=expiry, is_call=is_call, extreme=extreme, fixings=dates)
        if fixed
        else FloatingLookback(expiry=expiry, is_call=is_call, extreme=extreme, fixings=dates)
    )
    z = (np.arange(1600) + 0.5) / 100.0 - 8.0
    w = 0.01 * np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    drift, s = (0.03 - 0.5 * 0.25**2) * 0.25, 0.25 * 0.5
    first = 100.0 * np.exp(drift + s * z)[:, None]
    last = first * np.exp(drift + s * z)[None, :]
    pick = np.maximum if is_call == fixed else np.minimum
    reached = pick(pick(first, last), extreme)
    if fixed:
        paid = np.maximum(reached - 100.0 if is_call else 100.0 - reached, 0.0)
    else:
        paid = last - reached if is_call else reached - last
    expected = math.exp(-0.05 * expiry) * float(w @ paid @ w)
    found = by_pde(contract)
    assert found.price == pytest.approx(expected, abs=1e-4 + found.error)


def test_averages_over_no_time_are_vanillas() -> None:
    european = axiom.value(European(strike=103.0, expiry=0.8), model=MODEL, market=MARKET)
    found = by_pde(Asian(strike=103.0, expiry=0.8, fixings=(0.8,)))
    assert found.price == pytest.approx(european.price, abs=found.error)
    assert found.greeks is not None
    assert european.greeks is not None
    for name in ("delta", "gamma", "vega", "theta", "rho"):
        expected = getattr(european.greeks, name)
        assert getattr(found.greeks, name) == pytest.approx(expected, rel=1e-3, abs=1e-5)


@pytest.mark.parametrize("strike", [100.0, None])
def test_parity_of_averages(strike: float | None) -> None:
    terms: dict[str, Any] = {"strike": strike, "expiry": 1.0, "past_fixings": (98.0, 103.0)}
    dates = (0.25, 0.5, 0.75, 1.0)
    call, put = (by_pde(Asian(**terms, is_call=c, fixings=dates)) for c in (True, False))
    average = (201.0 + sum(100.0 * math.exp(0.03 * t) for t in dates)) / 6.0
    forward = average - 100.0 if strike else 100.0 * math.exp(0.03) - average
    expected = math.exp(-0.05) * forward
    assert call.price - put.price == pytest.approx(expected, abs=call.error + put.error)


def test_running_average_of_a_continuous_asian() -> None:
    """What has been averaged moves the strike and leaves a share of a new average."""
    running = by_pde(Asian(strike=100.0, expiry=0.5, average_start=-0.5, running_average=104.0))
    fresh = by_pde(Asian(strike=96.0, expiry=0.5))
    assert running.price == pytest.approx(0.5 * fresh.price, abs=running.error + fresh.error)


def test_an_average_that_starts_later() -> None:
    """Continuous from 0.5 on, against many fixings from there."""
    whole = by_pde(Asian(strike=100.0, expiry=1.0, average_start=0.5))
    dates = tuple((0.5 + 0.5 * (np.arange(100) + 0.5) / 100.0).tolist())
    many = by_pde(Asian(strike=100.0, expiry=1.0, fixings=dates), tolerance=1e-5)
    assert whole.price == pytest.approx(many.price, abs=2e-3)


def test_known_averages_are_certain() -> None:
    found = by_pde(Asian(strike=100.0, expiry=0.5, fixings=(), past_fixings=(104.0, 106.0)))
    assert found.price == pytest.approx(5.0 * math.exp(-0.025), abs=1e-13)
    assert found.error == 0.0


def test_term_structures_reach_averages() -> None:
    """One fixing: the European option under the same curves."""
    market = Market(
        spot=100.0,
        rate=ZeroCurve(times=(0.25, 1.0), rates=(0.01, 0.06)),
        dividend_yield=ZeroCurve(times=(0.5, 2.0), rates=(0.04, 0.01)),
    )
    model = BlackScholes(vol=VolTermStructure(times=(0.2, 1.0), vols=(0.4, 0.25)))
    european = axiom.value(European(strike=95.0, expiry=1.0), model=model, market=market)
    found = by_pde(Asian(strike=95.0, expiry=1.0, fixings=(1.0,)), model=model, market=market)
    assert found.price == pytest.approx(european.price, abs=found.error)


@pytest.mark.parametrize(
    "contract",
    [
        FloatingLookback(expiry=0.5, is_call=False, extreme=108.0),
        FixedLookback(strike=104.0, expiry=0.5, fixings=(0.1, 0.3, 0.5)),
        FixedLookback(strike=95.0, expiry=0.5),
        Asian(strike=99.0, expiry=0.5, fixings=(0.2, 0.5), past_fixings=(103.0,)),
    ],
)
def test_greeks_against_bumps(contract: Instrument) -> None:
    found = by_pde(contract)
    assert found.greeks is not None
    up, down = (by_pde(contract, market=MARKET.with_spot(s)).price for s in (100.5, 99.5))
    assert found.greeks.delta == pytest.approx(up - down, abs=5e-4)
    assert found.greeks.gamma == pytest.approx((up - 2.0 * found.price + down) / 0.25, abs=3e-3)
    up, down = (by_pde(contract, model=BlackScholes(vol=v)).price for v in (0.255, 0.245))
    assert found.greeks.vega == pytest.approx((up - down) / 0.01, abs=5e-2)
    up, down = (by_pde(contract, market=MARKET.with_rate_shifted(b)).price for b in (1e-3, -1e-3))
    assert found.greeks.rho == pytest.approx((up - down) / 2e-3, abs=5e-2)
    later = by_pde(contract.aged(0.002, spots=(100.0,))).price
    assert found.greeks.theta == pytest.approx((later - found.price) / 0.002, rel=0.03, abs=0.05)


def test_more_fixings_raise_lookbacks() -> None:
    dates = [tuple(np.linspace(0.0, 1.0, n + 1)[1:].tolist()) for n in (2, 8, 32)]
    prices = [
        by_pde(FloatingLookback(expiry=1.0, extreme=100.0, fixings=each), tolerance=1e-5).price
        for each in (*dates, None)
    ]
    assert all(b > a for a, b in pairwise(prices))


def test_expired_lookbacks() -> None:
    assert by_pde(FloatingLookback(expiry=0.0, extreme=90.0)).price == 10.0
    assert by_pde(FixedLookback(strike=95.0, expiry=0.0)).price == 5.0
    assert by_pde(FixedLookback(strike=95.0, expiry=0.0, is_call=False)).price == 0.0


def test_refusals() -> None:
    paying = Market(spot=100.0, dividends=(Dividend(time=0.1, cash=1.0),))
    for contract in (FixedLookback(strike=95.0, expiry=0.5), Asian(strike=95.0, expiry=0.5)):
        with pytest.raises(axiom.AxiomError, match="cash dividends are not covered"):
            by_pde(contract, market=paying)
    with pytest.raises(axiom.AxiomError, match="geometric averages are lognormal"):
        by_pde(Asian(strike=95.0, expiry=0.5, averaging="geometric"))
    with pytest.raises(axiom.AxiomError, match="exercised now"):
        by_pde(Compound(strike=5.0, expiry=0.0, underlying=European(strike=95.0, expiry=0.5)))
