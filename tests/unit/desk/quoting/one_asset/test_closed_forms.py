"""Closed-form policies beside their papers' formulas, at limits and outside their theory."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import (
    AvellanedaStoikov,
    ExponentialIntensity,
    GueantAsymptotic,
    GueantLehalleFernandezTapia,
    LogisticIntensity,
    QuotingModel,
    QuotingPolicy,
    RiskNeutral,
)
from tests.unit.desk.quoting.one_asset.markets import market, state

HELD = np.arange(-4.0, 5.0)


def test_reservation_price_and_spread_of_avellaneda_and_stoikov():
    gamma, tau = 0.1, 0.4
    policy = AvellanedaStoikov(model=market(), risk_aversion=gamma)
    seen = state(HELD, tau, mid=100.0)
    bid, ask = policy.quote(seen).prices(100.0)
    assert policy.reservation_price(seen) == pytest.approx(100.0 - HELD * gamma * 4.0 * tau)
    assert 0.5 * (bid + ask) == pytest.approx(policy.reservation_price(seen))
    spread = gamma * 4.0 * tau + 2.0 / gamma * math.log(1.0 + gamma / 1.5)
    assert ask - bid == pytest.approx(spread)


def test_asymptotic_formula():
    gamma = 0.1
    policy = GueantAsymptotic(model=market(), risk_aversion=gamma)
    c = math.sqrt(4.0 * gamma / (2 * 1.5 * 140.0) * (1 + gamma / 1.5) ** (1 + 1.5 / gamma))
    quoted = policy.quote(state(HELD))
    margin = math.log(1 + gamma / 1.5) / gamma
    assert quoted.bid == pytest.approx(margin + 0.5 * (2 * HELD + 1) * c)
    assert quoted.ask == pytest.approx(margin - 0.5 * (2 * HELD - 1) * c)


@pytest.mark.parametrize("make", [AvellanedaStoikov, GueantAsymptotic])
@pytest.mark.parametrize("fee", [0.0, 0.03])
def test_without_risk_aversion_both_are_risk_neutral(make, fee):
    plain = market(fee=fee)
    neutral = RiskNeutral(model=plain).quote(state(HELD))
    assert neutral.bid == pytest.approx(np.full(9, fee + 1.0 / 1.5))
    for gamma, near in ((0.0, 1e-14), (1e-12, 1e-5)):
        quoted = make(model=plain, risk_aversion=gamma).quote(state(HELD))
        assert quoted.bid == pytest.approx(neutral.bid, abs=near)
        assert quoted.ask == pytest.approx(neutral.ask, abs=near)


@pytest.mark.parametrize("make", [AvellanedaStoikov, GueantAsymptotic])
def test_without_vol_inventory_does_not_matter(make):
    quoted = make(model=market(vol=0.0), risk_aversion=0.1).quote(state(HELD))
    assert quoted.bid == pytest.approx(np.full(9, math.log1p(0.1 / 1.5) / 0.1))
    assert quoted.ask == pytest.approx(quoted.bid)


def test_asymptotic_skew_vanishes_as_flow_grows():
    skews = [GueantAsymptotic(model=market(scale=a), risk_aversion=0.1).skew for a in (1e2, 1e8)]
    assert skews[1] == pytest.approx(skews[0] * 1e-3)


def test_the_fee_moves_quotes_as_the_exact_solution_has_it():
    costly = market(fee=0.05, scale=40.0)
    exact = GueantLehalleFernandezTapia(model=costly, risk_aversion=0.1, limit=30)
    near = GueantAsymptotic(model=costly, risk_aversion=0.1).quote(state(0.0, 20.0))
    assert float(exact.quote(state(0.0, 20.0)).bid) == pytest.approx(float(near.bid), abs=2e-3)


def test_limit_of_the_asymptotic_policy():
    quoted = GueantAsymptotic(model=market(), risk_aversion=0.1, limit=3).quote(state(HELD))
    assert np.isposinf(quoted.bid).tolist() == (HELD >= 3).tolist()
    assert np.isposinf(quoted.ask).tolist() == (HELD <= -3).tolist()


def test_risk_neutral_quotes_of_two_intensities():
    logistic = LogisticIntensity(scale=30.0, steepness=2.0, shift=0.7)
    both = market(ask_fills=logistic)
    quoted = RiskNeutral(model=both).quote(state(0.0))
    assert float(quoted.bid) == pytest.approx(1.0 / 1.5)
    margin = -1.0 / float(logistic.log_slope(quoted.ask))
    assert float(quoted.ask) == pytest.approx(margin, rel=1e-12)


@pytest.mark.parametrize(
    "make",
    [
        lambda: AvellanedaStoikov(model=market(), risk_aversion=0.1),
        lambda: GueantAsymptotic(model=market(), risk_aversion=0.1),
        lambda: RiskNeutral(model=market()),
    ],
)
def test_policies_keep_the_protocol_and_the_shape(make):
    policy = make()
    assert isinstance(policy, QuotingPolicy)
    quoted = policy.quote(state(HELD, np.array([[0.1], [0.2]]), mid=np.zeros((3, 1, 1))))
    assert quoted.bid.shape == quoted.ask.shape == (3, 2, 9)


@pytest.mark.parametrize("make", [AvellanedaStoikov, GueantAsymptotic])
@pytest.mark.parametrize(
    ("model", "message"),
    [
        (market(drift=0.1), "drift=0.1"),
        (market(jump=0.1), "jump=0.1"),
        (market(quadratic_cost=0.2), "quadratic_cost=0.2"),
        (market(scale=0.0), "scale above 0"),
        (market(ask_fills=ExponentialIntensity(scale=3.0, decay=1.5)), "one scale"),
        (market(ask_fills=ExponentialIntensity(scale=140.0, decay=2.0)), "one decay"),
        (
            QuotingModel(vol=1.0, bid_fills=LogisticIntensity(scale=1.0, steepness=1.0)),
            "exponential intensities",
        ),
    ],
)
def test_models_outside_the_theory_are_refused(make, model, message):
    with pytest.raises(InvalidArgumentError, match=message):
        make(model=model, risk_aversion=0.1)


@pytest.mark.parametrize("make", [AvellanedaStoikov, GueantAsymptotic])
def test_bad_risk_aversion_is_named(make):
    with pytest.raises(InvalidArgumentError, match=r"risk_aversion=-0\.1"):
        make(model=market(), risk_aversion=-0.1)
    with pytest.raises(InvalidArgumentError, match="limit=0"):
        GueantAsymptotic(model=market(), risk_aversion=0.1, limit=0)
