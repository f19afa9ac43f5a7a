"""Compiled episodes of a maker against a readable twin on the same random numbers."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

import axiom
from axiom.desk import (
    AdverseSelection,
    BachelierMid,
    BlackScholesMid,
    ExponentialIntensity,
    HawkesArrivals,
    Latency,
    LogisticIntensity,
    MakerFees,
    MakerMarket,
    ModelMid,
    PoissonArrivals,
    PolicyTable,
    QueuePosition,
    RecordedMid,
    simulate_market_making,
)
from axiom.models import Heston
from tests.parity.maker_twin import Twin

LIMIT, STEPS, HORIZON, EPISODES = 3, 7, 1.0, 12
EXPONENTIAL = ExponentialIntensity(scale=40.0, decay=1.5)
LOGISTIC = LogisticIntensity(scale=60.0, steepness=2.0, shift=-0.5)
POISSON = PoissonArrivals(intensity=EXPONENTIAL)
HAWKES = HawkesArrivals(
    intensity=EXPONENTIAL,
    ask_intensity=LOGISTIC,
    self_excitation=12.0,
    cross_excitation=4.0,
    decay=30.0,
)
HESTON = ModelMid(
    model=Heston(
        initial_variance=0.04,
        mean_reversion=1.5,
        long_variance=0.05,
        vol_of_vol=0.5,
        correlation=-0.6,
    ),
    market=axiom.Market(spot=100.0),
    moves_per_step=3,
)
BACHELIER = BachelierMid(start=100.0, vol=2.0, drift=0.3)
MARKETS = {
    "plain": MakerMarket(mid=BACHELIER, arrivals=POISSON, inventory_limit=LIMIT),
    "lognormal and logistic": MakerMarket(
        mid=BlackScholesMid(start=50.0, vol=0.3, drift=0.1),
        arrivals=PoissonArrivals(intensity=LOGISTIC, ask_intensity=EXPONENTIAL),
        fees=MakerFees(per_unit=-0.01, share=2e-4),
        inventory_limit=LIMIT,
    ),
    "hawkes with jumps": MakerMarket(
        mid=BACHELIER,
        arrivals=HAWKES,
        adverse_selection=AdverseSelection(probability=0.4, size=0.3, is_exponential=True),
        inventory_limit=LIMIT,
    ),
    "unknown decay": MakerMarket(
        mid=BACHELIER,
        arrivals=POISSON,
        adverse_selection=AdverseSelection(probability=0.4, size=0.3),
        decay_range=(0.75, 3.0),
        inventory_limit=LIMIT,
    ),
    "unknown decay, posted": MakerMarket(
        mid=BACHELIER,
        arrivals=POISSON,
        latency=Latency(),
        decay_range=(0.75, 3.0),
        inventory_limit=LIMIT,
    ),
    "heston": MakerMarket(mid=HESTON, arrivals=POISSON, inventory_limit=LIMIT),
    "recorded and posted": MakerMarket(
        mid=RecordedMid(times=(0.0, 0.11, 0.5, 1.0), prices=(10.0, 10.3, 9.6, 10.0)),
        arrivals=POISSON,
        latency=Latency(delay=0.03),
        inventory_limit=LIMIT,
    ),
    "late and queued": MakerMarket(
        mid=BACHELIER,
        arrivals=HAWKES,
        latency=Latency(delay=0.05, is_exponential=True),
        queue=QueuePosition(ahead=1.5, is_exponential=True, cancel_rate=2.0),
        adverse_selection=AdverseSelection(probability=0.5, size=0.1),
        tick=0.25,
        inventory_limit=LIMIT,
    ),
}


def offsets(least):
    rng = np.random.default_rng(3)
    bid, ask = least + rng.uniform(0.0, 1.0, (2, STEPS, 2 * LIMIT + 1))
    bid[:, -1] = ask[:, 0] = np.inf
    bid[2, 1] = np.inf
    return bid, ask


@pytest.mark.parametrize("least", [0.05, -0.4])
@pytest.mark.parametrize("name", MARKETS)
def test_compiled_episodes_are_those_of_the_twin(name, least):
    market = MARKETS[name]
    bid, ask = offsets(least)
    table = PolicyTable(
        times=HORIZON - HORIZON * np.arange(STEPS) / STEPS,
        inventories=np.arange(-LIMIT, LIMIT + 1),
        bid=bid,
        ask=ask,
    )
    found = simulate_market_making(
        table, market, episodes=EPISODES, horizon=HORIZON, seed=5, is_recorded=True
    )
    assert found.fills.sum() > 3 * EPISODES
    for i in range(EPISODES):
        twin = Twin(market, bid, ask, found.paths.times[1:], seed=5, episode=i).run()
        mid, inventory, wealth = np.array(twin.trail).T
        assert_allclose(found.paths.mid[i], mid, rtol=1e-11)
        assert (found.paths.inventory[i] == inventory).all()
        assert_allclose(found.paths.wealth[i], wealth, rtol=0.0, atol=1e-9)
        assert (found.bid_orders[i], found.ask_orders[i]) == (twin.orders[1], twin.orders[-1])
        assert (found.bid_fills[i], found.ask_fills[i]) == (twin.fills[1], twin.fills[-1])
        sums = [found.spread[i], found.carry[i], found.fees[i], found.mean_squared_inventory[i]]
        twins = [twin.spread, twin.carry, twin.fees, twin.squared / HORIZON]
        assert_allclose(sums, twins, rtol=0.0, atol=1e-9)
