"""Orders of simulated markets: counts against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom
from axiom.desk import (
    ExponentialIntensity,
    HawkesArrivals,
    LogisticIntensity,
    PoissonArrivals,
    simulate_market_making,
)
from tests.unit.desk.markets.makers import BRIEF, constant, is_within, market

HORIZON = 2.0
LOGISTIC = LogisticIntensity(scale=30.0, steepness=1.2, shift=-0.4)


def simulated(arrivals, offset=0.5, *, seed=0, episodes=6000, limit=400, **parts):
    table = constant(offset, limit=limit, horizon=HORIZON)
    return simulate_market_making(
        table,
        market(arrivals=arrivals, limit=limit, **parts),
        episodes=episodes,
        horizon=HORIZON,
        seed=seed,
    )


@pytest.mark.parametrize("intensity", [BRIEF, LOGISTIC], ids=["exponential", "logistic"])
@pytest.mark.parametrize("offset", [0.0, 0.5, 1.3, -0.3])
def test_fills_under_a_constant_quote_are_poisson(intensity, offset):
    found = simulated(PoissonArrivals(intensity=intensity), offset)
    mean = HORIZON * float(intensity.rate(offset))
    for fills in (found.bid_fills, found.ask_fills):
        assert is_within(fills, mean)
        assert is_within((fills - mean) ** 2, mean)
    assert abs(np.corrcoef(found.bid_fills, found.ask_fills)[0, 1]) < 4.0 / math.sqrt(6000)


def variance_of_count(rate, excitation, decay, time):
    """Variance of a count with this mean rate and self-excitation, from its mean intensity.

    With kappa = decay - excitation, the covariance of intensity and count obeys
    dC/dt = -kappa C + V + excitation rate, where V, the variance of the intensity, obeys
    dV/dt = -2 kappa V + excitation^2 rate; the variance of the count grows by 2 C + rate.
    """
    kappa = decay - excitation
    level = excitation**2 * rate / (2.0 * kappa)
    once = -math.expm1(-kappa * time) / kappa
    twice = -math.expm1(-2.0 * kappa * time) / (2.0 * kappa)
    grown = (level + excitation * rate) * (time - once) - level * (once - twice)
    return rate * time + 2.0 / kappa * grown


@pytest.mark.parametrize(("own", "cross"), [(6.0, 2.0), (8.0, 0.0), (0.0, 7.0), (0.0, 0.0)])
def test_hawkes_counts_have_their_mean_and_variance(own, cross):
    decay = 12.0
    arrivals = HawkesArrivals(
        intensity=BRIEF, self_excitation=own, cross_excitation=cross, decay=decay
    )
    found = simulated(arrivals, np.inf)
    total, difference = found.bid_orders + found.ask_orders, found.bid_orders - found.ask_orders
    rate = 2.0 * BRIEF.scale
    assert is_within(total, rate * HORIZON)
    wanted = variance_of_count(rate, own + cross, decay, HORIZON)
    assert is_within((total - rate * HORIZON) ** 2, wanted)
    assert is_within(difference**2, variance_of_count(rate, own - cross, decay, HORIZON))


def test_the_sides_may_differ():
    poisson = PoissonArrivals(intensity=BRIEF, ask_intensity=LOGISTIC)
    for arrivals in (
        poisson,
        HawkesArrivals(
            intensity=BRIEF,
            ask_intensity=LOGISTIC,
            self_excitation=4.0,
            cross_excitation=2.0,
            decay=12.0,
        ),
    ):
        found = simulated(arrivals)
        assert is_within(found.bid_orders, HORIZON * BRIEF.scale)
        assert is_within(found.ask_orders, HORIZON * LOGISTIC.scale)
        assert is_within(found.bid_fills, HORIZON * float(BRIEF.rate(0.5)))
        assert is_within(found.ask_fills, HORIZON * float(LOGISTIC.rate(0.5)))


def test_unknown_decays_are_uniform_over_episodes():
    low, high, offset = 0.75, 3.0, 0.6
    found = simulated(PoissonArrivals(intensity=BRIEF), offset, decay_range=(low, high))
    share = (math.exp(-low * offset) - math.exp(-high * offset)) / (offset * (high - low))
    squared = (math.exp(-2 * low * offset) - math.exp(-2 * high * offset)) / (
        2 * offset * (high - low)
    )
    mean = HORIZON * BRIEF.scale * share
    assert is_within(found.bid_fills, mean)
    # Fills of both sides share the decay of the episode.
    variance = (HORIZON * BRIEF.scale) ** 2 * (squared - share**2)
    assert is_within((found.bid_fills - mean) * (found.ask_fills - mean), variance)


def test_a_known_decay_is_that_of_the_intensity():
    known, drawn = (
        simulated(PoissonArrivals(intensity=BRIEF), episodes=30, decay_range=decays)
        for decays in (None, (BRIEF.decay, BRIEF.decay))
    )
    assert (known.wealth == drawn.wealth).all()


def test_without_excitation_hawkes_orders_are_the_poisson_orders():
    poisson = simulated(PoissonArrivals(intensity=BRIEF), episodes=50)
    hawkes = simulated(HawkesArrivals(intensity=BRIEF, self_excitation=0.0, decay=1.0), episodes=50)
    assert (hawkes.wealth == poisson.wealth).all()


def test_baseline_and_branching_ratio_make_the_mean():
    arrivals = HawkesArrivals(intensity=BRIEF, self_excitation=3.0, cross_excitation=1.0, decay=8.0)
    assert arrivals.branching_ratio == 0.5
    assert arrivals.baselines == (0.5 * BRIEF.scale,) * 2


def test_without_orders_nothing_is_filled():
    none = simulated(PoissonArrivals(intensity=ExponentialIntensity(scale=0.0, decay=1.0)))
    assert (none.wealth == 0.0).all()
    assert (none.bid_orders == 0.0).all()


@pytest.mark.parametrize(("own", "cross"), [(5.0, 5.0), (10.0, 0.0), (0.0, 11.0)])
def test_flows_that_would_explode_are_refused(own, cross):
    with pytest.raises(axiom.InvalidArgumentError, match="branching ratio"):
        HawkesArrivals(intensity=BRIEF, self_excitation=own, cross_excitation=cross, decay=10.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"self_excitation": -1.0}, "self_excitation=-1.0"),
        ({"cross_excitation": math.nan}, "cross_excitation=nan"),
        ({"decay": 0.0}, "decay=0.0"),
        ({"intensity": lambda offset: offset}, "intensity is function"),
        ({"ask_intensity": 3.0}, "ask_intensity is float"),
        ({"ask_intensity": 0}, "ask_intensity is int"),
        (
            {"ask_intensity": ExponentialIntensity(scale=1.0, decay=1.0), "cross_excitation": 2.0},
            "would need the baselines",
        ),
    ],
)
def test_bad_arrivals_are_refused(change, message):
    given = {"intensity": BRIEF, "self_excitation": 1.0, "decay": 10.0} | change
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        HawkesArrivals(**given)


def test_offsets_that_bring_too_many_orders_are_refused():
    with pytest.raises(axiom.InvalidArgumentError, match="floor the offsets"):
        simulated(PoissonArrivals(intensity=BRIEF), -20.0, episodes=1)
