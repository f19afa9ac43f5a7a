"""Contracts a little later."""

from __future__ import annotations

import math

import pytest

from axiom.engines.montecarlo.aging import aged
from axiom.instruments import Asian, Compound, European, PartialBarrier, VarianceSwap
from axiom.market import Market

MARKET = Market(spot=100.0)


def test_times_come_nearer_and_those_that_are_now_stay():
    asian = Asian(strike=100.0, expiry=1.0, fixings=(0.0, 0.5, 1.0))
    assert aged(asian, MARKET, 0.25).fixings == (0.0, 0.25, 0.75)
    assert aged(asian, MARKET, 0.25).expiry == 0.75
    watched = PartialBarrier(
        strike=100.0, barrier=90.0, expiry=1.0, is_call=True, is_up=False, is_knock_in=False
    )
    later = aged(watched, MARKET, 0.25)
    assert (later.start, later.end, later.expiry) == (0.0, None, 0.75)
    swap = VarianceSwap(strike=0.2, expiry=1.0, elapsed=0.5)
    assert (aged(swap, MARKET, 0.25).elapsed, aged(swap, MARKET, 0.25).life) == (0.75, 1.5)


def test_an_underlying_option_ages_too():
    compound = Compound(strike=5.0, expiry=0.5, underlying=European(strike=100.0, expiry=1.0))
    later = aged(compound, MARKET, 0.1)
    assert (later.expiry, later.underlying.expiry) == (0.4, 0.9)


@pytest.mark.parametrize("averaging", ["arithmetic", "geometric"])
def test_a_continuous_average_takes_in_the_spot(averaging):
    fresh = Asian(strike=100.0, expiry=1.0, averaging=averaging)
    later = aged(fresh, MARKET, 0.25)
    assert (later.average_start, later.expiry) == (-0.25, 0.75)
    assert later.running_average == pytest.approx(100.0)
    running = Asian(
        strike=100.0, expiry=1.0, averaging=averaging, average_start=-0.75, running_average=81.0
    )
    mixed = aged(running, MARKET, 0.25).running_average
    geometric = math.exp(0.75 * math.log(81.0) + 0.25 * math.log(100.0))
    assert mixed == pytest.approx(geometric if averaging == "geometric" else 85.75)
    assert aged(Asian(strike=1.0, expiry=1.0, average_start=0.5), MARKET, 0.2).average_start == 0.3
