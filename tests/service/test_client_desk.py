"""Quotes and hedges through the client."""

from __future__ import annotations

import pytest

import axiom
from axiom.service import local_client


@pytest.fixture(scope="module")
def client():
    with local_client() as client:
        yield client


def test_an_inventory_moves_the_quotes(client):
    quotes = client.quoting.policy(
        policy={"type": "avellaneda_stoikov", "risk_aversion": 0.1},
        market={"vol": 2.0, "bid_fills": {"type": "exponential", "scale": 140.0, "decay": 1.5}},
        mid=100.0,
        inventory=[0.0, 5.0],
        time_left=1.0,
    )
    assert quotes.bid[1] < quotes.bid[0] < 100.0 < quotes.ask[0]


def test_a_band_decides_what_is_traded(client):
    rule = {"type": "delta_band", "width": 100.0}
    terms = {"underlying": "SPX", "spot": 5000.0, "rule": rule}
    outside = client.hedging.suggest(**terms, exposures={"delta": 250.0})
    inside = client.hedging.suggest(**terms, exposures={"delta": 50.0})
    assert (outside.underlying_quantity, inside.underlying_quantity) == (-250.0, 0.0)


def test_a_hedge_that_is_recorded_is_listed(client):
    terms = {"underlying": "SPX", "spot": 5000.0, "rule": {"type": "delta_band", "width": 1.0}}
    kept = client.hedging.record(**terms, exposures={"delta": 250.0}, strategy="vol")
    (listed,) = client.hedging.list(strategy="vol").items
    assert kept.hedge_ids == (listed.id,)
    assert client.hedging.list(strategy="gamma").items == ()


def test_one_option_is_hedged_by_its_delta(client):
    terms = {"strike": 100.0, "is_call": True, "spot": 100.0, "vol": 0.2}
    held = client.hedging.option(policy={"type": "black_scholes"}, time_left=0.5, **terms)
    assert held.holding == pytest.approx(axiom.greeks(expiry=0.5, **terms).delta, abs=1e-12)


def test_an_unknown_policy_is_refused(client):
    with pytest.raises(axiom.InvalidArgumentError, match="policy"):
        client.hedging.option(
            policy={"type": "hope"}, strike=1.0, is_call=True, spot=1.0, time_left=1.0, vol=0.1
        )
