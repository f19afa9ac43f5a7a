"""Certainty equivalents of quoting policies to the digits of an independent computation.

The values were computed with matrix exponentials on 800 midpoint steps, outside this code. The
optimum is that of unrestrained quotes; the policies' quotes are floored at 0. In the rows of
misspecified models the policy is exact for the first model and is judged where one parameter is
multiplied by the factor; the loss is relative to the optimum there.
"""

from __future__ import annotations

import pytest

from axiom.desk import (
    AvellanedaStoikov,
    ExponentialIntensity,
    Floored,
    GueantAsymptotic,
    GueantLehalleFernandezTapia,
    QuotingModel,
    RiskNeutral,
    certainty_equivalent,
)

LIMIT = 10


def model(*, vol=2.0, scale=140.0, decay=1.5):
    return QuotingModel(vol=vol, bid_fills=ExponentialIntensity(scale=scale, decay=decay))


FIRST = model()
SECOND = model(vol=0.3, scale=0.9, decay=0.3)
OPTIMUM, ASYMPTOTIC, CLOSED_FORM, MYOPIC = range(4)

# model, gamma, horizon, policy, certainty equivalent, digits printed
TABLE = [
    (FIRST, 0.1, 1.0, OPTIMUM, 64.128, 3),
    (FIRST, 0.1, 1.0, ASYMPTOTIC, 64.066, 3),
    (FIRST, 0.1, 1.0, CLOSED_FORM, 61.451, 3),
    (FIRST, 0.1, 1.0, MYOPIC, 57.190, 3),
    (FIRST, 0.01, 1.0, OPTIMUM, 67.635, 3),
    (FIRST, 0.01, 1.0, ASYMPTOTIC, 67.454, 3),
    (FIRST, 0.01, 1.0, CLOSED_FORM, 67.391, 3),
    (FIRST, 0.01, 1.0, MYOPIC, 65.743, 3),
    (FIRST, 0.5, 1.0, OPTIMUM, 53.925, 3),
    (FIRST, 0.5, 1.0, ASYMPTOTIC, 53.848, 3),
    (FIRST, 0.5, 1.0, CLOSED_FORM, 40.417, 3),
    (SECOND, 0.01, 600.0, OPTIMUM, 1286.29, 2),
    (SECOND, 0.01, 600.0, ASYMPTOTIC, 1278.97, 2),
    (SECOND, 0.01, 600.0, CLOSED_FORM, 1271.89, 2),
]


def exact(market, gamma):
    return GueantLehalleFernandezTapia(model=market, risk_aversion=gamma, limit=LIMIT)


def worth(policy, market, gamma, horizon):
    return certainty_equivalent(
        Floored(policy=policy), model=market, risk_aversion=gamma, horizon=horizon, limit=LIMIT
    )


def made(policy, market, gamma):
    if policy == ASYMPTOTIC:
        return GueantAsymptotic(model=market, risk_aversion=gamma)
    if policy == CLOSED_FORM:
        return AvellanedaStoikov(model=market, risk_aversion=gamma)
    return RiskNeutral(model=market)


@pytest.mark.parametrize("row", TABLE)
def test_table(row):
    market, gamma, horizon, policy, printed, digits = row
    if policy == OPTIMUM:
        found = float(exact(market, gamma).value(time_left=horizon))
    else:
        answer = worth(made(policy, market, gamma), market, gamma, horizon)
        assert answer.error < 0.1 * 10.0**-digits
        found = answer.value
    assert round(found, digits) == printed


@pytest.mark.parametrize("gamma", [0.1, 0.01])
def test_exact_policy_is_worth_its_own_value(gamma):
    optimum = float(exact(FIRST, gamma).value(time_left=1.0))
    answer = worth(exact(FIRST, gamma), FIRST, gamma, 1.0)
    assert answer.value == pytest.approx(optimum, abs=1e-6)
    assert answer.value <= optimum


@pytest.mark.parametrize(
    ("changed", "loss_pct"),
    [
        ({"vol": 1.5 * 2.0}, 0.54),
        ({"vol": 2.0 * 2.0}, 2.35),
        ({"decay": 2.0 * 1.5}, 25.95),
        ({"decay": 0.5 * 1.5}, 16.78),
        ({"scale": 0.25 * 140.0}, 0.94),
    ],
)
def test_losses_of_misspecified_models(changed, loss_pct):
    market, gamma = model(**changed), 0.1
    optimum = float(exact(market, gamma).value(time_left=1.0))
    assert round(100.0 * worth(exact(FIRST, gamma), market, gamma, 1.0).gap_to(optimum), 2) == (
        loss_pct
    )
