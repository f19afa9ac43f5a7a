"""Quotes of one asset over HTTP, beside the library's own."""

from __future__ import annotations

import math

import pytest

from axiom import desk
from axiom.service.quoting import ROUTERS
from tests.unit.service.callers import caller_of

MARKET = {"vol": 2.0, "bid_fills": {"type": "exponential", "scale": 140.0, "decay": 1.5}}
MODEL = desk.QuotingModel(vol=2.0, bid_fills=desk.ExponentialIntensity(scale=140.0, decay=1.5))
INVENTORY = [-5.0, 0.0, 3.0]


@pytest.fixture(scope="module")
def caller():
    return caller_of(*ROUTERS)


def asked(caller, policy, **changes):
    body = {"policy": policy, "market": MARKET, "mid": 100.0, "inventory": INVENTORY}
    return caller.post("/v1/quotes/policy", json=body | {"time_left": 1.0} | changes)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"type": "risk_neutral"}, desk.RiskNeutral(model=MODEL)),
        (
            {"type": "avellaneda_stoikov", "risk_aversion": 0.1},
            desk.AvellanedaStoikov(model=MODEL, risk_aversion=0.1),
        ),
        (
            {"type": "gueant_asymptotic", "risk_aversion": 0.1, "limit": 10},
            desk.GueantAsymptotic(model=MODEL, risk_aversion=0.1, limit=10),
        ),
        (
            {"type": "gueant_lehalle_fernandez_tapia", "risk_aversion": 0.1, "limit": 5},
            desk.GueantLehalleFernandezTapia(model=MODEL, risk_aversion=0.1, limit=5),
        ),
    ],
)
def test_policies_quote_as_the_library_does(caller, policy, expected):
    state = desk.InventoryState(mid=100.0, inventory=INVENTORY, time_left=1.0)
    bid, ask = expected.quote(state).prices(100.0)
    found = asked(caller, policy).json()
    for side, prices in (("bid", bid), ("ask", ask)):
        assert found[side] == [p if math.isfinite(p) else None for p in prices.tolist()]


def test_the_optimal_policy_takes_other_fills_and_a_floor(caller):
    fills = {"type": "logistic", "scale": 3.0, "steepness": 2.0, "shift": 0.5}
    model = desk.QuotingModel(
        vol=2.0, bid_fills=desk.LogisticIntensity(scale=3.0, steepness=2.0, shift=0.5)
    )
    solved = desk.optimal_policy(model, risk_aversion=0.1, limit=5, horizon=0.1, floor=0.25)
    state = desk.InventoryState(mid=100.0, inventory=INVENTORY, time_left=0.1)
    bid, _ = desk.Floored(policy=solved.table, floor=0.25).quote(state).prices(100.0)
    policy = {"type": "optimal", "risk_aversion": 0.1, "limit": 5, "horizon": 0.1}
    market = {"vol": 2.0, "bid_fills": fills}
    found = asked(caller, policy, market=market, floor=0.25, time_left=0.1).json()
    assert found["bid"] == [p if math.isfinite(p) else None for p in bid.tolist()]


def test_no_quote_is_null_at_the_inventory_limit(caller):
    policy = {"type": "gueant_lehalle_fernandez_tapia", "risk_aversion": 0.1, "limit": 3}
    found = asked(caller, policy, inventory=[-3, 3]).json()
    assert (found["ask"][0], found["bid"][1]) == (None, None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"time_left": -1.0}, "greater than or equal to 0"),
        ({"inventory": []}, "at least 1 item"),
        ({"mid": "100"}, "valid number"),
        ({"policy": {"type": "sing"}}, "does not match any of the expected tags"),
        ({"policy": {"type": "risk_neutral", "x": 1}}, "Extra inputs"),
    ],
)
def test_bad_input_is_refused(caller, changes, told):
    refused = asked(caller, changes.pop("policy", {"type": "risk_neutral"}), **changes)
    assert refused.status_code == 422
    assert told in refused.text


def test_a_time_beyond_the_horizon_is_refused_with_the_remedy(caller):
    policy = {"type": "optimal", "risk_aversion": 0.1, "limit": 5, "horizon": 0.5}
    refused = asked(caller, policy)
    assert refused.status_code == 422
    assert "beyond the policy's horizon of 0.5: give a longer horizon" in refused.json()["detail"]
