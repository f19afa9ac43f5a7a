"""Simulated certainty equivalents against those from the linear equations."""

from __future__ import annotations

import pytest

from axiom.desk import (
    AdverseSelection,
    AvellanedaStoikov,
    BachelierMid,
    ExponentialIntensity,
    Floored,
    GueantLehalleFernandezTapia,
    LogisticIntensity,
    MakerFees,
    PoissonArrivals,
    QuotingModel,
    certainty_equivalent,
    simulate_market_making,
    tabulate,
)
from tests.unit.desk.markets.makers import market

EXPONENTIAL = ExponentialIntensity(scale=140.0, decay=1.5)
LOGISTIC = LogisticIntensity(scale=120.0, steepness=2.0, shift=-1.0)
STEPS, LIMIT, GAMMA, ERRORS = 50, 6, 0.1, 4.0


def simulated_and_exact(policy, model, place):
    table = tabulate(policy, horizon=1.0, n_steps=STEPS, limit=LIMIT)
    exact = certainty_equivalent(
        table, model=model, risk_aversion=GAMMA, horizon=1.0, limit=LIMIT
    ).value
    found = simulate_market_making(table, place, episodes=8000, horizon=1.0, seed=0)
    value, error = found.certainty_equivalent(GAMMA)
    return value, error, exact


@pytest.mark.parametrize("intensity", [EXPONENTIAL, LOGISTIC], ids=["exponential", "logistic"])
@pytest.mark.parametrize("floor", [None, 0.0], ids=["as it is", "floored"])
@pytest.mark.parametrize("kind", [GueantLehalleFernandezTapia, AvellanedaStoikov])
def test_policies_are_worth_what_the_equations_say(kind, floor, intensity):
    model = QuotingModel(vol=2.0, bid_fills=EXPONENTIAL)
    extra = {"limit": LIMIT} if kind is GueantLehalleFernandezTapia else {}
    policy = kind(model=model, risk_aversion=GAMMA, **extra)
    policy = policy if floor is None else Floored(policy=policy, floor=floor)
    place = market(limit=LIMIT, arrivals=PoissonArrivals(intensity=intensity))
    judged = QuotingModel(vol=2.0, bid_fills=intensity)
    value, error, exact = simulated_and_exact(policy, judged, place)
    assert error < 0.01 * exact
    assert abs(value - exact) <= ERRORS * error


def test_drift_fees_and_jumps_are_the_same_in_both():
    busier = ExponentialIntensity(scale=200.0, decay=1.5)
    model = QuotingModel(
        vol=1.5,
        bid_fills=EXPONENTIAL,
        ask_fills=busier,
        drift=0.5,
        fee=0.05,
        jump=0.3,
        jump_probability=0.4,
    )
    place = market(
        mid=BachelierMid(vol=1.5, drift=0.5),
        limit=LIMIT,
        arrivals=PoissonArrivals(intensity=EXPONENTIAL, ask_intensity=busier),
        fees=MakerFees(per_unit=0.05),
        adverse_selection=AdverseSelection(probability=0.4, size=0.3),
    )
    policy = GueantLehalleFernandezTapia(model=model, risk_aversion=GAMMA, limit=LIMIT)
    value, error, exact = simulated_and_exact(policy, model, place)
    assert abs(value - exact) <= ERRORS * error
