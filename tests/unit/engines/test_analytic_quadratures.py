"""Contracts on two dates, several assets and many fixings: limits, Greeks, stated errors."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import (
    Asian,
    Basket,
    Chooser,
    Cliquet,
    Compound,
    European,
    Exchange,
    Instrument,
    PartialBarrier,
    Rainbow,
    ReverseCliquet,
    Spread,
)
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, Correlated, VolTermStructure

MONTHS = tuple((k + 1) / 12.0 for k in range(12))
ONE = Market(spot=100.0, rate=ZeroCurve(times=(0.25, 1.0), rates=(0.02, 0.05)), dividend_yield=0.02)
FLAT = Market(spot=100.0, rate=0.05, dividend_yield=0.02)
VOL = BlackScholes(vol=VolTermStructure(times=(0.25, 1.0), vols=(0.3, 0.25)))
TWO = Market(spot=(100.0, 105.0), rate=ONE.rate, dividend_yield=(0.06, 0.01))
PAIR = Correlated(models=(VOL, BlackScholes(vol=0.16)), correlation=((1.0, 0.6), (0.6, 1.0)))

SINGLE = [
    Compound(strike=5.0, expiry=0.4, underlying=European(strike=100.0, expiry=1.0)),
    Chooser(choice=0.3, call_strike=105.0, call_expiry=0.8, put_strike=95.0, put_expiry=1.0),
    Asian(strike=100.0, expiry=1.0, fixings=MONTHS, past_fixings=(97.0,)),
    Asian(strike=105.0, expiry=1.1, fixings=(0.0, *MONTHS), is_call=False),
    Asian(strike=None, expiry=1.0, fixings=MONTHS),
    Asian(strike=None, expiry=1.2, fixings=MONTHS, past_fixings=(95.0,), is_call=False),
    Cliquet(
        resets=MONTHS, local_floor=-0.05, local_cap=0.05, global_floor=0.0, global_cap=0.3,
        previous_fixing=98.0, past_return=0.01,
    ),
    Cliquet(resets=MONTHS[:4], local_floor=0.0, local_cap=0.04, global_floor=0.05),
    ReverseCliquet(resets=MONTHS, coupon=0.4, previous_fixing=102.0),
]  # fmt: skip
SEVERAL = [
    Exchange(expiry=0.5, quantities=(1.05, 1.0)),
    Spread(strike=-3.0, expiry=0.5),
    Spread(strike=4.0, expiry=0.5, is_call=False),
    Basket(weights=(0.5, 0.5), strike=100.0, expiry=0.5),
    Rainbow(strike=98.0, expiry=0.5, on="max", quantities=(1.0, 1.1)),
    Rainbow(strike=98.0, expiry=0.5, on="min", quantities=(1.0, 1.1), is_call=False),
]


def price(contract: Instrument, model: object, market: Market) -> float:
    found = axiom.value(
        contract, model=model, market=market, engine="analytic", tolerance=1e-8, greeks=False
    )
    return found.price


@pytest.mark.parametrize(
    ("contract", "model", "market"),
    [(c, VOL, ONE) for c in SINGLE] + [(c, PAIR, TWO) for c in SEVERAL],
)
def test_greeks_against_bumps(contract: Instrument, model: object, market: Market) -> None:
    v = axiom.value(contract, model=model, market=market, engine="analytic", tolerance=1e-8)
    size = contract.size(market.spots)
    own, h = v.greeks, 1e-4
    for i, spot in enumerate(market.spots):
        up = price(contract, model, market.with_spot(spot * (1 + h), asset=i))
        down = price(contract, model, market.with_spot(spot * (1 - h), asset=i))
        is_one = market.n_assets == 1
        delta, vega = (own.delta, own.vega) if is_one else (own.delta[i], own.vega[i])
        gamma = own.gamma if is_one else own.gamma[i][i]
        slope = (up - down) / (2 * h * spot)
        assert abs(slope - delta) < 1e-6 * size / spot
        assert abs((up - 2 * v.price + down) / (h * spot) ** 2 - gamma) < 2e-3 * size / spot**2
        up, down = (price(contract, model.shifted(k, asset=i), market) for k in (h, -h))
        assert abs((up - down) / (2 * h) - vega) < 2e-5 * size
    up, down = (price(contract, model, market.with_rate_shifted(k)) for k in (h, -h))
    assert abs((up - down) / (2 * h) - own.rho) < 2e-5 * size
    assert v.price >= 0.0


def older(contract: Instrument, years: float) -> Instrument:
    """Return the contract seen later, the spot unchanged."""
    names = ("expiry", "choice", "call_expiry", "put_expiry")
    moved = {n: getattr(contract, n) - years for n in names if hasattr(contract, n)}
    if isinstance(contract, Compound):
        moved["underlying"] = older(contract.underlying, years)
    if isinstance(contract, Asian):
        made = (100.0,) if contract.fixings[0] == 0.0 else ()
        moved["fixings"] = tuple(t - years for t in contract.fixings if t > 0.0)
        moved["past_fixings"] = contract.past_fixings + made
    if isinstance(contract, Cliquet | ReverseCliquet):
        moved["resets"] = tuple(t - years for t in contract.resets)
        moved["previous_fixing"] = contract.previous_fixing or 100.0
    return dataclasses.replace(contract, **moved)


@pytest.mark.parametrize(
    ("contract", "model", "market"),
    [(c, VOL, ONE) for c in SINGLE] + [(c, PAIR, TWO) for c in SEVERAL],
)
def test_theta_is_the_passing_of_time(contract: Instrument, model: object, market: Market) -> None:
    v = axiom.value(contract, model=model, market=market, engine="analytic", tolerance=1e-8)
    h = 1e-5
    later = price(older(contract, h), model.aged(h), market.aged(h))
    size = contract.size(market.spots)
    assert abs((later - v.price) / h - v.greeks.theta) < 5e-5 * size + 1e-5 * abs(v.greeks.theta)


@pytest.mark.parametrize("contract", SINGLE)
@pytest.mark.parametrize("vol", [0.0, 1e-9, 2.0])
def test_extreme_vols(contract: Instrument, vol: float) -> None:
    v = axiom.value(contract, model=BlackScholes(vol=vol), market=FLAT, engine="analytic")
    own = v.greeks
    numbers = [v.price, v.error, own.delta, own.gamma, own.vega, own.theta, own.rho]
    assert all(math.isfinite(x) for x in numbers)
    assert v.price >= 0.0


@pytest.mark.parametrize("contract", SEVERAL)
@pytest.mark.parametrize("rho", [-1.0, 1.0])
@pytest.mark.parametrize("vol", [0.0, 0.2])
def test_perfect_correlation_and_no_vol(contract: Instrument, rho: float, vol: float) -> None:
    model = Correlated(
        models=(BlackScholes(vol=0.2), BlackScholes(vol=vol)), correlation=((1, rho), (rho, 1))
    )
    v = axiom.value(contract, model=model, market=TWO, engine="analytic", tolerance=1e-8)
    near = 1.0 - 1e-9 if rho > 0 else -1.0 + 1e-9
    close = Correlated(models=model.models, correlation=((1.0, near), (near, 1.0)))
    assert abs(v.price - price(contract, close, TWO)) < 2e-3
    assert np.isfinite([*v.greeks.delta, *v.greeks.vega, v.greeks.theta, v.greeks.rho]).all()


def test_barriers_in_and_out_and_limits() -> None:
    model, terms = BlackScholes(vol=0.25), {"strike": 100.0, "barrier": 92.0, "is_call": True}
    vanilla = price(European(strike=100.0, expiry=1.0), model, FLAT)
    for window in ((0.0, 0.5), (0.2, 0.7), (0.3, 1.0)):
        parts = [
            PartialBarrier(
                **terms, expiry=1.0, is_up=False, is_knock_in=k, start=window[0], end=window[1]
            )
            for k in (True, False)
        ]
        assert abs(sum(price(c, model, FLAT) for c in parts) - vanilla) < 1e-11
    certain = PartialBarrier(**terms, expiry=1.0, is_up=False, is_knock_in=False)
    assert price(certain, BlackScholes(vol=0.0), FLAT) == pytest.approx(
        100.0 * math.exp(-0.02) - 100.0 * math.exp(-0.05), abs=1e-9
    )
    over = dataclasses.replace(certain, expiry=0.0, is_knock_in=True, strike=90.0)
    v = axiom.value(over, model=model, market=FLAT, engine="analytic")
    assert (v.price, math.isfinite(v.greeks.theta)) == (0.0, True)
    with pytest.raises(InvalidArgumentError, match="do not depend on time"):
        axiom.value(certain, model=VOL, market=ONE, engine="analytic")


def test_stated_errors_of_asians_and_cliquets() -> None:
    """Of 200 contracts with random terms, no more than two are off by more than they state."""
    rng, missed = np.random.default_rng(7), 0
    for k in range(200):
        n = int(rng.integers(2, 7))
        dates = tuple(np.cumsum(rng.uniform(0.05, 0.3, n)))
        model = BlackScholes(vol=float(rng.uniform(0.05, 0.6)))
        contract: Instrument = Cliquet(
            resets=dates,
            local_floor=float(rng.uniform(-0.2, 0.0)),
            local_cap=float(rng.uniform(0.0, 0.2)),
            global_floor=float(rng.uniform(-0.1, 0.05)),
        )
        if k % 2:
            strike = None if k % 4 == 1 else float(rng.uniform(70.0, 130.0))
            contract = Asian(strike=strike, expiry=dates[-1], fixings=dates)
        rough, fine = (
            axiom.value(
                contract, model=model, market=FLAT, engine="analytic", tolerance=t, greeks=False
            )
            for t in (1e-3, 1e-7)
        )
        missed += abs(rough.price - fine.price) > rough.error + fine.error
    assert missed <= 2


def test_stated_errors_of_baskets_and_rainbows() -> None:
    rng, missed = np.random.default_rng(8), 0
    for k in range(200):
        n = int(rng.integers(2, 4))
        factors = rng.normal(size=(n, n + 1))
        c = factors @ factors.T
        c = c / np.sqrt(np.outer(np.diag(c), np.diag(c)))
        c = 0.5 * (c + c.T)
        np.fill_diagonal(c, 1.0)
        model = Correlated(
            models=tuple(BlackScholes(vol=float(v)) for v in rng.uniform(0.1, 0.5, n)),
            correlation=tuple(map(tuple, c)),
        )
        market = Market(spot=tuple(rng.uniform(80.0, 120.0, n)), rate=0.03)
        contract: Instrument = Basket(
            weights=tuple(rng.uniform(-0.3, 1.0, n)), strike=float(rng.uniform(20.0, 120.0)),
            expiry=1.0,
        )  # fmt: skip
        if k % 2:
            contract = Rainbow(
                strike=100.0, expiry=1.0, on="max" if k % 4 == 1 else "min", quantities=(1.0,) * n
            )
        rough, fine = (
            axiom.value(
                contract, model=model, market=market, engine="analytic", tolerance=t, greeks=False
            )
            for t in (1e-3, 1e-7)
        )
        missed += abs(rough.price - fine.price) > rough.error + fine.error
    assert missed <= 2


def test_refusals_say_why() -> None:
    geometric = Asian(strike=100.0, expiry=1.0, averaging="geometric", fixings=MONTHS)
    recursion = next(m for m in axiom.engines.registry.METHODS if m.name == "density recursion")
    assert recursion.accepts(geometric, VOL, FLAT) == "the average is geometric"
    six = Market(spot=(100.0,) * 6)
    model = Correlated(
        models=(BlackScholes(vol=0.2),) * 6, correlation=tuple(map(tuple, np.eye(6)))
    )
    basket = Basket(weights=(1.0,) * 6, strike=600.0, expiry=1.0)
    with pytest.raises(InvalidArgumentError, match="6 assets are more than the 5"):
        axiom.value(basket, model=model, market=six, engine="analytic")
