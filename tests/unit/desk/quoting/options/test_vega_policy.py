"""Optimal option quotes: shape, limits, and a simulation of what they earn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import (
    BaldacciBergaultGueant,
    MyopicOptionQuotes,
    OptionQuotingPolicy,
    VegaState,
    best_offset,
)
from tests.unit.desk.quoting.options.books import (
    GAMMA,
    HORIZON,
    LIMIT,
    PRICED,
    calls,
    few,
    solved,
)
from tests.unit.desk.quoting.options.simulation import objective


@pytest.fixture(scope="module")
def symmetric():
    return solved(few(), real_world=PRICED, n_vegas=161, n_variances=1)


@pytest.fixture(scope="module")
def tilted():
    return solved(few(), n_vegas=161, n_variances=7)


def start(vega=0.0, time_left=HORIZON):
    return VegaState(time_left=time_left, variance=0.0225, vega=vega)


def test_the_value_is_what_a_simulation_earns_and_myopic_quotes_earn_less(tilted):
    options = few()
    earned, myopic = (
        objective(policy, options, gamma=GAMMA, seed=0, episodes=3000)
        for policy in (tilted, MyopicOptionQuotes(options=options))
    )
    error = earned.std(ddof=1) / math.sqrt(earned.size)
    value = float(tilted.value(start()))
    assert error < 0.01 * value
    assert abs(earned.mean() - value) < 3.0 * error
    better = earned - myopic
    assert better.mean() > 10.0 * better.std(ddof=1) / math.sqrt(better.size)


def test_without_risk_aversion_or_premium_quotes_are_myopic():
    neutral = solved(few(), real_world=PRICED, risk_aversion=0.0, n_vegas=81)
    quoted, wanted = neutral.quote(start()), MyopicOptionQuotes(options=few()).quote(start())
    # What is left is the chance to reach the limit, where a side falls away.
    assert quoted.bid == pytest.approx(wanted.bid, rel=0.02)
    assert quoted.ask == pytest.approx(wanted.ask, rel=0.02)
    late = neutral.quote(start(time_left=0.0))
    assert late.bid == pytest.approx(wanted.bid, rel=1e-12)


def test_myopic_offsets_are_the_best_of_each_option():
    options = calls()
    wanted = [float(best_offset(options.fills(i))) for i in range(20)]
    assert MyopicOptionQuotes(options=options).quote(start()).bid == pytest.approx(wanted)


def test_symmetric_at_zero_vega_without_premium(symmetric):
    flat = symmetric.quote(start())
    assert flat.bid == pytest.approx(flat.ask, rel=1e-9)
    long, short = symmetric.quote(start(3e6)), symmetric.quote(start(-3e6))
    assert long.bid == pytest.approx(short.ask, rel=1e-9)
    assert long.ask == pytest.approx(short.bid, rel=1e-9)


@pytest.mark.parametrize("name", ["symmetric", "tilted"])
def test_quotes_lean_against_the_vega(name, request):
    policy = request.getfixturevalue(name)
    quoted = policy.quote(start(np.linspace(-0.6 * LIMIT, 0.6 * LIMIT, 13)))
    assert (np.diff(quoted.bid, axis=0) > 0.0).all()
    assert (np.diff(quoted.ask, axis=0) < 0.0).all()


def test_a_premium_of_variance_makes_the_maker_a_buyer(symmetric, tilted):
    flat, eager = symmetric.quote(start()), tilted.quote(start())
    assert (eager.bid < flat.bid).all()
    assert (eager.ask > flat.ask).all()


def test_more_risk_aversion_leans_more():
    leans = []
    for gamma in (GAMMA, 4.0 * GAMMA):
        quoted = solved(few(), real_world=PRICED, risk_aversion=gamma).quote(start(4e6))
        leans.append(quoted.bid - quoted.ask)
    assert (leans[1] > leans[0]).all()


def test_no_quote_would_pass_the_limit(symmetric):
    moves = symmetric.options.traded_vega
    quoted = symmetric.quote(start([LIMIT - 1.01 * moves[1], LIMIT]))
    assert np.isposinf(quoted.bid[0]).tolist() == (moves > 1.01 * moves[1]).tolist()
    assert np.isposinf(quoted.bid[1]).all()
    assert np.isfinite(quoted.ask).all()


def test_shapes_and_protocol(tilted):
    seen = VegaState(time_left=[[0.0], [HORIZON]], variance=0.0225, vega=[-1e6, 0.0, 2e6])
    assert isinstance(tilted, OptionQuotingPolicy)
    assert tilted.value(seen).shape == (2, 3)
    assert tilted.quote(seen).bid.shape == (2, 3, 4)
    assert MyopicOptionQuotes(options=few()).quote(seen).ask.shape == (2, 3, 4)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"vega": 1.1 * LIMIT}, "vega has 1.1e"),
        ({"variance": 0.09}, "variance has 0.09"),
        ({"time_left": 1.0}, "time_left has 1"),
    ],
)
def test_states_off_the_grid_are_refused(tilted, bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        tilted.quote(VegaState(**({"time_left": 0.0, "variance": 0.0225, "vega": 0.0} | bad)))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"variance": 0.0}, "variance has 0"),
        ({"time_left": -1.0}, "time_left has -1"),
        ({"vega": math.nan}, "vega has nan"),
    ],
)
def test_bad_states_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        VegaState(**({"time_left": 0.0, "variance": 0.0225, "vega": 0.0} | bad))


def test_the_paper_set_up():
    """Twenty calls: quotes of a plausible width, that lean over the whole range of vegas."""
    policy = solved(calls(), n_vegas=61, n_variances=5)
    assert isinstance(policy, BaldacciBergaultGueant)
    flat = policy.quote(start())
    width_in_vol = (flat.bid + flat.ask) / policy.options.vega
    assert (width_in_vol > 0.01).all()
    assert (width_in_vol < 0.04).all()
    assert 1.5e5 < float(policy.value(start())) < 1.8e5
