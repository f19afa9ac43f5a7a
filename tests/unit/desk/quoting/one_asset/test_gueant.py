"""The exact policy beside an independent solution of the control problem, and its limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from axiom import InvalidArgumentError
from axiom.desk import (
    ExponentialIntensity,
    GueantAsymptotic,
    GueantLehalleFernandezTapia,
    LogisticIntensity,
    QuotingModel,
    RiskNeutral,
)
from tests.unit.desk.quoting.one_asset.markets import market, state

LIMIT = 4
HELD = np.arange(-LIMIT, LIMIT + 1.0)
FULL = market(
    ask_fills=ExponentialIntensity(scale=90.0, decay=1.5),
    drift=0.3, fee=0.02, jump=0.05, jump_probability=0.4, linear_cost=0.1, quadratic_cost=0.05,
)  # fmt: skip


def policy(model, gamma, limit=LIMIT):
    return GueantLehalleFernandezTapia(model=model, risk_aversion=gamma, limit=limit)


def hamilton_jacobi_bellman(model, gamma, horizon):
    """Values of the control problem in their nonlinear form, with the supremum written out."""
    k = model.bid_fills.decay
    margin = 1.0 / k if gamma == 0.0 else math.log1p(gamma / k) / gamma
    costs = model.fill_costs(HELD, gamma)
    moves = [1, -1]

    def slope(_, theta):
        change = model.drift * HELD - 0.5 * gamma * model.vol**2 * HELD**2
        for fills, cost, move in zip(model.sides, costs, moves, strict=True):
            for i in range(HELD.size):
                if 0 <= i + move < HELD.size:
                    offset = cost[i] + margin + theta[i] - theta[i + move]
                    gain = margin if gamma == 0.0 else -math.expm1(-gamma * margin) / gamma
                    change[i] += fills.scale * math.exp(-k * offset) * gain
        return change

    start = -model.horizon_cost(HELD)
    return solve_ivp(slope, (0.0, horizon), start, rtol=1e-11, atol=1e-11, method="DOP853").y[:, -1]


@pytest.mark.parametrize("model", [market(), FULL])
@pytest.mark.parametrize("gamma", [0.0, 0.1, 0.5])
def test_values_solve_the_control_problem(model, gamma):
    wanted = hamilton_jacobi_bellman(model, gamma, 0.3)
    found = policy(model, gamma).value(time_left=0.3, inventory=HELD)
    assert found == pytest.approx(wanted, abs=2e-9)


@pytest.mark.parametrize("gamma", [0.0, 0.1])
def test_quotes_follow_from_values(gamma):
    made = policy(FULL, gamma)
    theta = made.value(time_left=0.2, inventory=HELD)
    quoted = made.quote(state(HELD, 0.2))
    margin = 1.0 / 1.5 if gamma == 0.0 else math.log1p(gamma / 1.5) / gamma
    buy, sell = FULL.fill_costs(HELD, gamma)
    assert quoted.bid[:-1] == pytest.approx(margin + buy[:-1] + theta[:-1] - theta[1:])
    assert quoted.ask[1:] == pytest.approx(margin + sell[1:] + theta[1:] - theta[:-1])


def test_at_the_limit_there_is_no_quote_on_that_side():
    quoted = policy(market(), 0.1).quote(state([-LIMIT, LIMIT]))
    assert np.isposinf(quoted.ask).tolist() == [True, False]
    assert np.isposinf(quoted.bid).tolist() == [False, True]


def test_tends_to_the_asymptotic_quotes_far_from_horizon_and_limit():
    model = market(scale=1400.0)
    exact, near = policy(model, 0.1, 40), GueantAsymptotic(model=model, risk_aversion=0.1)
    held = np.arange(-2.0, 3.0)
    found, wanted = exact.quote(state(held, 5.0)), near.quote(state(held))
    assert found.bid == pytest.approx(wanted.bid, abs=5e-4)
    assert found.bid == pytest.approx(exact.quote(state(held, 4.0)).bid, abs=1e-6)


def test_at_the_horizon_quotes_forget_inventory():
    quoted = policy(market(), 0.1).quote(state(HELD[1:-1], 0.0))
    assert quoted.bid == pytest.approx(np.full(7, math.log1p(0.1 / 1.5) / 0.1), rel=1e-12)
    assert quoted.ask == pytest.approx(quoted.bid, rel=1e-12)


def test_without_risk_or_risk_aversion_quotes_differ_from_myopic_ones_by_the_limit_alone():
    wanted = RiskNeutral(model=market()).quote(state(0.0))
    for model, gamma in ((market(), 0.0), (market(), 1e-10)):
        wide = policy(model, gamma, 400).quote(state([-1.0, 0.0, 1.0], 0.5))
        assert wide.bid == pytest.approx(np.full(3, float(wanted.bid)), abs=1e-6)
    still = policy(market(vol=0.0), 0.1, 400).quote(state([-1.0, 0.0, 1.0], 0.5))
    assert still.bid == pytest.approx(np.full(3, math.log1p(0.1 / 1.5) / 0.1), abs=1e-6)


def test_value_grows_with_flow_and_has_its_closed_form_without_risk():
    gamma, horizon, k = 0.2, 0.5, 1.5
    values = []
    for scale in (1e1, 1e2, 1e3):
        model = market(vol=0.0, scale=scale)
        values.append(float(policy(model, gamma, 2000).value(time_left=horizon)))
        share = k / (k + gamma) * (1 + gamma / k) ** (-k / gamma)
        assert values[-1] == pytest.approx(2.0 * scale * share * horizon / k, rel=1e-9)
    assert values == sorted(values)


def test_values_are_consistent_in_time():
    made = policy(FULL, 0.1)
    early = made.value(time_left=[0.1, 0.25, 0.4], inventory=2)
    alone = [float(made.value(time_left=t, inventory=2)) for t in (0.1, 0.25, 0.4)]
    assert early == pytest.approx(alone, rel=1e-12)


@pytest.mark.parametrize("inventory", [LIMIT + 1.0, 0.5])
def test_inventory_beyond_the_limit_is_refused(inventory):
    with pytest.raises(InvalidArgumentError, match=f"inventory has {inventory:g}"):
        policy(market(), 0.1).quote(state(inventory))


@pytest.mark.parametrize(
    ("bad", "message"),
    [({"risk_aversion": -1.0}, "risk_aversion=-1.0"), ({"limit": 0}, "limit=0")],
)
def test_bad_parameters_are_named(bad, message):
    arguments = {"model": market(), "risk_aversion": 0.1, "limit": 2} | bad
    with pytest.raises(InvalidArgumentError, match=message):
        GueantLehalleFernandezTapia(**arguments)


def test_models_outside_the_theory_are_refused():
    logistic = LogisticIntensity(scale=1.0, steepness=1.0)
    with pytest.raises(InvalidArgumentError, match="optimal_policy"):
        policy(QuotingModel(vol=1.0, bid_fills=logistic), 0.1)
    with pytest.raises(InvalidArgumentError, match="one decay"):
        policy(market(ask_fills=ExponentialIntensity(scale=1.0, decay=3.0)), 0.1)
