"""Policies that are remade as intensities are estimated."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import (
    AdaptivePolicy,
    ExponentialIntensity,
    FillIntensityEstimator,
    GueantAsymptotic,
    QuotingModel,
    QuotingPolicy,
    certainty_equivalent,
)
from tests.unit.desk.quoting.one_asset.markets import market, state

TRUE = ExponentialIntensity(scale=140.0, decay=1.5)
NOMINAL = ExponentialIntensity(scale=140.0, decay=3.0)


def make(fills):
    return GueantAsymptotic(model=QuotingModel(vol=2.0, bid_fills=fills), risk_aversion=0.1)


def adaptive(refresh=1.0):
    return AdaptivePolicy(
        make, estimator=FillIntensityEstimator(resolution=0.01), nominal=NOMINAL, refresh=refresh
    )


def run(policy, *, seed, quotes, spread=0.3):
    """Let the policy quote, a little off its own offsets so that they tell something."""
    rng = np.random.default_rng(seed)
    for _ in range(quotes):
        quoted = policy.quote(state(0.0))
        away = rng.uniform(-spread, spread, 2)
        offsets = np.array([quoted.bid, quoted.ask]) + away
        waiting = rng.exponential(1.0, 2) / TRUE.rate(offsets)
        stood = min(waiting.min(), 0.05)
        policy.observe(
            bid=offsets[0], ask=offsets[1], duration=stood,
            bid_fills=int(waiting[0] <= stood), ask_fills=int(waiting[1] <= stood),
        )  # fmt: skip


def test_it_is_a_policy_and_starts_from_the_nominal_intensity():
    policy = adaptive()
    assert isinstance(policy, QuotingPolicy)
    assert policy.estimate is None
    wanted = make(NOMINAL).quote(state([-1.0, 2.0]))
    assert policy.quote(state([-1.0, 2.0])).bid.tolist() == wanted.bid.tolist()


def test_it_learns_and_is_worth_more_than_the_nominal_policy():
    policy = adaptive()
    run(policy, seed=0, quotes=1500)
    low, high = policy.estimate.intervals(0.999)["decay"]
    assert low < 1.5 < high
    truth = market()
    worth = {
        name: certainty_equivalent(one, model=truth, risk_aversion=0.1, horizon=1.0, limit=10).value
        for name, one in (
            ("learned", policy.policy),
            ("nominal", make(NOMINAL)),
            ("true", make(TRUE)),
        )
    }
    assert worth["nominal"] < 0.9 * worth["true"]
    assert worth["learned"] > 0.99 * worth["true"]


def test_nothing_changes_between_refreshes_or_while_nothing_is_identified():
    policy = adaptive(refresh=1.0)
    first = policy.policy
    policy.observe(bid=0.5, ask=0.7, duration=0.9, bid_fills=3, ask_fills=1)
    assert policy.policy is first
    stuck = adaptive(refresh=0.1)
    before = stuck.policy
    stuck.observe(bid=0.5, ask=0.5, duration=5.0, bid_fills=3, ask_fills=3)
    assert stuck.policy is before
    policy.observe(bid=0.5, ask=0.7, duration=0.2)
    assert policy.policy is not first
    assert policy.estimate.fills == 4.0


@pytest.mark.parametrize("refresh", [0.0, math.nan])
def test_bad_refresh_is_named(refresh):
    with pytest.raises(InvalidArgumentError, match=f"refresh is {refresh:g}"):
        adaptive(refresh)
