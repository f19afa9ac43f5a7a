from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import QueueModel

from .made import MINUTE, NONE, NOON, market, resting, told

STILL = {"flow_per_day": 0.0}


def steps(model, own, *markets, n=1):
    """Fills of each step from one market to the next."""
    matcher = model.matcher(n)
    pairs = enumerate(pairwise(markets), start=1)
    return [told(matcher.fills(own, a, b, step=i)) for i, (a, b) in pairs]


def traded(volume, *, bid=1.0, ask=1.2, bid_size=10.0):
    """A market in which so much has traded, half of it at each side."""
    return market([bid], [ask], [bid_size], [10.0], [volume], time=NOON + MINUTE)


def test_a_quote_at_the_touch_waits_until_the_queue_ahead_has_traded():
    own = resting([1.0], [NONE])
    found = steps(QueueModel(**STILL), own, traded(0.0), traded(12.0), traded(12.0), traded(4.0))
    assert found == [[], [(0, 2.0, 1.0)], [(0, 2.0, 1.0)]]


def test_cancellations_ahead_shorten_the_queue():
    own = resting([1.0], [NONE])
    found = steps(QueueModel(**STILL), own, traded(0.0), traded(0.0, bid_size=3.0), traded(8.0))
    assert found == [[], [(0, 1.0, 1.0)]]


def test_a_better_price_stands_first():
    own = resting([1.05], [1.15])
    assert steps(QueueModel(**STILL), own, traded(0.0), traded(4.0)) == [
        [(0, 2.0, 1.05), (0, -2.0, 1.15)]
    ]


def test_a_worse_price_waits_for_a_trade_through():
    own = resting([0.95], [NONE])
    model = QueueModel(**STILL)
    assert steps(model, own, traded(0.0), traded(99.0)) == [[]]
    assert steps(model, own, traded(0.0), traded(0.0, bid=0.8, ask=0.9)) == [[(0, 5.0, 0.95)]]


def test_a_new_price_joins_at_the_end():
    matcher = QueueModel(**STILL).matcher(1)
    first, second = resting([1.0], [NONE]), resting([0.9], [NONE])
    assert matcher.fills(first, traded(0.0), traded(18.0), step=1) == []
    lower = traded(0.0, bid=0.9)
    assert matcher.fills(second, lower, traded(18.0, bid=0.9), step=2) == []
    assert told(matcher.fills(second, lower, traded(4.0, bid=0.9), step=3)) == [(0, 1.0, 0.9)]


def test_the_share_ahead_scales_the_queue():
    own = resting([1.0], [NONE])
    found = steps(QueueModel(share_ahead=0.5, **STILL), own, traded(0.0), traded(16.0))
    assert found == [[(0, 3.0, 1.0)]]


def test_without_volume_contracts_trade_by_a_poisson_law():
    n, rate = 4000, 1440.0
    own = resting([1.05] * n, [NONE] * n, bid_size=[1e6] * n)
    blank = market([1.0] * n, [1.2] * n)
    later = market([1.0] * n, [1.2] * n, time=NOON + 3 * MINUTE)
    fills = QueueModel(flow_per_day=rate, seed=0).matcher(n).fills(own, blank, later, step=1)
    total = sum(one.quantity for one in fills)
    assert abs(total - 3.0 * n) < 4.0 * np.sqrt(3.0 * n)


def test_draws_depend_on_seed_and_update_alone():
    n = 50
    own = resting([1.05] * n, [1.15] * n)
    before, after = market([1.0] * n, [1.2] * n), market([1.0] * n, [1.2] * n, time=NOON + MINUTE)

    def fills(seed, step, earlier=()):
        matcher = QueueModel(flow_per_day=1440.0, seed=seed).matcher(n)
        for one in earlier:
            matcher.fills(own, before, after, step=one)
        return told(matcher.fills(own, before, after, step=step))

    assert fills(0, 5) == fills(0, 5, earlier=(1, 2))
    assert fills(0, 5) != fills(1, 5)
    assert fills(0, 5) != fills(0, 6)


def test_places_are_kept_when_the_listing_changes():
    matcher = QueueModel(**STILL).matcher(1)
    own = resting([1.0], [NONE])
    assert matcher.fills(own, traded(0.0), traded(18.0), step=1) == []
    matcher.relisted(np.array([-1, 0]))
    wide = resting([NONE, 1.0], [NONE, NONE])
    before = market([NONE, 1.0], [NONE, 1.2], [NONE, 10.0], [NONE, 10.0])
    after = market([NONE, 1.0], [NONE, 1.2], [NONE, 9.0], [NONE, 9.0], [NONE, 4.0])
    assert told(matcher.fills(wide, before, after, step=2)) == [(1, 1.0, 1.0)]


@pytest.mark.parametrize(
    "given",
    [{"flow_per_day": -1.0}, {"flow_per_day": np.nan}, {"share_ahead": 1.5}, {"seed": -1},
     {"unknown_size": -1.0}, {"is_strict": 1}],
)  # fmt: skip
def test_values_outside_their_domain_are_refused(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        QueueModel(**{**STILL, **given})
