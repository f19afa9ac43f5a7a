from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import SimulatedFeed, SimulatedMarket
from axiom.market import Feed

SMALL = SimulatedMarket(days=(7.0, 30.0), n_strikes=9, n_updates=5)


def test_it_is_a_feed_that_can_be_read_again():
    feed = SimulatedFeed(SMALL, seed=0)
    assert isinstance(feed, Feed)
    assert feed.opening().quotes.equals(feed.opening().quotes)
    first, second = list(feed.updates()), list(feed.updates())
    assert len(first) == feed.n_updates == 5
    for one, other in zip(first, second, strict=True):
        assert (one.time, one.spot) == (other.time, other.spot)
        assert one.quotes.equals(other.quotes)
    feed.close()


def test_seeds_differ_and_zero_is_one():
    spots = [SimulatedFeed(SMALL, seed=seed).spot(5) for seed in (0, 1)]
    assert spots[0] != spots[1]


def test_updates_follow_the_clock_and_the_spot():
    feed = SimulatedFeed(SMALL, seed=3)
    for number, update in enumerate(feed.updates(), start=1):
        assert update.time == feed.time(number)
        assert update.spot == feed.spot(number)


def test_quotes_stand_around_the_true_values():
    feed = SimulatedFeed(SimulatedMarket(n_updates=0), seed=2)
    quotes, truth = feed.opening().quotes, feed.values(0)
    assert quotes["strike"].equals(truth["strike"])
    half = 0.5 * (quotes["ask"] - quotes["bid"])
    distance = (0.5 * (quotes["ask"] + quotes["bid"]) - truth["value"]) / half
    known = distance.drop_nulls().to_numpy()
    assert known.size > 100
    assert np.abs(known).max() < 1.0
    assert abs(known.mean()) < 0.1
    grid = (quotes["ask"] / 0.01).to_numpy()
    assert np.abs(grid - np.rint(grid)).max() < 1e-9


def test_the_spot_has_its_vol():
    market = SimulatedMarket(level_vol=0.0, n_updates=4000, vol=0.3, days=(30.0,))
    feed = SimulatedFeed(market, seed=1)
    returns = np.diff(np.log([feed.spot(i) for i in range(4001)]))
    found = returns.std() * np.sqrt(365.0 * 1440.0)
    assert abs(found / 0.3 - 1.0) < 4.0 / np.sqrt(2.0 * 4000)


def test_updates_end_before_the_last_expiry():
    market = SimulatedMarket(days=(1.0,), n_strikes=5, interval_seconds=36000.0, n_updates=9)
    feed = SimulatedFeed(market)
    assert feed.n_updates == 2
    assert all(update.time < feed.time(0) + dt.timedelta(days=1) for update in feed.updates())


@pytest.mark.parametrize(
    "given",
    [{"spot": 0.0}, {"vol": -1.0}, {"n_strikes": 4}, {"skew": 2.0}, {"curvature": 1.9},
     {"days": ()}, {"noise": -0.1}, {"n_updates": -1}],
)  # fmt: skip
def test_markets_outside_their_domain_are_refused(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        SimulatedMarket(**given)


@pytest.mark.parametrize("given", [{"seed": -1}, {"seed": 0.5}, {"start": dt.datetime(2024, 3, 1)}])
def test_feeds_refuse_bad_seeds_and_naive_times(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        SimulatedFeed(SMALL, **given)
