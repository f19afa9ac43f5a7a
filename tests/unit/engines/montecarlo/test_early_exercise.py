"""American options between the bounds of simulation."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo import simulate_paths
from axiom.engines.montecarlo.exercise_policy import ExercisePolicy
from axiom.engines.montecarlo.hedge import AmericanHedge
from axiom.instruments import American, European
from axiom.kernels import greeks
from axiom.market import Market
from axiom.models import BlackScholes, Merton

CASES = [
    (100.0, 100.0, 1.0, 0.25, 0.05, 0.0, False),
    (100.0, 110.0, 1.0, 0.2, 0.05, 0.02, False),
    (100.0, 100.0, 0.5, 0.3, 0.03, 0.06, True),
    (90.0, 100.0, 2.0, 0.2, 0.08, 0.0, False),
]
PUT = American(strike=100.0, expiry=1.0, is_call=False)
MARKET = Market(spot=100.0, rate=0.05)
MODEL = BlackScholes(vol=0.25)


def simulated(instrument, *, model=MODEL, market=MARKET, **options):
    return axiom.value(instrument, model=model, market=market, engine="montecarlo", **options)


@pytest.mark.parametrize("case", CASES)
def test_the_bounds_hold_the_price_of_the_boundary_method(case):
    spot, strike, expiry, vol, rate, dividend_yield, is_call = case
    found = simulated(
        American(strike=strike, expiry=expiry, is_call=is_call),
        model=BlackScholes(vol=vol),
        market=Market(spot=spot, rate=rate, dividend_yield=dividend_yield),
        tolerance=1e-3,
        greeks=False,
    )
    exact = axiom.price(
        spot=spot,
        strike=strike,
        expiry=expiry,
        vol=vol,
        rate=rate,
        dividend_yield=dividend_yield,
        is_call=is_call,
        exercise="american",
        accuracy="reference",
    )
    assert found.error_kind == "bound"
    assert abs(found.price - exact) < found.error < 2e-3 * spot


def test_greeks_are_as_close_as_stated():
    found = simulated(PUT, tolerance=1e-3).greeks
    exact = greeks(
        spot=100.0,
        strike=100.0,
        expiry=1.0,
        vol=0.25,
        rate=0.05,
        is_call=False,
        exercise="american",
        accuracy="reference",
    )
    for name in ("delta", "gamma", "vega", "theta", "rho"):
        value = getattr(exact, name)
        assert abs(getattr(found, name) - value) < found.errors[name] < 0.25 * abs(value), name


def test_a_call_without_dividends_is_european():
    found = simulated(American(strike=100.0, expiry=1.0), tolerance=1e-3, greeks=False)
    exact = axiom.price(spot=100.0, strike=100.0, expiry=1.0, vol=0.25, rate=0.05)
    assert abs(found.price - exact) < found.error


def test_deep_in_the_money_it_is_worth_exercising_now():
    market = Market(spot=60.0, rate=0.1)
    found = simulated(PUT, market=market, tolerance=1e-3, greeks=False)
    assert found.price - found.error >= 40.0 - 1e-12
    assert found.price == pytest.approx(40.0, abs=0.1)


def test_bounds_are_valid_under_jumps():
    model = Merton(vol=0.2, jump_intensity=0.5, jump_mean=-0.1, jump_vol=0.15)
    american = simulated(PUT, model=model, tolerance=1e-3, greeks=False)
    european = simulated(
        European(strike=100.0, expiry=1.0, is_call=False), model=model, greeks=False
    )
    assert american.price + american.error > european.price
    assert american.error < 1.0


def test_the_hedge_gains_nothing_on_average():
    times = np.arange(1, 21) / 20
    spots = simulate_paths(MODEL, MARKET, times, n_paths=20_000, seed=4)[:, :, 0]
    hedge = AmericanHedge.of(
        spot=100.0, strike=100.0, expiry=1.0, vol=0.2, rate=0.05, dividend_yield=0.0, is_call=False
    )
    grid = np.concatenate([[0.0], times])
    gains = hedge.gains(
        spots=np.column_stack([np.full(len(spots), 100.0), spots]),
        left=1.0 - grid,
        discounts=MARKET.discount(grid),
        growth=MARKET.growth(grid),
        variance=np.full(20, 0.25**2 / 20),
    )
    errors = gains.std(axis=0) / np.sqrt(len(gains))
    assert (np.abs(gains.mean(axis=0)) < 4.0 * errors).all()


def test_the_policy_exercises_below_a_boundary():
    times = np.arange(1, 11) / 10
    spots = simulate_paths(MODEL, MARKET, times, n_paths=8192, seed=2)[:, :, 0]
    policy = ExercisePolicy.fitted(
        spots=spots, discounts=MARKET.discount(times), strike=100.0, sign=-1.0
    )
    flat = np.full((1, 10), 1.0)
    assert policy.exercise_dates(60.0 * flat)[0] == 0
    assert policy.exercise_dates(98.0 * flat)[0] > 0
    assert policy.exercise_dates(150.0 * flat)[0] == 9


def test_results_do_not_depend_on_threads_but_on_the_seed():
    runs = [
        simulated(PUT, tolerance=1e-2, greeks=False, threads=threads, seed=seed)
        for threads, seed in ((1, 0), (3, 0), (1, 1))
    ]
    assert (runs[0].price, runs[0].error) == (runs[1].price, runs[1].error)
    assert runs[0].price != runs[2].price


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        (American(strike=100.0, expiry=0.0), "nothing of it lies ahead"),
        (American(strike=0.0, expiry=1.0), "its strike is 0"),
    ],
)
def test_what_has_no_bounds_is_refused(option, reason):
    with pytest.raises(InvalidArgumentError, match=reason):
        simulated(option)
