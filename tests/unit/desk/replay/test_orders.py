from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.desk.replay.orders import Orders

from .made import NONE, NOON, resting

SECOND = dt.timedelta(seconds=1)
FIRST, SECOND_BOARD = resting([1.0, 2.0], [1.1, 2.2]), resting([0.9, NONE], [1.2, NONE])


@pytest.mark.parametrize("latency", [0.0, 2.5])
def test_quotes_stand_after_the_latency_and_not_before(latency):
    orders = Orders(2, latency_seconds=latency)
    orders.send(FIRST, time=NOON)
    orders.send(SECOND_BOARD, time=NOON + SECOND)
    after = dt.timedelta(seconds=latency)
    microsecond = dt.timedelta(microseconds=1)
    assert not orders.resting(NOON + after - microsecond).bid_size.any()
    assert orders.resting(NOON + after).bid.tolist() == [1.0, 2.0]
    assert orders.resting(NOON + after + SECOND - microsecond).bid.tolist() == [1.0, 2.0]
    assert orders.resting(NOON + after + SECOND).bid[0] == 0.9


def test_of_several_the_last_that_has_arrived_stands():
    orders = Orders(2, latency_seconds=1.0)
    for board in (SECOND_BOARD, FIRST):
        orders.send(board, time=NOON)
    assert orders.resting(NOON + 9 * SECOND).bid.tolist() == [1.0, 2.0]


def test_expired_options_are_taken_away_on_their_way_too():
    orders = Orders(2, latency_seconds=1.0)
    orders.send(FIRST, time=NOON)
    orders.resting(NOON + SECOND)
    orders.send(FIRST, time=NOON + SECOND)
    orders.without(np.array([True, False]))
    for time in (NOON + SECOND, NOON + 2 * SECOND):
        assert orders.resting(time).bid_size.tolist() == [0.0, 5.0]
        assert orders.resting(time).ask_size.tolist() == [0.0, 5.0]


def test_quotes_move_with_the_listing():
    orders = Orders(2, latency_seconds=1.0)
    orders.send(FIRST, time=NOON)
    orders.resting(NOON + SECOND)
    orders.send(SECOND_BOARD, time=NOON + SECOND)
    orders.relisted(np.array([-1, 0]))
    first, second = (orders.resting(NOON + n * SECOND) for n in (1, 2))
    assert np.isnan(first.bid[0])
    assert (first.bid[1], first.bid_size.tolist()) == (1.0, [0.0, 5.0])
    assert second.ask[1] == 1.2
