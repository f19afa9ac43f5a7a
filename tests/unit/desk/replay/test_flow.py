from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import ExponentialIntensity, PoissonFlow

from .made import MINUTE, NONE, NOON, market, resting, told

N = 3000


def fills(model, own, before=None, after=None, step=1):
    n = own.bid.size
    before = before or market([1.0] * n, [1.2] * n)
    after = after or market([1.0] * n, [1.2] * n, time=NOON + MINUTE)
    return model.matcher(n).fills(own, before, after, step=step)


def test_the_number_of_hits_is_that_of_the_intensity():
    rate = 1440.0
    model = PoissonFlow(intensity=ExponentialIntensity(scale=rate, decay=1.0))
    own = resting([1.0] * N, [NONE] * N, bid_size=[100.0] * N)
    total = sum(one.quantity for one in fills(model, own))
    expected = N * np.exp(-1.0)
    assert abs(total - expected) < 4.0 * np.sqrt(expected)


def test_quotes_at_or_beyond_the_mid_count_as_being_at_it():
    model = PoissonFlow(intensity=ExponentialIntensity(scale=1440.0, decay=5.0), seed=0)
    at, beyond = resting([1.1] * N, [NONE] * N), resting([1.15] * N, [NONE] * N)
    assert [one.row for one in fills(model, at)] == [one.row for one in fills(model, beyond)]


def test_no_fills_without_a_two_sided_market_or_time():
    model = PoissonFlow(intensity=ExponentialIntensity(scale=1e6, decay=1.0))
    own = resting([1.0], [1.2])
    later = market([1.0], [NONE], time=NOON + MINUTE)
    assert fills(model, own, market([1.0], [NONE]), later) == []
    assert fills(model, own, after=market([1.0], [1.2])) == []


def test_trades_through_hit_too():
    model = PoissonFlow(intensity=ExponentialIntensity(scale=0.0, decay=1.0))
    (found,) = fills(model, resting([1.0], [1.2]), after=market([0.7], [0.8], ask_size=[3.0]))
    assert (found.quantity, found.rule) == (3.0, "trade through")


def test_arrivals_trade_their_size_and_no_more_than_the_own_one():
    model = PoissonFlow(intensity=ExponentialIntensity(scale=1e7, decay=1.0), trade_size=2.0)
    assert told(fills(model, resting([1.0], [NONE], bid_size=[3.0]))) == [(0, 3.0, 1.0)]


def test_draws_depend_on_seed_and_update_alone():
    own = resting([1.0] * 50, [1.2] * 50)
    model = PoissonFlow(intensity=ExponentialIntensity(scale=1440.0, decay=1.0))
    assert told(fills(model, own, step=3)) == told(fills(model, own, step=3))
    assert told(fills(model, own, step=3)) != told(fills(model, own, step=4))


@pytest.mark.parametrize("given", [{"intensity": 3.0}, {"trade_size": 0.0}, {"seed": -1}])
def test_values_outside_their_domain_are_refused(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        PoissonFlow(**given)
