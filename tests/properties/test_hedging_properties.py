"""Hedging costs: identities that hold for any option, market and parameters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.desk.hedging import (
    BlackScholesDelta,
    HedgingSetup,
    HedgingState,
    Leland,
    NoTradeBand,
    WhalleyWilmott,
    Zakamouline,
    costs_on_paths,
    hedging_costs,
    simulate_hedging_paths,
)
from axiom.instruments import European
from axiom.models import BlackScholes, Sabr

MODELS = st.one_of(
    st.builds(BlackScholes, vol=st.floats(0.02, 1.5)),
    st.builds(
        Sabr,
        alpha=st.floats(0.05, 1.0),
        beta=st.just(1.0),
        rho=st.floats(-0.95, 0.95),
        nu=st.floats(0.0, 1.5),
    ),
)
OPTIONS = st.builds(
    European, strike=st.floats(60.0, 160.0), expiry=st.floats(0.02, 1.5), is_call=st.booleans()
)
SETUPS = st.builds(
    HedgingSetup,
    model=MODELS,
    option=OPTIONS,
    hedges=st.integers(1, 12),
    drift=st.floats(-0.2, 0.2),
    rate=st.floats(-0.05, 0.1),
    cost=st.floats(0.0, 0.05),
    is_short=st.booleans(),
)
STATES = st.builds(
    HedgingState,
    option=OPTIONS,
    spot=st.floats(50.0, 200.0),
    vol=st.floats(0.02, 1.5),
    time_left=st.floats(0.001, 2.0),
    holding=st.floats(-2.0, 2.0),
)
BANDS = st.one_of(
    st.just(BlackScholesDelta()),
    st.builds(Leland, cost=st.floats(0.0, 0.05), interval=st.floats(0.001, 0.1)),
    st.builds(WhalleyWilmott, cost=st.floats(0.0, 0.05), risk_aversion=st.floats(0.01, 50.0)),
    st.builds(Zakamouline, cost=st.floats(1e-4, 0.05), risk_aversion=st.floats(0.01, 50.0)),
    st.builds(
        NoTradeBand,
        vol_scale=st.floats(0.5, 2.0),
        shift=st.floats(-0.3, 0.3),
        below=st.floats(0.0, 0.5),
        above=st.floats(0.0, 0.5),
        smile=st.floats(-1.0, 2.0),
    ),
)


class Asked:
    """A policy that is asked for every hedge instead of running in the compiled core."""

    def __init__(self, policy):
        self.policy = policy

    def hedge(self, state):
        return self.policy.hedge(state)


@settings(deadline=None, max_examples=30)
@given(setup=SETUPS, policy=BANDS)
def test_compiled_rules_are_their_policies(setup, policy):
    paths = simulate_hedging_paths(setup, n_paths=64, seed=1)
    compiled = costs_on_paths(policy, setup, paths)
    asked = costs_on_paths(Asked(policy), setup, paths)
    scale = 1.0 + np.abs(paths.spots).max()
    np.testing.assert_allclose(compiled, asked, atol=1e-9 * scale)


@settings(deadline=None, max_examples=15)
@given(setup=SETUPS)
def test_without_costs_a_call_and_a_put_lose_the_same(setup):
    free = setup.without_costs()
    losses = [
        hedging_costs(
            BlackScholesDelta(), replace(free, option=replace(free.option, is_call=is_call)),
            paths=64,
        ).losses
        for is_call in (True, False)
    ]  # fmt: skip
    np.testing.assert_allclose(losses[0], losses[1], atol=1e-9 * (1.0 + np.abs(losses[0]).max()))


@settings(deadline=None, max_examples=15)
@given(setup=SETUPS, factor=st.floats(0.1, 10.0))
def test_losses_scale_with_the_money(setup, factor):
    scaled = replace(
        setup,
        spot=factor * setup.spot,
        option=replace(setup.option, strike=factor * setup.option.strike),
    )
    for policy, other in (
        (Leland(cost=0.01, interval=0.01), Leland(cost=0.01, interval=0.01)),
        (
            WhalleyWilmott(cost=0.01, risk_aversion=2.0),
            WhalleyWilmott(cost=0.01, risk_aversion=2.0 / factor),
        ),
        (
            Zakamouline(cost=0.01, risk_aversion=2.0),
            Zakamouline(cost=0.01, risk_aversion=2.0 / factor),
        ),
    ):
        one = hedging_costs(policy, setup, paths=64).losses
        two = hedging_costs(other, scaled, paths=64).losses
        np.testing.assert_allclose(two, factor * one, rtol=1e-8, atol=1e-8 * factor * setup.spot)


@settings(deadline=None, max_examples=50)
@given(policy=BANDS, state=STATES)
def test_after_a_hedge_nothing_more_is_traded(policy, state):
    first = policy.hedge(state).underlying
    again = policy.hedge(replace(state, holding=first)).underlying
    assert np.isfinite(first)
    assert again == first
    assert policy.band(state).least <= policy.band(state).most
