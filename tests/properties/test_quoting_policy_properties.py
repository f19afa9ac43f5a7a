"""What holds for quoting policies of one asset whatever the parameters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.desk import (
    AvellanedaStoikov,
    ExponentialIntensity,
    GueantAsymptotic,
    GueantLehalleFernandezTapia,
    InventoryState,
    LogisticIntensity,
    QuotingModel,
    best_offset,
    certainty_equivalent,
    optimal_policy,
    tabulate,
)

LIMIT = 5
HELD = np.arange(-LIMIT, LIMIT + 1.0)
VOLS = st.floats(0.0, 3.0)
SCALES = st.floats(0.5, 200.0)
DECAYS = st.floats(0.3, 5.0)
AVERSIONS = st.floats(1e-3, 0.5)
TIMES = st.floats(0.0, 2.0)
MODELS = st.builds(
    lambda vol, scale, decay: QuotingModel(
        vol=vol, bid_fills=ExponentialIntensity(scale=scale, decay=decay)
    ),
    VOLS,
    SCALES,
    DECAYS,
)
ROUNDING = 1e-9


def policies(model, gamma):
    return (
        AvellanedaStoikov(model=model, risk_aversion=gamma),
        GueantAsymptotic(model=model, risk_aversion=gamma, limit=LIMIT),
        GueantLehalleFernandezTapia(model=model, risk_aversion=gamma, limit=LIMIT),
    )


@given(MODELS, AVERSIONS, TIMES)
def test_bids_mirror_asks_and_quotes_lean_against_inventory(model, gamma, time_left):
    for policy in policies(model, gamma):
        quoted = policy.quote(InventoryState(mid=50.0, inventory=HELD, time_left=time_left))
        size = 1.0 + np.abs(quoted.bid[:-1]).max()
        inner = slice(1, -1)
        assert quoted.bid[inner] == pytest.approx(quoted.ask[::-1][inner], abs=ROUNDING * size)
        assert (np.diff(quoted.bid[:-1]) >= -ROUNDING * size).all()
        assert (np.diff(quoted.ask[1:]) <= ROUNDING * size).all()


@given(MODELS, AVERSIONS, TIMES, TIMES)
def test_the_exact_value_grows_in_time_left_and_shrinks_in_risk(model, gamma, first, second):
    early, late = max(first, second), min(first, second)
    policy = GueantLehalleFernandezTapia(model=model, risk_aversion=gamma, limit=LIMIT)
    values = policy.value(time_left=[late, early])
    assert values[1] >= values[0] - ROUNDING * (1.0 + abs(values[0]))
    bolder = GueantLehalleFernandezTapia(model=model, risk_aversion=0.5 * gamma, limit=LIMIT)
    assert float(bolder.value(time_left=early)) >= values[1] - ROUNDING * (1.0 + abs(values[1]))


@settings(max_examples=25)
@given(MODELS, AVERSIONS, st.floats(0.05, 0.5))
def test_no_policy_is_worth_more_than_the_exact_one(model, gamma, horizon):
    exact = policies(model, gamma)[-1]
    optimum = exact.value(time_left=horizon, inventory=HELD)
    for policy in policies(model, gamma):
        table = tabulate(policy, horizon=horizon, n_steps=8, limit=LIMIT)
        judged = certainty_equivalent(
            table, model=model, risk_aversion=gamma, horizon=horizon, limit=LIMIT
        )
        assert (judged.values <= optimum + ROUNDING * (1.0 + np.abs(optimum))).all()


@settings(max_examples=15, deadline=None)
@given(VOLS, SCALES, DECAYS, st.floats(-2.0, 2.0), AVERSIONS)
def test_the_general_optimum_is_at_least_any_tilt_of_it(vol, scale, steepness, shift, gamma):
    fills = LogisticIntensity(scale=scale, steepness=steepness, shift=shift)
    model = QuotingModel(vol=vol, bid_fills=fills)
    best = optimal_policy(model, risk_aversion=gamma, limit=2, horizon=0.05, n_steps=4, floor=-1.0)
    assert best.values == pytest.approx(best.values[::-1], rel=1e-9, abs=1e-12)
    for tilt in (-0.1, 0.2):
        moved = type(best.table)(
            times=best.table.times, inventories=best.table.inventories,
            bid=np.maximum(best.table.bid + tilt, -1.0), ask=best.table.ask,
        )  # fmt: skip
        judged = certainty_equivalent(
            moved, model=model, risk_aversion=gamma, horizon=0.05, limit=2
        )
        assert (judged.values <= best.values + best.error + ROUNDING).all()


LOGISTIC = st.builds(
    lambda scale, steepness, shift: LogisticIntensity(
        scale=scale, steepness=steepness, shift=shift
    ),
    SCALES,
    DECAYS,
    st.floats(-3.0, 3.0),
)


@given(
    LOGISTIC, st.floats(-50.0, 50.0), st.floats(-5.0, 5.0),
    st.one_of(st.just(0.0), st.floats(1e-6, 5.0)),
)  # fmt: skip
def test_nothing_beats_the_best_offset(fills, at, away, gamma):
    best = float(best_offset(fills, at=at, risk_aversion=gamma))

    def log_gain(offset):
        margin = offset - at
        gain = margin if gamma == 0.0 else -np.expm1(-gamma * margin) / gamma
        return np.log(gain) + float(np.log(fills.rate(offset)))

    assert best > at
    other = best + away
    if other > at and float(fills.rate(other)) > 0.0 and float(fills.rate(best)) > 0.0:
        assert log_gain(other) <= log_gain(best) + 1e-9 * (1.0 + abs(log_gain(best)))
