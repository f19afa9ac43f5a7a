from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import ChainRules
from axiom.desk.quoting.chain.market import MarketQuotes

from .made import GRID


def test_bounds_are_a_tick_behind_and_missing_sides_free():
    market = MarketQuotes(4, GRID, ChainRules(market_share=0.5))
    market.take(bid=[2.95, math.nan, 1.0, 0.0], ask=[3.0, 5.0, math.nan, 0.1], rows=None)
    assert market.bid_cap.tolist() == [2.95, 4.9, math.inf, 0.05]
    assert market.ask_floor.tolist() == [3.0, -math.inf, 1.05, -math.inf]
    assert market.half == pytest.approx([0.0125, 0.0, 0.0, 0.025])


def test_only_the_rows_given_change():
    market = MarketQuotes(3, GRID, ChainRules())
    market.take(bid=[1.0], ask=[1.2], rows=[1])
    assert np.isinf(market.bid_cap[[0, 2]]).all()
    market.take(bid=[np.inf], ask=[-np.inf], rows=[2])
    assert (market.bid_cap[2], market.ask_floor[2], market.half[2]) == (math.inf, -math.inf, 0.0)
    assert market.bid_cap[1] == 1.15


def test_a_market_that_may_be_crossed_bounds_nothing():
    market = MarketQuotes(1, GRID, ChainRules(may_cross_market=True))
    market.take(bid=[1.0], ask=[1.2], rows=None)
    assert (market.bid_cap[0], market.ask_floor[0]) == (math.inf, -math.inf)


@pytest.mark.parametrize("rows", [[3], [-1], [0.0], [0, 1]])
def test_rows_that_are_not_there_are_refused(rows):
    with pytest.raises(InvalidArgumentError, match="rows"):
        MarketQuotes(3, GRID, ChainRules()).take(bid=[1.0], ask=[1.2], rows=rows)
