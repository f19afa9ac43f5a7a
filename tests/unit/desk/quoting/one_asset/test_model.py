"""The market of one asset: its costs and its domain."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import ExponentialIntensity, QuotingModel
from tests.unit.desk.quoting.one_asset.markets import market


def test_asks_are_filled_as_bids_unless_told():
    other = ExponentialIntensity(scale=9.0, decay=2.0)
    assert market().sides == (market().bid_fills, market().bid_fills)
    assert market(ask_fills=other).sides[1] is other


def test_horizon_cost():
    costs = market(linear_cost=0.5, quadratic_cost=0.1).horizon_cost([-2.0, 0.0, 3.0])
    assert costs == pytest.approx([1.4, 0.0, 2.4])


def test_fill_costs_are_certainty_equivalents_of_fee_and_jump():
    gamma, jump, share = 0.3, 0.4, 0.25
    buy, sell = market(fee=0.02, jump=jump, jump_probability=share).fill_costs([2.0, -3.0], gamma)
    for cost, q in zip(buy, (2.0, -3.0), strict=True):
        mean = (1 - share) + share * math.exp(gamma * jump * (q + 1.0))
        assert cost == pytest.approx(0.02 + math.log(mean) / gamma, rel=1e-13)
    for cost, q in zip(sell, (2.0, -3.0), strict=True):
        mean = (1 - share) + share * math.exp(-gamma * jump * (q - 1.0))
        assert cost == pytest.approx(0.02 + math.log(mean) / gamma, rel=1e-13)


def test_fill_costs_tend_to_expected_ones_without_risk_aversion():
    costly = market(jump=0.4, jump_probability=0.25)
    neutral, almost = costly.fill_costs([1.0], 0.0), costly.fill_costs([1.0], 1e-9)
    assert np.concatenate(almost) == pytest.approx(np.concatenate(neutral), abs=1e-9)
    assert neutral[0] == pytest.approx([0.2])


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"vol": -1.0}, "vol=-1.0"),
        ({"vol": math.nan}, "vol=nan"),
        ({"jump": -0.1}, "jump=-0.1"),
        ({"jump_probability": 1.5}, "jump_probability=1.5"),
        ({"linear_cost": -1.0}, "linear_cost=-1.0"),
        ({"quadratic_cost": math.inf}, "quadratic_cost=inf"),
        ({"drift": math.inf}, "drift=inf"),
        ({"fee": math.nan}, "fee=nan"),
        ({"ask_fills": 3.0}, "ask_fills=3.0"),
    ],
)
def test_bad_parameters_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        market(**bad)


def test_a_missing_intensity_is_named():
    with pytest.raises(InvalidArgumentError, match="bid_fills=None"):
        QuotingModel(vol=1.0, bid_fills=None)
