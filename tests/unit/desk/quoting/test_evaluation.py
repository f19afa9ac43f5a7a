"""Certainty equivalents beside dense exponentials, simulation and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.linalg import expm

from axiom import InvalidArgumentError
from axiom.desk import (
    AvellanedaStoikov,
    ExponentialIntensity,
    Floored,
    GueantAsymptotic,
    GueantLehalleFernandezTapia,
    LogisticIntensity,
    Offsets,
    PolicyTable,
    QuotingModel,
    RiskNeutral,
    certainty_equivalent,
    tabulate,
)
from tests.unit.desk.quoting.one_asset.markets import market

FULL = market(
    ask_fills=LogisticIntensity(scale=60.0, steepness=2.0, shift=0.5),
    drift=0.3, fee=0.02, jump=0.05, jump_probability=0.4, linear_cost=0.1, quadratic_cost=0.05,
)  # fmt: skip


class Fixed:
    """One pair of offsets always."""

    def __init__(self, bid, ask):
        self.bid, self.ask = bid, ask

    def quote(self, state):
        return Offsets(bid=np.full(state.shape, self.bid), ask=np.full(state.shape, self.ask))


def worth(policy, model, gamma, horizon, limit, **more):
    return certainty_equivalent(
        policy, model=model, risk_aversion=gamma, horizon=horizon, limit=limit, **more
    )


def dense_value(policy, model, gamma, horizon, limit):
    """The same expectation with the jump's two outcomes and a dense exponential written out."""
    q = np.arange(-limit, limit + 1.0)
    matrix = np.diag(0.5 * (gamma * model.vol * q) ** 2 - gamma * model.drift * q)
    p, jump = model.jump_probability, model.jump
    for fills, offset, move in zip(model.sides, (policy.bid, policy.ask), (1, -1), strict=True):
        for i, held in enumerate(q):
            if 0 <= i + move < q.size:
                rate, after = float(fills.rate(offset)), held + move
                gains = offset - model.fee - np.array([0.0, jump * move * after])
                matrix[i, i] -= rate
                matrix[i, i + move] += rate * np.dot([1 - p, p], np.exp(-gamma * gains))
    w = expm(horizon * matrix) @ np.exp(gamma * model.horizon_cost(q))
    return -np.log(w) / gamma


def simulated_utilities(policy, model, *, gamma, horizon, limit, seed, n):
    """Wealth of episodes by exact arrival times, with every event written out."""
    rng, wealth = np.random.default_rng(seed), np.zeros(n)
    rates = [float(f.rate(d)) for f, d in zip(model.sides, (policy.bid, policy.ask), strict=True)]
    for e in range(n):
        clock, q, gained = 0.0, 0, 0.0
        while True:
            on = np.array([rates[0] if q < limit else 0.0, rates[1] if q > -limit else 0.0])
            wait = rng.exponential(1.0 / on.sum())
            held = min(wait, horizon - clock)
            gained += q * (model.drift * held + model.vol * math.sqrt(held) * rng.normal())
            clock += wait
            if clock >= horizon:
                break
            move = 1 if rng.random() * on.sum() < on[0] else -1
            gained += (policy.bid if move == 1 else policy.ask) - model.fee
            q += move
            if rng.random() < model.jump_probability:
                gained -= move * q * model.jump
        wealth[e] = gained - float(model.horizon_cost(q))
    return np.exp(-gamma * wealth)


def test_beside_a_dense_exponential_with_every_term_at_once():
    policy = Fixed(0.3, 0.6)
    found = worth(policy, FULL, 0.2, 0.3, 5)
    assert found.values == pytest.approx(dense_value(policy, FULL, 0.2, 0.3, 5), rel=1e-11)
    assert found.error < 1e-11


def test_inside_the_interval_of_a_simulation():
    policy, gamma = Fixed(0.4, 0.7), 0.3
    utilities = simulated_utilities(
        policy, FULL, gamma=gamma, horizon=0.15, limit=3, seed=0, n=6000
    )
    mean, error = utilities.mean(), utilities.std(ddof=1) / math.sqrt(utilities.size)
    exact = math.exp(-gamma * worth(policy, FULL, gamma, 0.15, 3).value)
    assert abs(mean - exact) < 3.0 * error
    assert error < 0.01


@pytest.mark.parametrize("inventory", [-2, 0, 3])
def test_values_from_other_inventories(inventory):
    found = worth(RiskNeutral(model=market()), market(), 0.1, 0.5, 5, inventory=inventory)
    assert found.value == found.values[inventory + 5]
    assert found.inventories[inventory + 5] == inventory


def test_small_risk_aversion_gives_the_expected_gain():
    model = market(fee=0.01)
    wide = worth(Fixed(0.5, 0.7), model, 1e-7, 0.4, 300)
    rates = model.bid_fills.rate([0.5, 0.7])
    expected = 0.4 * (rates[0] * (0.5 - 0.01) + rates[1] * (0.7 - 0.01))
    assert wide.value == pytest.approx(expected, rel=1e-4)


def test_the_error_falls_as_the_square_of_the_step():
    policy = AvellanedaStoikov(model=market(), risk_aversion=0.1)
    errors = [worth(policy, market(), 0.1, 1.0, 10, n_steps=n).error for n in (50, 100, 200)]
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.1)
    assert errors[1] / errors[2] == pytest.approx(4.0, rel=0.1)


def test_nothing_beats_the_optimum():
    gamma, horizon = 0.1, 1.0
    best = GueantLehalleFernandezTapia(model=market(), risk_aversion=gamma, limit=6)
    optimum = float(best.value(time_left=horizon))
    for policy in (
        GueantAsymptotic(model=market(), risk_aversion=gamma),
        GueantAsymptotic(model=market(), risk_aversion=3.0 * gamma),
        RiskNeutral(model=market()),
        Fixed(0.8, 0.8),
    ):
        answer = worth(policy, market(), gamma, horizon, 6)
        assert answer.value < optimum
        assert answer.gap_to(optimum) == pytest.approx(1.0 - answer.value / optimum)


def test_a_table_is_evaluated_on_its_own_steps():
    policy = GueantAsymptotic(model=market(), risk_aversion=0.1)
    table = tabulate(policy, horizon=1.0, n_steps=3, limit=4)
    found = worth(table, market(), 0.1, 1.0, 4)
    assert (found.n_steps, found.error) == (3, 0.0)
    assert found.value == pytest.approx(worth(policy, market(), 0.1, 1.0, 4).value, rel=1e-12)


def test_tables_of_uneven_steps():
    rows = [[0.4, 0.6, np.inf], [0.8, 1.0, np.inf]]
    table = PolicyTable(times=[1.0, 0.3], inventories=[-1.0, 0.0, 1.0], bid=rows,
                        ask=[row[::-1] for row in rows])  # fmt: skip
    fine = worth(table, market(), 0.1, 1.0, 1)
    again = worth(tabulate(table, horizon=1.0, n_steps=10, limit=1), market(), 0.1, 1.0, 1)
    assert fine.values == pytest.approx(again.values, rel=1e-12)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"risk_aversion": 0.0}, "risk_aversion is 0.0"),
        ({"horizon": -1.0}, "horizon is -1.0"),
        ({"limit": 0}, "limit is 0"),
        ({"inventory": 9}, "inventory is 9"),
        ({"inventory": math.nan}, "inventory is nan"),
        ({"n_steps": 0}, "n_steps is 0"),
    ],
)
def test_bad_arguments_are_named(bad, message):
    arguments = {"model": market(), "risk_aversion": 0.1, "horizon": 1.0, "limit": 2} | bad
    if "limit" in bad:
        arguments["inventory"] = 0
    with pytest.raises(InvalidArgumentError, match=message):
        certainty_equivalent(RiskNeutral(model=market()), **arguments)


def test_a_table_that_does_not_fit_is_refused():
    table = tabulate(RiskNeutral(model=market()), horizon=1.0, n_steps=2, limit=2)
    for horizon, limit in ((0.5, 2), (1.0, 3)):
        with pytest.raises(InvalidArgumentError, match="tabulate anew"):
            worth(table, market(), 0.1, horizon, limit)


def test_quotes_far_beyond_the_mid_ask_for_a_floor():
    steep = QuotingModel(vol=1.0, bid_fills=ExponentialIntensity(scale=1.0, decay=50.0))
    policy = Fixed(-20.0, 1.0)
    with pytest.raises(InvalidArgumentError, match="Floored"):
        worth(policy, steep, 0.1, 1.0, 2)
    assert math.isfinite(worth(Floored(policy=policy), steep, 0.1, 1.0, 2).value)


def test_optima_are_positive_to_be_compared_with():
    with pytest.raises(InvalidArgumentError, match=r"optimum is 0\.0"):
        worth(Fixed(0.8, 0.8), market(), 0.1, 1.0, 6).gap_to(0.0)
