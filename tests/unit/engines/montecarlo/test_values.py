"""Contracts by simulation: closed forms, identities, stated errors, Greeks, threads and seeds."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import (
    Asian,
    AssetOrNothing,
    Autocallable,
    Barrier,
    Basket,
    CashOrNothing,
    Chooser,
    Cliquet,
    Compound,
    DoubleBarrier,
    DoubleNoTouch,
    European,
    Exchange,
    FixedLookback,
    FloatingLookback,
    ForwardStart,
    NoTouch,
    OneTouch,
    PartialBarrier,
    Quanto,
    Rainbow,
    RangeAccrual,
    ReverseCliquet,
    Spread,
    VarianceSwap,
    VolatilitySwap,
)
from axiom.market import Market, ZeroCurve
from axiom.models import (
    BlackScholes,
    Correlated,
    LocalVol,
    QuantoBlackScholes,
    VolTermStructure,
)
from tests.solvers import lognormal_options as closed

VOL = 0.2
FLAT = (100.0, 0.04, 0.01)
MARKET = Market(spot=100.0, rate=0.04, dividend_yield=0.01)
MODEL = BlackScholes(vol=VOL)
DATES = tuple((i + 1) / 12 for i in range(12))
TWO = Market(spot=(100.0, 95.0), rate=0.04, dividend_yield=(0.01, 0.03))
PAIR = Correlated(
    models=(BlackScholes(vol=0.2), BlackScholes(vol=0.3)), correlation=((1.0, 0.4), (0.4, 1.0))
)
CALL = {"expiry": 1.0, "is_call": True}
NOTE = {
    "observations": (0.5, 1.0),
    "autocall_levels": (1.0, 1.0),
    "coupon": 0.05,
    "coupon_level": 0.8,
    "knock_in": 0.7,
}


def simulated(instrument, *, model=MODEL, market=MARKET, **options):
    return axiom.value(instrument, model=model, market=market, engine="montecarlo", **options)


def touched(spot, knock_in):
    market = Market(spot=spot, rate=0.04, dividend_yield=0.01)
    contract = Barrier(strike=100.0, barrier=110.0, is_up=True, is_knock_in=knock_in, **CALL)
    return simulated(contract, market=market, greeks=False)


def cases(market, vol, rng):
    """Contracts with random terms and their closed forms."""
    spot = market[0]
    strike, expiry = spot * rng.uniform(0.8, 1.2), rng.uniform(0.1, 2.0)
    fixings = tuple(expiry * np.arange(1, 7) / 6)
    low = spot * rng.uniform(0.6, 0.97)
    sign = rng.choice([1.0, -1.0])
    plain = {"strike": strike, "expiry": expiry, "is_call": bool(sign > 0.0)}
    return [
        (European(**plain), closed.european(market, vol, strike, expiry, sign)),
        (CashOrNothing(**plain), closed.cash_or_nothing(market, vol, strike, expiry, sign)),
        (
            NoTouch(barrier=low, expiry=expiry, is_up=False),
            closed.no_touch(market, vol, low, expiry),
        ),
        (
            Barrier(
                strike=max(strike, low),
                barrier=low,
                expiry=expiry,
                is_call=True,
                is_up=False,
                is_knock_in=False,
            ),
            closed.down_and_out_call(market, vol, max(strike, low), low, expiry),
        ),
        (
            Asian(**plain, fixings=fixings, averaging="geometric"),
            closed.geometric_asian(market, vol, strike, fixings, sign),
        ),
        (FloatingLookback(expiry=expiry), closed.floating_lookback_call(market, vol, expiry)),
    ]


def test_stated_errors_hold_over_random_contracts():
    rng = np.random.default_rng(42)
    beyond, count = [], 0
    while count < 200:
        market = (100.0, rng.uniform(0.0, 0.08), rng.uniform(0.0, 0.05) + 1e-3)
        vol = rng.uniform(0.1, 0.5)
        spots = Market(spot=market[0], rate=market[1], dividend_yield=market[2])
        for contract, exact in cases(market, vol, rng):
            found = simulated(
                contract,
                model=BlackScholes(vol=vol),
                market=spots,
                greeks=False,
                tolerance=3e-4,
                seed=count,
                threads=1,
            )
            assert found.error_kind == "standard error"
            if abs(found.price - exact) > 3.0 * found.error:
                beyond.append((type(contract).__name__, (found.price - exact) / found.error))
            count += 1
    assert len(beyond) <= 0.01 * count, beyond


@pytest.mark.parametrize(
    ("instrument", "exact"),
    [
        (European(strike=105.0, **CALL), lambda m, v: closed.european(m, v, 105.0, 1.0, 1.0)),
        (
            CashOrNothing(strike=105.0, **CALL),
            lambda m, v: closed.cash_or_nothing(m, v, 105.0, 1.0, 1.0),
        ),
        (
            Barrier(strike=100.0, barrier=85.0, is_up=False, is_knock_in=False, **CALL),
            lambda m, v: closed.down_and_out_call(m, v, 100.0, 85.0, 1.0),
        ),
        (
            FloatingLookback(expiry=1.0),
            lambda m, v: closed.floating_lookback_call(m, v, 1.0),
        ),
    ],
)
def test_greeks_agree_with_those_of_closed_forms(instrument, exact):
    found = simulated(instrument, tolerance=5e-5, seed=3)

    def at(spot=100.0, rate=0.04, vol=VOL):
        return exact((spot, rate, 0.01), vol)

    h = 1e-3
    wanted = {
        "delta": (at(spot=100.0 + h) - at(spot=100.0 - h)) / (2.0 * h),
        "gamma": (at(spot=101.0) - 2.0 * at() + at(spot=99.0)) / 1.0,
        "vega": (at(vol=VOL + 1e-5) - at(vol=VOL - 1e-5)) / 2e-5,
        "rho": (at(rate=0.04 + 1e-6) - at(rate=0.04 - 1e-6)) / 2e-6,
    }
    for name, value in wanted.items():
        error = found.greeks.errors[name]
        slack = 1e-3 * abs(value) if name == "gamma" else 1e-6 * abs(value)
        assert abs(getattr(found.greeks, name) - value) < 3.5 * error + slack, name
        assert error < 0.2 * abs(value) + 1e-3, name


def test_theta_is_what_a_day_costs():
    found = simulated(European(strike=105.0, **CALL), seed=1)
    later = closed.european(FLAT, VOL, 105.0, 1.0 - 1e-5, 1.0)
    exact = (later - closed.european(FLAT, VOL, 105.0, 1.0 + 1e-5, 1.0)) / 2e-5
    assert abs(found.greeks.theta - exact) < 3.5 * found.greeks.errors["theta"]


def test_the_arithmetic_average_is_controlled_by_the_geometric_one():
    found = simulated(Asian(strike=100.0, fixings=DATES, **CALL), tolerance=1e-3, greeks=False)
    assert found.work["paths"] == 4096
    assert found.error < 2e-3 * found.price


def test_in_and_out_make_a_vanilla():
    dates = {"strike": 100.0, "expiry": 1.0, "is_call": True}
    plain = simulated(European(**dates), greeks=False, seed=5)
    for build in (
        lambda kind: Barrier(barrier=115.0, is_up=True, is_knock_in=kind, **dates),
        lambda kind: Barrier(
            barrier=115.0, is_up=True, is_knock_in=kind, monitoring=DATES, **dates
        ),
        lambda kind: DoubleBarrier(lower=85.0, upper=120.0, is_knock_in=kind, **dates),
        lambda kind: PartialBarrier(
            barrier=115.0, is_up=True, is_knock_in=kind, start=0.2, end=0.6, **dates
        ),
    ):
        parts = [simulated(build(kind), greeks=False, seed=5) for kind in (True, False)]
        error = np.sqrt(sum(v.error**2 for v in (*parts, plain)))
        assert abs(parts[0].price + parts[1].price - plain.price) < 3.0 * error


def test_a_barrier_that_is_reached_gives_its_limit():
    plain = closed.european((112.0, 0.04, 0.01), VOL, 100.0, 1.0, 1.0)
    struck = touched(112.0, knock_in=True)
    assert abs(struck.price - plain) < 3.0 * struck.error
    assert touched(112.0, knock_in=False).price == 0.0
    one_touch = simulated(OneTouch(barrier=90.0, expiry=1.0, is_up=True), greeks=False)
    assert one_touch.price == pytest.approx(1.0, abs=1e-12)
    dated = Barrier(
        strike=100.0,
        barrier=99.0,
        is_up=True,
        is_knock_in=False,
        rebate=2.0,
        monitoring=(0.0, 0.5),
        **CALL,
    )
    assert simulated(dated, greeks=False).price == pytest.approx(2.0, abs=1e-12)


def test_two_assets():
    found = simulated(Exchange(expiry=1.0), model=PAIR, market=TWO)
    exact = closed.margrabe((100.0, 95.0), (0.01, 0.03), (0.2, 0.3), 0.4, 1.0)
    assert abs(found.price - exact) < 3.0 * found.error
    h = 1e-3
    for asset in range(2):
        moved = [np.array([100.0, 95.0]) + h * sign * np.eye(2)[asset] for sign in (1, -1)]
        values = [closed.margrabe(s, (0.01, 0.03), (0.2, 0.3), 0.4, 1.0) for s in moved]
        slope = (values[0] - values[1]) / (2.0 * h)
        assert abs(found.greeks.delta[asset] - slope) < 3.5 * found.greeks.errors["delta"][asset]
    assert found.greeks.gamma[0][1] == found.greeks.gamma[1][0] < 0.0 < found.greeks.gamma[0][0]
    best = simulated(Rainbow.best_of(expiry=1.0, quantities=(1.0, 1.0)), model=PAIR, market=TWO)
    worst = simulated(Rainbow.worst_of(expiry=1.0, quantities=(1.0, 1.0)), model=PAIR, market=TWO)
    both = 100.0 * np.exp(-0.01) + 95.0 * np.exp(-0.03)
    assert abs(best.price + worst.price - both) < 3.0 * np.hypot(best.error, worst.error)
    spread = simulated(Spread(strike=0.0, expiry=1.0), model=PAIR, market=TWO, greeks=False)
    basket = simulated(
        Basket(weights=(1.0, -1.0), strike=0.0, expiry=1.0), model=PAIR, market=TWO, greeks=False
    )
    assert abs(spread.price - basket.price) < 3.0 * np.hypot(spread.error, basket.error)
    assert abs(spread.price - exact) < 3.0 * spread.error


def test_a_quanto_is_a_european_with_another_drift():
    market = Market(spot=100.0, rate=0.04, dividend_yield=0.01, foreign_rate=0.02)
    model = QuantoBlackScholes(vol=0.2, fx_vol=0.1, correlation=-0.3)
    contract = Quanto(strike=100.0, exchange_rate=1.5, **CALL)
    found = simulated(contract, model=model, market=market)
    drift = 0.02 - 0.01 + 0.3 * 0.2 * 0.1
    forward = 100.0 * np.exp(drift)
    exact = 1.5 * np.exp(-0.04) * closed.black(forward, 100.0, 0.2, 1.0)
    assert abs(found.price - exact) < 3.0 * found.error


ALL = [
    European(strike=100.0, **CALL),
    AssetOrNothing(strike=100.0, **CALL),
    OneTouch(barrier=120.0, expiry=1.0, is_up=True),
    OneTouch(barrier=80.0, expiry=1.0, is_up=False, pays_at="expiry"),
    DoubleNoTouch(lower=80.0, upper=130.0, expiry=1.0),
    DoubleBarrier(strike=100.0, lower=80.0, upper=130.0, is_knock_in=False, rebate=1.0, **CALL),
    DoubleBarrier(
        strike=100.0, lower=80.0, upper=130.0, is_knock_in=True, monitoring=DATES, **CALL
    ),
    Asian(strike=None, fixings=(0.0, *DATES), **CALL),
    Asian(strike=100.0, fixings=(0.5, 1.0), past_fixings=(98.0, 103.0), **CALL),
    Asian(strike=100.0, average_start=-0.5, running_average=97.0, **CALL),
    Asian(strike=100.0, average_start=0.5, averaging="geometric", **CALL),
    FixedLookback(strike=105.0, extreme=103.0, **CALL),
    FixedLookback(strike=95.0, fixings=DATES, expiry=1.0, is_call=False),
    FloatingLookback(expiry=1.0, is_call=False, fixings=(0.0, *DATES)),
    Compound(strike=5.0, expiry=0.5, underlying=European(strike=100.0, **CALL)),
    Chooser.simple(choice=0.5, strike=100.0, expiry=1.0),
    ForwardStart(start=0.5, moneyness=1.05, **CALL),
    Cliquet(resets=DATES, local_floor=-0.02, local_cap=0.03, global_floor=0.0),
    ReverseCliquet(resets=DATES, coupon=0.3, previous_fixing=101.0),
    RangeAccrual(lower=90.0, upper=115.0, fixings=(0.0, *DATES), expiry=1.0),
    VarianceSwap(strike=0.15, expiry=1.0, fixings=DATES),
    VolatilitySwap(strike=0.15, expiry=1.0, accrued_variance=0.01, elapsed=0.3),
    Autocallable(initial_fixings=(100.0,), **NOTE),
    Autocallable(initial_fixings=(100.0,), knock_in_monitoring="continuous", **NOTE),
]


@pytest.mark.parametrize("instrument", ALL, ids=lambda o: type(o).__name__)
def test_every_contract_has_a_price_an_error_and_greeks(instrument):
    found = simulated(instrument, tolerance=1e-3, max_paths=1 << 14, threads=1)
    assert np.isfinite(found.price)
    assert found.error >= 0.0
    for name in ("delta", "gamma", "vega", "theta", "rho"):
        assert np.isfinite(getattr(found.greeks, name)), name
        assert found.greeks.errors[name] >= 0.0, name
    again = simulated(instrument, tolerance=1e-3, max_paths=1 << 14, threads=3)
    assert again.price == found.price
    assert again.greeks == found.greeks


def test_seeds_matter_and_zero_is_one():
    contract = FloatingLookback(expiry=1.0)
    prices = [simulated(contract, greeks=False, seed=seed).price for seed in (0, 1, 0)]
    assert prices[0] == prices[2] != prices[1]


def test_curves_and_term_structures():
    market = Market(spot=100.0, rate=ZeroCurve(times=(0.5, 2.0), rates=(0.02, 0.05)))
    model = BlackScholes(vol=VolTermStructure(times=(0.5, 1.0), vols=(0.15, 0.25)))
    found = simulated(European(strike=100.0, **CALL), model=model, market=market, greeks=False)
    forward = market.forward(1.0)
    exact = float(market.discount(1.0)) * closed.black(forward, 100.0, 0.25, 1.0)
    assert abs(found.price - exact) < 3.0 * found.error
    watched = NoTouch(barrier=80.0, expiry=1.0, is_up=False)
    assert simulated(watched, model=model, market=market, greeks=False).work["steps"] == 32.0


def test_a_spent_budget_is_said():
    found = simulated(European(strike=100.0, **CALL), tolerance=1e-7, max_paths=4096)
    assert not found.met
    assert found.work["paths"] == 4096


@pytest.mark.parametrize(
    ("instrument", "reason"),
    [
        (European(strike=100.0, expiry=0.0), "nothing of it lies ahead"),
        (
            PartialBarrier(
                strike=100.0, barrier=90.0, is_up=False, is_knock_in=True, end=0.0, **CALL
            ),
            "its watch is over",
        ),
        (
            Asian(strike=100.0, fixings=tuple(np.arange(1, 20_002) / 20_001), **CALL),
            "watched at 20001 times",
        ),
    ],
)
def test_what_cannot_be_simulated_is_refused(instrument, reason):
    with pytest.raises(InvalidArgumentError, match=reason):
        simulated(instrument)


def test_cash_dividends_and_missing_foreign_rates_are_refused():
    paying = Market(spot=100.0, rate=0.04, dividends=(axiom.Dividend(time=0.5, cash=2.0),))
    with pytest.raises(InvalidArgumentError, match="cash dividends"):
        simulated(FloatingLookback(expiry=1.0), market=paying)
    with pytest.raises(InvalidArgumentError, match="no foreign_rate"):
        simulated(
            Quanto(strike=100.0, expiry=1.0),
            model=QuantoBlackScholes(vol=0.2, fx_vol=0.1, correlation=0.0),
        )


def test_greeks_and_barriers_under_local_vol_are_those_of_finite_differences():
    model = LocalVol(
        times=(0.0, 1.0),
        log_moneyness=(-0.5, 0.0, 0.5),
        vols=((0.25, 0.2, 0.18), (0.3, 0.22, 0.19)),
    )
    found = simulated(European(strike=105.0, **CALL), model=model, tolerance=5e-4)
    exact = axiom.value(European(strike=105.0, **CALL), model=model, market=MARKET, engine="pde")
    assert abs(found.price - exact.price) < 3.0 * found.error + exact.error
    for name in ("vega", "rho"):
        gap = abs(getattr(found.greeks, name) - getattr(exact.greeks, name))
        assert gap < 4.0 * found.greeks.errors[name] + 2e-3 * abs(getattr(exact.greeks, name)), name
    touch = OneTouch(barrier=120.0, expiry=1.0, is_up=True)
    found = simulated(touch, model=model, greeks=False, tolerance=2e-3, max_paths=1 << 14)
    exact = axiom.value(touch, model=model, market=MARKET, engine="pde", greeks=False)
    assert abs(found.price - exact.price) < 3.0 * found.error


def test_theta_keeps_local_vols_and_curves_on_the_calendar():
    """Theta under a local vol that depends on time is that of finite differences."""
    model = LocalVol(
        times=(0.0, 0.5, 1.0),
        log_moneyness=(-0.5, 0.0, 0.5),
        vols=((0.35, 0.25, 0.2), (0.3, 0.22, 0.18), (0.28, 0.2, 0.17)),
    )
    curve = ZeroCurve(times=(0.25, 1.0), rates=(0.02, 0.04))
    market = Market(spot=100.0, rate=curve, dividend_yield=0.01)
    option = European(strike=105.0, expiry=1.0)
    simulated, solved = (
        axiom.value(option, model=model, market=market, engine=engine, tolerance=2e-4).greeks
        for engine in ("montecarlo", "pde")
    )
    assert simulated.theta == pytest.approx(solved.theta, rel=0.01)
