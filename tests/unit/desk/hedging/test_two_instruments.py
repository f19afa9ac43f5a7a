"""Delta-gamma and delta-vega: what must vanish does, and limits hold where it cannot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from axiom import InvalidArgumentError, greeks
from axiom.desk.hedging import DeltaGamma, DeltaVega, HedgingState, SecondOption
from axiom.instruments import European

SPOTS = np.linspace(92.0, 108.0, 9)


@pytest.fixture
def state():
    found = greeks(spot=SPOTS, strike=100.0, expiry=0.5, vol=0.2)
    return HedgingState(
        option=European(strike=100.0, expiry=0.24),
        spot=SPOTS,
        time_left=0.24,
        vol=0.2,
        second=SecondOption(delta=found.delta, gamma=found.gamma, vega=found.vega),
    )


@pytest.mark.parametrize(("policy", "name"), [(DeltaGamma(), "gamma"), (DeltaVega(), "vega")])
@pytest.mark.parametrize("is_short", [True, False])
def test_delta_and_the_second_greek_vanish(policy, name, is_short, state):
    state = replace(state, is_short=is_short)
    hedge = policy.hedge(state)
    own = state.greeks("delta", name)
    left = hedge.second * getattr(state.second, name) - state.sign * getattr(own, name)
    np.testing.assert_allclose(left, 0.0, atol=1e-12)
    delta = hedge.underlying + hedge.second * state.second.delta - state.sign * own.delta
    np.testing.assert_allclose(delta, 0.0, atol=1e-15)


@pytest.mark.parametrize("policy", [DeltaGamma(limit=2.0), DeltaVega(limit=2.0)])
def test_limits_hold_where_the_second_option_has_no_curvature(policy, state):
    flat = SecondOption(delta=np.zeros(9), gamma=np.zeros(9), vega=np.full(9, -0.0))
    hedge = policy.hedge(replace(state, second=flat))
    np.testing.assert_array_equal(np.abs(hedge.second), 2.0)
    assert np.isfinite(hedge.underlying).all()


def test_nothing_to_hedge_takes_nothing():
    state = HedgingState(
        option=European(strike=100.0, expiry=0.24),
        spot=1000.0,
        time_left=0.001,
        vol=0.2,
        second=SecondOption(delta=0.0, gamma=0.0, vega=0.0),
    )
    assert DeltaGamma().hedge(state).second == 0.0


@pytest.mark.parametrize("policy", [DeltaGamma(), DeltaVega()])
def test_a_state_without_a_second_option_is_refused(policy, state):
    with pytest.raises(InvalidArgumentError, match="second is missing"):
        policy.hedge(replace(state, second=None))


@pytest.mark.parametrize("kind", [DeltaGamma, DeltaVega])
def test_limits_are_above_0(kind):
    with pytest.raises(InvalidArgumentError, match="limit"):
        kind(limit=0.0)
