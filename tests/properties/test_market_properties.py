"""What holds in every simulated market, whatever its parts."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

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
    MakerStepper,
    PoissonArrivals,
    PolicyTable,
    QueuePosition,
    RecordedMid,
    simulate_market_making,
)

HORIZON, EPISODES = 1.0, 6

mids = st.one_of(
    st.builds(BachelierMid, vol=st.floats(0.0, 5.0), drift=st.floats(-3.0, 3.0)),
    st.builds(BlackScholesMid, vol=st.floats(0.0, 0.5), drift=st.floats(-0.5, 0.5)),
    st.lists(st.floats(50.0, 150.0), min_size=2, max_size=9).map(
        lambda prices: RecordedMid(times=tuple(np.linspace(0.0, 1.0, len(prices))), prices=prices)
    ),
)
intensities = st.one_of(
    st.builds(ExponentialIntensity, scale=st.floats(0.0, 80.0), decay=st.floats(0.1, 5.0)),
    st.builds(
        LogisticIntensity,
        scale=st.floats(0.0, 80.0),
        steepness=st.floats(0.1, 5.0),
        shift=st.floats(-3.0, 3.0),
    ),
)
arrivals = st.one_of(
    st.builds(PoissonArrivals, intensity=intensities, ask_intensity=intensities),
    st.builds(
        HawkesArrivals,
        intensity=intensities,
        self_excitation=st.floats(0.0, 9.0),
        cross_excitation=st.floats(0.0, 9.0),
        decay=st.floats(20.0, 50.0),
    ),
)


@st.composite
def markets(draw):
    latency = draw(st.none() | st.builds(Latency, delay=st.floats(0.0, 0.5), is_exponential=...))
    orders = draw(arrivals)
    is_exponential = all(isinstance(one, ExponentialIntensity) for one in orders.sides)
    tick = draw(st.sampled_from([0.0, 0.1, 0.25]))
    queue = st.builds(
        QueuePosition,
        ahead=st.floats(0.0, 5.0),
        is_exponential=...,
        cancel_rate=st.floats(0.0, 10.0),
    )
    selection = st.builds(
        AdverseSelection,
        probability=st.floats(0.0, 1.0),
        size=st.floats(0.0, 1.0),
        is_exponential=...,
    )
    return MakerMarket(
        mid=draw(mids),
        arrivals=orders,
        decay_range=draw(st.none() | st.just((0.5, 2.0))) if is_exponential else None,
        inventory_limit=draw(st.integers(1, 6)),
        latency=latency,
        tick=tick,
        queue=draw(st.none() | queue) if latency and tick else None,
        adverse_selection=draw(st.none() | selection),
        fees=draw(
            st.builds(MakerFees, per_unit=st.floats(-0.1, 0.1), share=st.floats(-1e-3, 1e-3))
        ),
    )


offsets = st.floats(0.0, 2.0) | st.just(np.inf)


@settings(max_examples=40, deadline=None)
@given(
    market=markets(), bid=offsets, ask=offsets, steps=st.integers(1, 9), seed=st.integers(0, 2**63)
)
def test_accounts_add_up_limits_hold_and_steps_are_the_same(market, bid, ask, steps, seed):
    limit = market.inventory_limit
    bids, asks = np.full((steps, 2 * limit + 1), bid), np.full((steps, 2 * limit + 1), ask)
    bids[:, -1] = asks[:, 0] = np.inf
    table = PolicyTable(
        times=HORIZON - HORIZON * np.arange(steps) / steps,
        inventories=np.arange(-limit, limit + 1),
        bid=bids,
        ask=asks,
    )
    found = simulate_market_making(
        table, market, episodes=EPISODES, steps=steps, horizon=HORIZON, seed=seed
    )
    scale = 1.0 + np.abs(found.wealth) + 200.0 * found.fills
    parts = found.spread + found.carry - found.fees
    assert (np.abs(found.wealth - parts) <= 1e-12 * scale).all()
    assert (found.inventory == found.bid_fills - found.ask_fills).all()
    assert (found.bid_fills <= found.bid_orders).all()
    assert (found.ask_fills <= found.ask_orders).all()
    assert found.most_inventory.max() <= limit
    assert found.least_inventory.min() >= -limit
    assert (found.mean_squared_inventory >= found.mean_inventory**2 - 1e-12).all()
    stepper = MakerStepper(market, n_episodes=EPISODES, steps=steps, horizon=HORIZON, threads=2)
    stepper.restart(seeds=[seed] * EPISODES, episodes=range(EPISODES))
    for _ in range(steps):
        view = stepper.step(bid=bid, ask=ask)
    assert (view.wealth == found.wealth).all()
