"""Finite differences on the log-price: against closed forms, and whether stated errors hold."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

import axiom
from axiom.engines import Valuation
from axiom.instruments import (
    American,
    AssetOrNothing,
    Barrier,
    CashOrNothing,
    DoubleBarrier,
    DoubleNoTouch,
    European,
    Instrument,
    NoTouch,
    OneTouch,
    PartialBarrier,
)
from axiom.kernels import Dividend
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, LocalVol, Model, VolTermStructure
from tests.barrier_forms import barrier_price

MODEL = BlackScholes(vol=0.25)
MARKET = Market(spot=100.0, rate=0.05, dividend_yield=0.02)
FLAT = LocalVol(times=(0.0, 2.0), log_moneyness=(-1.0, 1.0), vols=((0.25, 0.25), (0.25, 0.25)))


def by_pde(
    contract: Instrument,
    *,
    model: Model = MODEL,
    market: Market = MARKET,
    tolerance: float = 1e-6,
    threads: int = 1,
) -> Valuation:
    return axiom.value(
        contract, model=model, market=market, engine="pde", tolerance=tolerance, threads=threads
    )


def test_stated_errors_of_barrier_options_hold() -> None:
    rng = np.random.default_rng(11)
    exceeded = []
    for _ in range(200):
        vol, rate, dividend_yield = (
            rng.uniform(0.08, 0.6),
            rng.uniform(-0.01, 0.1),
            rng.uniform(0, 0.08),
        )
        expiry, is_up = rng.uniform(0.02, 4.0), bool(rng.integers(2))
        deviation = vol * math.sqrt(expiry)
        away = 1.2 * deviation * abs(rng.normal())
        terms = {
            "strike": 100.0 * math.exp(rng.normal() * deviation),
            "barrier": 100.0 * math.exp(away if is_up else -away),
            "expiry": expiry,
            "is_call": bool(rng.integers(2)),
            "is_up": is_up,
            "is_knock_in": bool(rng.integers(2)),
            "rebate": float(rng.choice([0.0, 2.0])),
        }
        exact = barrier_price(
            spot=100.0, vol=vol, rate=rate, dividend_yield=dividend_yield, **terms
        )
        market = Market(spot=100.0, rate=rate, dividend_yield=dividend_yield)
        found = axiom.value(
            Barrier(**terms),
            model=BlackScholes(vol=vol),
            market=market,
            engine="pde",
            greeks=False,
            threads=1,
        )
        assert found.met
        exceeded.append(abs(found.price - exact) > found.error)
    assert sum(exceeded) <= 2


def test_stated_errors_of_american_options_hold() -> None:
    rng = np.random.default_rng(12)
    count = 200
    terms = {
        "vol": rng.uniform(0.08, 0.6, count),
        "rate": rng.uniform(0.0, 0.1, count),
        "dividend_yield": rng.uniform(0.0, 0.08, count),
        "expiry": rng.uniform(0.02, 3.0, count),
        "is_call": rng.integers(2, size=count).astype(bool),
    }
    strikes = 100.0 * np.exp(rng.normal(size=count) * terms["vol"] * np.sqrt(terms["expiry"]))
    exact = axiom.price(
        spot=100.0, strike=strikes, **terms, exercise="american", accuracy="reference"
    )
    exceeded = 0
    for i, strike in enumerate(strikes.tolist()):
        one = {name: values[i].item() for name, values in terms.items()}
        found = axiom.value(
            American(strike=strike, expiry=one["expiry"], is_call=one["is_call"]),
            model=BlackScholes(vol=one["vol"]),
            market=Market(spot=100.0, rate=one["rate"], dividend_yield=one["dividend_yield"]),
            engine="pde",
            greeks=False,
            threads=1,
        )
        exceeded += abs(found.price - exact[i]) > found.error + 1e-9 * strike
    assert exceeded <= 2


@pytest.mark.parametrize("model", [MODEL, FLAT])
@pytest.mark.parametrize("is_call", [False, True])
def test_european_with_greeks(model: Model, is_call: bool) -> None:
    contract = European(strike=110.0, expiry=0.7, is_call=is_call)
    exact = axiom.value(contract, model=MODEL, market=MARKET, engine="analytic")
    found = by_pde(contract, model=model)
    assert found.price == pytest.approx(exact.price, abs=found.error)
    assert found.greeks is not None
    assert exact.greeks is not None
    for name, scale in (("delta", 1e-5), ("gamma", 1e-5), ("vega", 1e-3), ("theta", 1e-3)):
        assert getattr(found.greeks, name) == pytest.approx(getattr(exact.greeks, name), abs=scale)
    assert found.greeks.rho == pytest.approx(exact.greeks.rho, abs=1e-3)


def test_european_under_term_structures() -> None:
    market = Market(
        spot=100.0,
        rate=ZeroCurve(times=(0.25, 1.0), rates=(0.01, 0.06)),
        dividend_yield=ZeroCurve(times=(0.5, 2.0), rates=(0.04, 0.01)),
    )
    model = BlackScholes(vol=VolTermStructure(times=(0.2, 1.0), vols=(0.4, 0.25)))
    contract = European(strike=95.0, expiry=1.0)
    exact = axiom.value(contract, model=model, market=market, engine="analytic")
    found = by_pde(contract, model=model, market=market)
    assert found.price == pytest.approx(exact.price, abs=found.error)
    assert found.greeks is not None
    assert exact.greeks is not None
    assert found.greeks.theta == pytest.approx(exact.greeks.theta, abs=1e-2)
    assert found.greeks.vega == pytest.approx(exact.greeks.vega, abs=1e-2)


@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("dividends", [(), (Dividend(time=0.4, cash=3.0),)])
def test_american_against_the_kernels(is_call: bool, dividends: tuple[Dividend, ...]) -> None:
    contract = American(strike=102.0, expiry=1.0, is_call=is_call)
    exact = axiom.price(
        spot=100.0,
        strike=102.0,
        expiry=1.0,
        vol=0.25,
        rate=0.05,
        dividend_yield=0.02,
        is_call=is_call,
        exercise="american",
        accuracy="reference",
        **({"dividends": dividends} if dividends else {}),
    )
    market = Market(spot=100.0, rate=0.05, dividend_yield=0.02, dividends=dividends)
    found = by_pde(contract, market=market)
    assert found.price == pytest.approx(exact, abs=found.error)
    assert found.price == pytest.approx(exact, abs=1e-4)


def test_exercised_options_are_the_payoff() -> None:
    found = by_pde(American(strike=200.0, expiry=1.0, is_call=False))
    assert found.price == pytest.approx(100.0, abs=1e-10)
    assert found.greeks is not None
    assert found.greeks.delta == pytest.approx(-1.0, abs=1e-10)
    assert found.greeks.gamma == pytest.approx(0.0, abs=1e-10)


def test_digitals() -> None:
    d2 = (math.log(100.0 / 104.0) + (0.03 - 0.03125) * 0.5) / (0.25 * math.sqrt(0.5))
    inside = 0.5 * math.erfc(-d2 / math.sqrt(2.0)) * math.exp(-0.025)
    found = by_pde(CashOrNothing(strike=104.0, expiry=0.5, cash=10.0))
    assert found.price == pytest.approx(10.0 * inside, abs=found.error)
    asset = by_pde(AssetOrNothing(strike=104.0, expiry=0.5))
    call = by_pde(European(strike=104.0, expiry=0.5))
    assert asset.price - 104.0 * inside == pytest.approx(call.price, abs=asset.error + call.error)


@pytest.mark.parametrize("pays_at", ["hit", "expiry"])
def test_touches(pays_at: str) -> None:
    touch = by_pde(OneTouch(barrier=120.0, expiry=0.5, is_up=True, pays_at=pays_at))
    stays = by_pde(NoTouch(barrier=120.0, expiry=0.5, is_up=True))
    bond = math.exp(-0.05 * 0.5)
    error = touch.error + stays.error
    if pays_at == "expiry":
        assert touch.price + stays.price == pytest.approx(bond, abs=error)
    else:
        assert bond < touch.price + stays.price < 1.0


def test_double_no_touch_against_its_series() -> None:
    """The sine series of the heat equation between two absorbing walls."""
    low, width, vol, expiry = math.log(80.0), math.log(125.0 / 80.0), 0.25, 0.75
    a = 0.5 - 0.03 / vol**2
    b = -0.5 * vol**2 * a * a - 0.05
    x = math.log(100.0) - low
    total = 0.0
    for n in range(1, 60):
        k = n * math.pi / width
        weight = k * (1.0 - (-1.0) ** n * math.exp(-a * width)) / (a * a + k * k)
        total += 2.0 / width * weight * math.sin(k * x) * math.exp(-0.5 * vol**2 * k * k * expiry)
    exact = total * math.exp(a * x + b * expiry)
    found = by_pde(DoubleNoTouch(lower=80.0, upper=125.0, expiry=expiry))
    assert found.price == pytest.approx(exact, abs=found.error)


@pytest.mark.parametrize("monitoring", [None, (0.25, 0.5, 0.75, 1.0)])
def test_knock_in_and_knock_out_are_the_vanilla(monitoring: tuple[float, ...] | None) -> None:
    terms = {"strike": 100.0, "expiry": 1.0, "is_call": True, "monitoring": monitoring}
    vanilla = axiom.value(European(strike=100.0, expiry=1.0), model=MODEL, market=MARKET)
    one = [
        by_pde(Barrier(barrier=115.0, is_up=True, is_knock_in=inside, **terms))
        for inside in (False, True)
    ]
    two = [
        by_pde(DoubleBarrier(lower=80.0, upper=130.0, is_knock_in=inside, **terms))
        for inside in (False, True)
    ]
    for out, inside in (one, two):
        error = out.error + inside.error
        assert out.price + inside.price == pytest.approx(vanilla.price, abs=error)
        assert 0.0 < out.price < vanilla.price


def test_watching_more_often_costs_the_holder_of_a_knock_out() -> None:
    terms = {"strike": 100.0, "barrier": 90.0, "expiry": 1.0, "is_call": True, "is_up": False}
    dates = [tuple(np.linspace(0.0, 1.0, n + 1)[1:].tolist()) for n in (2, 12, 52)]
    prices = [
        by_pde(Barrier(**terms, is_knock_in=False, monitoring=each), tolerance=1e-5).price
        for each in (*dates, None)
    ]
    assert prices == sorted(prices, reverse=True)


@pytest.mark.parametrize("barrier", [85.0, 95.0, 99.5])
def test_discrete_barrier_against_a_recursion_of_densities(barrier: float) -> None:
    """From date to date by Gauss-Legendre quadrature over the log-prices that survive."""
    dates = (0.1, 0.2, 0.35, 0.5)
    h, m = math.log(barrier / 100.0), 0.05 - 0.02 - 0.5 * 0.25**2
    nodes, weights = np.polynomial.legendre.leggauss(300)
    ends = (h, max(math.log(0.98), h), h + 7.0 * 0.25 * math.sqrt(0.5))
    x = np.concatenate([a + 0.5 * (b - a) * (nodes + 1.0) for a, b in pairwise(ends)])
    w = np.concatenate([0.5 * (b - a) * weights for a, b in pairwise(ends)])
    values = np.maximum(100.0 * np.exp(x) - 98.0, 0.0) * math.exp(-0.05 * 0.5)
    for early, late in reversed(list(pairwise((0.0, *dates)))):
        length = late - early
        begin = x if early > 0.0 else np.zeros(1)
        z = (x[None, :] - begin[:, None] - m * length) / (0.25 * math.sqrt(length))
        density = np.exp(-0.5 * z * z) / (0.25 * math.sqrt(2.0 * math.pi * length))
        values = density @ (w * values)
    contract = Barrier(
        strike=98.0,
        barrier=barrier,
        expiry=0.5,
        is_call=True,
        is_up=False,
        is_knock_in=False,
        monitoring=dates,
    )
    found = by_pde(contract)
    assert found.price == pytest.approx(float(values[0]), abs=2e-3)
    assert found.price == pytest.approx(float(values[0]), abs=found.error)


def test_partial_barriers_lie_between_none_and_all() -> None:
    terms = {"strike": 100.0, "barrier": 90.0, "expiry": 1.0, "is_call": True, "is_up": False}
    always = by_pde(Barrier(**terms, is_knock_in=False))
    whole = by_pde(PartialBarrier(**terms, is_knock_in=False))
    assert whole.price == pytest.approx(always.price, abs=whole.error + always.error)
    begin = by_pde(PartialBarrier(**terms, is_knock_in=False, end=0.5))
    end = by_pde(PartialBarrier(**terms, is_knock_in=False, start=0.5))
    inside = by_pde(PartialBarrier(**terms, is_knock_in=True, start=0.5))
    vanilla = axiom.value(European(strike=100.0, expiry=1.0), model=MODEL, market=MARKET)
    assert always.price < begin.price < vanilla.price
    assert always.price < end.price < vanilla.price
    total_error = end.error + inside.error
    assert end.price + inside.price == pytest.approx(vanilla.price, abs=total_error)


def test_a_barrier_that_is_hit_already() -> None:
    terms = {"strike": 100.0, "barrier": 95.0, "expiry": 1.0, "is_call": True, "is_up": True}
    out = by_pde(Barrier(**terms, is_knock_in=False, rebate=3.0, rebate_at="expiry"))
    assert out.price == pytest.approx(3.0 * math.exp(-0.05), abs=1e-14)
    assert out.error == 0.0
    inside = by_pde(Barrier(**terms, is_knock_in=True))
    vanilla = axiom.value(European(strike=100.0, expiry=1.0), model=MODEL, market=MARKET)
    assert inside.price == pytest.approx(vanilla.price, abs=inside.error)


def test_contracts_that_expire_now() -> None:
    assert by_pde(European(strike=90.0, expiry=0.0)).price == 10.0
    assert by_pde(American(strike=90.0, expiry=0.0, is_call=False)).price == 0.0
    assert by_pde(CashOrNothing(strike=90.0, expiry=0.0, cash=2.0)).price == 2.0
    assert by_pde(NoTouch(barrier=90.0, expiry=0.0, is_up=False)).price == 1.0


def test_local_vol_delta_moves_the_vols_with_the_spot() -> None:
    skew = LocalVol(times=(0.0, 1.0), log_moneyness=(-0.5, 0.5), vols=((0.35, 0.15), (0.32, 0.18)))
    contract = Barrier(
        strike=100.0, barrier=85.0, expiry=0.5, is_call=True, is_up=False, is_knock_in=False
    )
    found = by_pde(contract, model=skew)
    assert found.greeks is not None
    up, down = (
        by_pde(contract, model=skew, market=MARKET.with_spot(spot)).price for spot in (100.5, 99.5)
    )
    assert found.greeks.delta == pytest.approx(up - down, abs=2e-4)
    assert found.greeks.gamma == pytest.approx((up - 2.0 * found.price + down) / 0.25, abs=2e-3)


def test_threads_change_nothing() -> None:
    contracts = [
        Barrier(strike=100.0, barrier=h, expiry=1.0, is_call=True, is_up=True, is_knock_in=False)
        for h in np.linspace(105.0, 150.0, 16).tolist()
    ]
    one, two = (
        axiom.value(contracts, model=MODEL, market=MARKET, engine="pde", threads=threads)
        for threads in (1, 3)
    )
    assert [v.price for v in one] == [v.price for v in two]
    assert one[5].price == by_pde(contracts[5], tolerance=1e-4).price


def test_what_a_grid_cannot_hold_is_refused() -> None:
    with pytest.raises(axiom.AxiomError, match="too small for a grid"):
        by_pde(European(strike=100.0, expiry=1.0), model=BlackScholes(vol=0.0))
    steep = Market(spot=100.0, rate=2.0)
    with pytest.raises(axiom.AxiomError, match="dwarfs"):
        by_pde(European(strike=100.0, expiry=1.0), model=BlackScholes(vol=0.05), market=steep)


@pytest.mark.parametrize("kind", [European, CashOrNothing, AssetOrNothing])
@pytest.mark.parametrize("strike", [90.0, 100.0, 110.0])
def test_expired_options_are_worth_what_the_closed_forms_say(kind, strike):
    for is_call in (True, False):
        terms = {"model": BlackScholes(vol=0.2), "market": Market(spot=100.0, rate=0.02)}
        option = kind(strike=strike, expiry=0.0, is_call=is_call)
        grid, exact = (
            axiom.value(option, engine=engine, **terms) for engine in ("pde", "analytic")
        )
        assert grid.price == pytest.approx(exact.price, abs=1e-12)
        if kind is European:
            assert grid.greeks.delta == pytest.approx(exact.greeks.delta)
