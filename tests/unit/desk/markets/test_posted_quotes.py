"""Prices that are posted late, stand, and wait in a queue."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom
from axiom.desk import (
    BachelierMid,
    BlackScholesMid,
    Latency,
    QueuePosition,
    RecordedMid,
    simulate_market_making,
)
from tests.unit.desk.markets.makers import BRIEF, constant, is_within, market


def simulated(place, offset=0.5, *, steps=4, limit=200, ask=None, episodes=2000, seed=0):
    table = constant(offset, limit=limit, steps=steps, ask=ask)
    return simulate_market_making(
        table, place, episodes=episodes, horizon=1.0, seed=seed, is_recorded=True
    )


def test_prices_posted_at_once_on_a_still_market_are_quotes_that_follow_it():
    still = {"vol": 0.0, "limit": 200}
    posted = simulated(market(latency=Latency(), **still))
    following = simulated(market(**still))
    assert (posted.bid_fills == following.bid_fills).all()
    assert posted.wealth == pytest.approx(following.wealth, abs=1e-9)


def test_posted_prices_lose_to_the_moves_that_they_miss():
    posted, following = (simulated(market(latency=late, limit=200)) for late in (Latency(), None))
    assert posted.spread.mean() / posted.fills.mean() < 0.4
    assert following.spread / following.fills == pytest.approx(0.5)


def test_more_frequent_posts_approach_quotes_that_follow():
    gaps = []
    for steps in (4, 64, 1024):
        posted = simulated(market(latency=Latency(), limit=200), steps=steps, episodes=600)
        gaps.append(0.5 - posted.spread.sum() / posted.fills.sum())
    assert gaps[0] > 2.0 * gaps[1] > 4.0 * gaps[2] > 0.0


def test_nothing_is_filled_before_the_first_post_takes_effect():
    assert simulated(market(latency=Latency(delay=1.5), limit=200)).fills.sum() == 0.0
    late = market(vol=0.0, latency=Latency(delay=0.25), limit=1000)
    found = simulated(late, offset=0.0, ask=np.inf, steps=1)
    # A side stays empty for the delay after each fill: there is time for three.
    assert found.bid_fills.max() == 3.0


def test_longer_delays_cost_more():
    means = [
        simulated(market(latency=Latency(delay=delay), limit=200), steps=50).spread.mean()
        for delay in (0.0, 0.02, 0.1)
    ]
    assert means[0] > means[1] > means[2]


def test_exponential_delays_keep_the_order_of_decisions():
    late = market(
        mid=RecordedMid(times=(0.0, 0.5, 1.0), prices=(10.0, 20.0, 20.0)),
        latency=Latency(delay=0.01, is_exponential=True),
        limit=200,
    )
    found = simulated(late, offset=0.0, ask=np.inf, steps=200)
    # Bids at 10 cannot be filled after one at 20 has been; fills at 10 stop soon after the move.
    prices = -np.diff(found.paths.wealth - found.paths.inventory * found.paths.mid, axis=1)
    per_unit = prices[np.diff(found.paths.inventory, axis=1) == 1.0]
    assert np.isclose(per_unit, 10.0).any()
    assert np.isclose(per_unit, 20.0).any()
    assert (np.isclose(per_unit, 10.0) | np.isclose(per_unit, 20.0)).all()


@pytest.mark.parametrize("ahead", [0.0, 1.0, 3.0])
def test_the_volume_ahead_trades_first(ahead):
    queued = market(
        vol=0.0,
        latency=Latency(),
        queue=QueuePosition(ahead=ahead),
        tick=0.5,
        limit=200,
    )
    found = simulated(queued, offset=0.0, ask=np.inf)
    assert (found.bid_fills == np.floor(found.bid_orders / (ahead + 1.0))).all()


def test_a_place_is_kept_while_the_price_stays_and_lost_when_it_moves():
    places = {"latency": Latency(), "queue": QueuePosition(ahead=30.0), "tick": 1.0, "limit": 200}
    prices = tuple(10.0 + 2.0 * (i % 2) for i in range(50))
    still = market(mid=RecordedMid(times=(0.0, 1.0), prices=(10.0, 10.0)), **places)
    moving = market(
        mid=RecordedMid(times=tuple(np.linspace(0.0, 1.0, 50)), prices=prices), **places
    )
    assert simulated(still, offset=0.0, ask=np.inf, steps=98).fills.mean() > 0.5
    assert simulated(moving, offset=0.0, ask=np.inf, steps=98).fills.sum() == 0.0


def test_cancellations_bring_a_quote_forward():
    places = {"vol": 0.0, "latency": Latency(), "tick": 0.5, "limit": 200}
    fills = [
        simulated(
            market(queue=QueuePosition(ahead=20.0, cancel_rate=rate), **places),
            ask=np.inf,
            offset=0.0,
        ).fills.mean()
        for rate in (0.0, 2.0, 1e6)
    ]
    assert fills[0] < fills[1] < fills[2]
    # With everything ahead cancelled between orders nearly each of them fills.
    assert fills[2] == pytest.approx(BRIEF.scale, rel=0.02)


def test_a_random_queue_has_its_mean():
    queue = QueuePosition(ahead=4.0, is_exponential=True)
    queued = market(vol=0.0, latency=Latency(), queue=queue, tick=0.5, limit=1000)
    found = simulated(queued, offset=0.0, ask=np.inf, episodes=4000)
    # Orders that a fill takes: one more than the whole units of an exponential volume.
    each = 1.0 + 1.0 / math.expm1(1.0 / 4.0)
    share = found.bid_fills.sum() / found.bid_orders.sum()
    assert share == pytest.approx(1.0 / each, rel=0.1)


def test_posted_prices_lie_on_the_grid_outside_the_offsets():
    grid = market(mid=BlackScholesMid(start=10.0, vol=0.2), latency=Latency(), tick=0.25, limit=200)
    found = simulated(grid, offset=0.1, ask=np.inf, steps=300, episodes=200)
    cash = np.diff(found.paths.wealth - found.paths.inventory * found.paths.mid, axis=1)
    bought = np.diff(found.paths.inventory, axis=1)
    price = -cash[bought == 1.0]
    before = found.paths.mid[:, :-1][bought == 1.0]
    assert price / 0.25 == pytest.approx(np.rint(price / 0.25), abs=1e-9)
    assert (price <= before - 0.1 + 1e-9).all()


def test_the_limit_holds_though_stale_quotes_stand():
    found = simulated(market(limit=2, latency=Latency(delay=0.1)), limit=2, steps=100)
    assert found.most_inventory.max() == 2.0
    assert found.least_inventory.min() == -2.0


def test_delays_have_their_mean():
    one_sided = market(vol=0.0, latency=Latency(delay=0.05, is_exponential=True), limit=1000)
    found = simulated(one_sided, offset=0.0, ask=np.inf, steps=1, episodes=4000)
    # A renewal: an exponential delay, then an exponential wait for the next order.
    a, b = 1.0 / 0.05, BRIEF.scale
    mean = a * b / (a + b) - a * b / (a + b) ** 2 * (1.0 - math.exp(-(a + b)))
    assert is_within(found.bid_fills, mean)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Latency(delay=-0.1), "delay=-0.1"),
        (lambda: Latency(delay=math.inf), "delay=inf"),
        (lambda: Latency(delay=0.1, is_exponential=1), "is_exponential=1"),
        (lambda: QueuePosition(ahead=-1.0), "ahead=-1.0"),
        (lambda: QueuePosition(ahead=1.0, cancel_rate=math.nan), "cancel_rate=nan"),
    ],
)
def test_bad_frictions_are_refused(make, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        make()


def test_bachelier_prices_may_pass_zero():
    low = market(mid=BachelierMid(start=0.0, vol=1.0), latency=Latency(), tick=0.1, limit=200)
    found = simulated(low, offset=0.1, episodes=200)
    assert np.isfinite(found.wealth).all()
    assert found.paths.mid.min() < 0.0
