"""Hedges of one option over HTTP, beside the library's own."""

from __future__ import annotations

import pytest

from axiom import desk
from axiom.instruments import European
from axiom.service.hedging import ROUTERS
from tests.unit.service.callers import caller_of

TERMS = {"strike": 100.0, "is_call": True, "spot": 101.0, "time_left": 0.25, "vol": 0.2}


@pytest.fixture(scope="module")
def caller():
    return caller_of(*ROUTERS)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"type": "black_scholes"}, desk.BlackScholesDelta()),
        (
            {"type": "leland", "cost": 0.001, "interval": 0.01},
            desk.Leland(cost=0.001, interval=0.01),
        ),
        (
            {"type": "whalley_wilmott", "cost": 0.001, "risk_aversion": 1.0},
            desk.WhalleyWilmott(cost=0.001, risk_aversion=1.0),
        ),
        (
            {"type": "zakamouline", "cost": 0.001, "risk_aversion": 1.0},
            desk.Zakamouline(cost=0.001, risk_aversion=1.0),
        ),
        (
            {"type": "no_trade_band", "below": 0.5, "above": 0.1},
            desk.NoTradeBand(below=0.5, above=0.1),
        ),
    ],
    ids=lambda one: one.get("type", "") if isinstance(one, dict) else "",
)
@pytest.mark.parametrize("is_short", [True, False])
@pytest.mark.parametrize("holding", [-1.0, 0.5, 1.0])
def test_policies_hold_as_the_library_does(caller, policy, expected, is_short, holding):
    option = European(strike=100.0, expiry=0.25, is_call=True)
    state = desk.HedgingState(
        option=option, spot=101.0, time_left=0.25, vol=0.2, holding=holding, is_short=is_short
    )
    target = float(expected.hedge(state).underlying)
    body = TERMS | {"policy": policy, "holding": holding, "is_short": is_short}
    found = caller.post("/v1/hedges/policy", json=body).json()
    assert (found["holding"], found["trade"]) == (target, target - holding)
    assert found["least"] <= found["holding"] <= found["most"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"spot": 0.0}, "greater than 0"),
        ({"time_left": 0.0}, "greater than 0"),
        ({"is_call": "yes"}, "valid boolean"),
        ({"policy": {"type": "leland", "cost": -1.0, "interval": 0.1}}, "greater than or equal"),
    ],
)
def test_bad_input_is_refused(caller, changes, told):
    refused = caller.post(
        "/v1/hedges/policy", json=TERMS | {"policy": {"type": "black_scholes"}} | changes
    )
    assert refused.status_code == 422
    assert told in refused.text
