"""Optimal quotes for any intensity beside the exact solution, evaluation and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import (
    ExponentialIntensity,
    Floored,
    GueantLehalleFernandezTapia,
    LogisticIntensity,
    QuotingModel,
    RiskNeutral,
    certainty_equivalent,
    optimal_policy,
)
from tests.unit.desk.quoting.one_asset.markets import market, state

LOGISTIC = QuotingModel(
    vol=2.0,
    bid_fills=LogisticIntensity(scale=80.0, steepness=3.0, shift=0.7),
    ask_fills=LogisticIntensity(scale=60.0, steepness=2.5, shift=0.2),
    drift=0.2, fee=0.02, jump=0.05, jump_probability=0.5, quadratic_cost=0.02,
)  # fmt: skip
LIMIT = 4


def solved(model, gamma, **more):
    settings = {"limit": LIMIT, "horizon": 0.2, "n_steps": 20} | more
    return optimal_policy(model, risk_aversion=gamma, **settings)


@pytest.mark.parametrize("gamma", [0.0, 0.1, 0.5])
def test_exponential_intensities_beside_the_exact_solution(gamma):
    model = market(drift=0.3, jump=0.05, linear_cost=0.1, fee=0.01)
    exact = GueantLehalleFernandezTapia(model=model, risk_aversion=gamma, limit=LIMIT)
    found = solved(model, gamma)
    wanted = exact.value(time_left=0.2, inventory=found.inventories)
    assert found.error < 1e-4
    assert found.values == pytest.approx(wanted, abs=found.error)
    middles = found.table.times - 0.005
    quoted = exact.quote(state(found.inventories, middles[:, np.newaxis]))
    assert found.table.bid == pytest.approx(quoted.bid, abs=1e-4)
    assert found.table.ask == pytest.approx(quoted.ask, abs=1e-4)


@pytest.mark.parametrize("floor", [-math.inf, 0.3])
def test_logistic_policy_is_worth_its_value(floor):
    gamma = 0.1
    found = solved(LOGISTIC, gamma, floor=floor, n_steps=80)
    judged = certainty_equivalent(
        found.table, model=LOGISTIC, risk_aversion=gamma, horizon=0.2, limit=LIMIT
    )
    # What is lost is the adjustment of quotes within a step, of second order.
    assert judged.values == pytest.approx(found.values, abs=1e-4)
    assert (judged.values <= found.values + found.error).all()
    assert min(found.table.bid.min(), found.table.ask.min()) >= floor


def test_nothing_tried_beats_the_logistic_optimum():
    gamma, best = 0.3, solved(LOGISTIC, 0.3)
    for policy in (
        RiskNeutral(model=LOGISTIC),
        solved(LOGISTIC, 0.05).table,
        solved(LOGISTIC, 0.3, floor=0.6).table,
    ):
        judged = certainty_equivalent(
            policy, model=LOGISTIC, risk_aversion=gamma, horizon=0.2, limit=LIMIT
        )
        assert (judged.values < best.values).all()


def test_an_optimum_with_a_floor_is_no_worse_than_the_optimum_raised_to_it():
    gamma, model = 0.5, market()
    free = GueantLehalleFernandezTapia(model=model, risk_aversion=gamma, limit=8)
    floored = optimal_policy(
        model, risk_aversion=gamma, limit=8, horizon=0.5, n_steps=50, floor=0.4
    )
    raised = certainty_equivalent(
        Floored(policy=free, floor=0.4), model=model, risk_aversion=gamma, horizon=0.5, limit=8
    )
    assert raised.value < floored.values[8] < float(free.value(time_left=0.5))


def test_without_risk_quotes_are_risk_neutral_away_from_the_limit():
    model = QuotingModel(vol=2.0, bid_fills=LOGISTIC.bid_fills)
    wide = optimal_policy(model, risk_aversion=0.0, limit=60, horizon=0.1, n_steps=2)
    wanted = float(RiskNeutral(model=model).quote(state(0.0)).bid)
    assert wide.table.bid[:, 60] == pytest.approx([wanted, wanted], rel=1e-9)


def test_decays_may_differ_between_sides():
    model = market(ask_fills=ExponentialIntensity(scale=100.0, decay=2.5))
    found = solved(model, 0.1)
    assert np.isfinite(found.values).all()
    late = found.table.ask[-1, LIMIT]
    assert late == pytest.approx(math.log1p(0.1 / 2.5) / 0.1, rel=0.02)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"gamma": -1.0}, "risk_aversion is -1"),
        ({"horizon": 0.0}, "horizon is 0"),
        ({"limit": 0}, "limit is 0"),
        ({"n_steps": 0}, "n_steps is 0"),
        ({"floor": math.nan}, "floor is nan"),
        ({"floor": math.inf}, "floor is inf"),
    ],
)
def test_bad_arguments_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        solved(market(), **({"gamma": 0.1} | bad))


def test_equations_that_are_too_stiff_ask_for_a_floor():
    costly = market(linear_cost=60.0)
    with pytest.raises(InvalidArgumentError, match="give a floor"):
        solved(costly, 0.1)
    assert np.isfinite(solved(costly, 0.1, floor=0.0).values).all()
