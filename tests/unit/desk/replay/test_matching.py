from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import Matching, TradeThrough
from axiom.desk.replay.matching import Resting, through

from .made import MINUTE, NONE, NOON, market, resting, told

BEFORE = market([1.0], [1.2])


def fills(own, after, **rule):
    return TradeThrough(**rule).matcher(own.bid.size).fills(own, BEFORE, after, step=1)


def test_nothing_is_hit_inside_or_at_the_market():
    own = resting([1.05], [1.15])
    for bid, ask in ((1.0, 1.2), (1.05, 1.15), (1.06, 1.14), (0.5, 1.05), (1.15, 3.0)):
        assert fills(own, market([bid], [ask])) == []


def test_a_bid_is_hit_at_its_own_price_when_the_ask_falls_below_it():
    (found,) = fills(resting([1.05], [1.15]), market([0.9], [1.0]))
    assert (found.row, found.quantity, found.price) == (0, 5.0, 1.05)
    assert found.rule == "trade through"


def test_an_ask_is_hit_when_the_bid_rises_above_it():
    assert told(fills(resting([1.05], [1.15]), market([1.2], [1.3]))) == [(0, -5.0, 1.15)]


def test_reaching_is_enough_where_the_rule_is_not_strict():
    own = resting([1.05], [1.15])
    assert told(fills(own, market([0.9], [1.05]), is_strict=False)) == [(0, 5.0, 1.05)]
    assert told(fills(own, market([1.15], [1.3]), is_strict=False)) == [(0, -5.0, 1.15)]
    assert fills(own, market([0.9], [1.06]), is_strict=False) == []


def test_the_recorded_size_caps_the_own_one():
    own = resting([1.05], [1.15])
    assert told(fills(own, market([0.9], [1.0], ask_size=[2.0]))) == [(0, 2.0, 1.05)]
    assert told(fills(own, market([0.9], [1.0], ask_size=[9.0]))) == [(0, 5.0, 1.05)]
    assert told(fills(own, market([0.9], [1.0], ask_size=[0.0]))) == [(0, 5.0, 1.05)]


def test_sides_without_a_quote_or_a_market_are_not_hit():
    own = resting([NONE, 1.05, 1.05], [NONE, NONE, NONE], bid_size=[0.0, 0.0, 5.0])
    after = market([0.9, 0.9, NONE], [1.0, 1.0, NONE])
    assert fills(own, after) == []


@pytest.mark.parametrize(("bid", "ask"), [(1.3, 1.0), (0.9, 0.0), (0.9, -1.0)])
def test_bad_quotes_hit_nothing(bid, ask):
    assert fills(resting([1.05], [1.15]), market([bid], [ask])) == []


def test_those_furthest_through_come_first():
    own = resting([1.05, 1.05, 1.05], [1.2, 1.2, 1.15])
    after = market([0.9, 0.8, 1.4], [1.0, 0.9, 1.5])
    assert [one.row for one in fills(own, after)] == [2, 1, 0]


def test_through_gives_contracts_by_row():
    own = resting([1.05, 1.05], [1.15, 1.15])
    bought, sold = through(own, market([0.9, 1.2], [1.0, 1.3]), is_strict=True)
    assert bought.tolist() == [5.0, 0.0]
    assert sold.tolist() == [0.0, 5.0]


def test_nothing_rests_at_first():
    own = Resting.nothing(2)
    assert np.isnan(own.bid).all()
    assert fills(own, market([9.0, 0.1], [9.1, 0.2], time=NOON + MINUTE)) == []


def test_rules_of_the_wrong_kind_are_refused():
    with pytest.raises(InvalidArgumentError, match="is_strict"):
        TradeThrough(is_strict="yes")
    assert isinstance(TradeThrough(), Matching)
    assert not isinstance(3, Matching)
