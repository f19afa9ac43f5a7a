"""Episodes of a maker of options."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom
from axiom.desk import LogisticIntensity, OptionStepper
from tests.unit.desk.markets.makers import is_within
from tests.unit.desk.markets.strips import HESTON, HORIZON, strip

STEPS = 6


def stepper(market, *, count=400, steps=STEPS, seed=0, horizon=HORIZON):
    made = OptionStepper(market, n_episodes=count, steps=steps, horizon=horizon)
    made.restart(seeds=[seed] * count, episodes=range(count))
    return made


def test_fills_are_poisson_at_the_rate_of_their_offset_and_strike():
    market = strip(activity=(0.5, 1.0, 0.25))
    bid, ask = 0.002, np.array([0.0, 0.001, 0.002, 0.003, 0.004, math.inf])
    view = stepper(market, steps=1, count=2000).step(bid=bid, ask=ask)
    means = market.option_activity * HORIZON
    bids = market.intensity.rate(np.full(6, bid)) * means
    asks = market.intensity.rate(ask) * means
    assert is_within(view.bid_fills, bids.sum())
    assert is_within((view.bid_fills - bids.sum()) ** 2, bids.sum())
    assert is_within(view.ask_fills, asks.sum())
    for j in range(6):
        assert is_within(view.inventory[:, j], bids[j] - asks[j])
        assert is_within((view.inventory[:, j] - bids[j] + asks[j]) ** 2, bids[j] + asks[j])


@pytest.mark.parametrize("is_delta_hedged", [True, False])
@pytest.mark.parametrize("model", [None, HESTON], ids=["flat", "heston"])
def test_wealth_is_what_the_trades_and_moves_make_it(model, is_delta_hedged):
    change = {"model": model} if model else {}
    market = strip(is_delta_hedged=is_delta_hedged, hedge_cost=1e-3, **change)
    walked = stepper(market, count=50)
    before, wealth = walked.view(), np.zeros(50)
    for _ in range(STEPS):
        after = walked.step(bid=0.002, ask=0.003)
        bought = np.maximum(after.inventory - before.inventory, 0.0)
        sold = np.maximum(before.inventory - after.inventory, 0.0)
        # Net trades fix the edge but for round trips within a step, which earn both offsets.
        rounds = 0.5 * (
            (after.bid_fills - before.bid_fills + after.ask_fills - before.ask_fills)
            - (bought + sold).sum(axis=1)
        )
        least = ((0.002 * bought + 0.003 * sold) * before.vega).sum(axis=1)
        moved = (after.inventory * (after.value - before.value)).sum(axis=1)
        moved += after.hedge * (after.spot - before.spot)
        paid = 1e-3 * np.abs(after.hedge - before.hedge) * before.spot
        edge = after.wealth - before.wealth - moved + paid
        low, high = 0.005 * before.vega.min(axis=1), 0.005 * before.vega.max(axis=1)
        assert (edge >= least + rounds * low - 1e-9).all()
        assert (edge <= least + rounds * high + 1e-9).all()
        assert (np.abs(after.hedge) > 0.0).any() == is_delta_hedged
        wealth += edge + moved - paid
        before = after
    assert after.wealth == pytest.approx(wealth, abs=1e-9)


def test_a_hedged_book_moves_less():
    hedged, open_book = (
        stepper(strip(is_delta_hedged=is_hedged), seed=3) for is_hedged in (True, False)
    )
    for _ in range(STEPS):
        a, b = hedged.step(bid=0.001, ask=0.001), open_book.step(bid=0.001, ask=0.001)
    assert (a.inventory == b.inventory).all()
    assert a.wealth.std() < 0.5 * b.wealth.std()


def test_spots_are_martingales_and_the_same_for_every_quote():
    for market in (strip(), strip(model=HESTON)):
        ends = []
        for offset in (0.0, math.inf):
            walked = stepper(market, count=2000)
            for _ in range(2):
                view = walked.step(bid=offset, ask=offset)
            ends.append(view.spot)
        assert (ends[0] == ends[1]).all()
        assert is_within(ends[0], 100.0)


def test_without_quotes_nothing_happens():
    walked = stepper(strip(), count=5)
    for _ in range(STEPS):
        view = walked.step(bid=math.inf, ask=math.inf)
    assert (view.wealth == 0.0).all()
    assert (view.inventory == 0.0).all()


def test_limits_hold_at_every_fill():
    market = strip(inventory_limit=2)
    view = stepper(market, steps=1).step(bid=0.0, ask=math.inf)
    assert view.inventory.max() == 2.0
    vega = strip(vega_limit=100.0)
    walked = OptionStepper(vega, n_episodes=400, steps=1, horizon=HORIZON)
    walked.restart(seeds=[0] * 400, episodes=range(400))
    start = walked.view().vega
    view = walked.step(bid=0.0, ask=math.inf)
    net = (view.inventory * start).sum(axis=1)
    assert net.max() <= 100.0
    assert net.max() > 90.0


def test_many_orders_in_a_step_take_further_numbers():
    market = strip(expiries=(0.5,), inventory_limit=10_000)
    view = stepper(market, steps=1, count=300, horizon=0.25).step(bid=0.0, ask=math.inf)
    mean = 3.0 * 0.25 * float(market.intensity.rate(0.0))
    assert mean > 1000.0
    assert is_within(view.bid_fills, mean)
    assert is_within((view.bid_fills - mean) ** 2, mean)


def test_vega_over_time_is_added_up():
    walked = stepper(strip(), count=20, steps=2)
    first = walked.step(bid=0.0, ask=math.inf)
    start = OptionStepper(strip(), n_episodes=1, steps=2, horizon=HORIZON)
    start.restart(seeds=[0], episodes=[0])
    vega = start.view().vega[0]
    assert first.squared_vega == pytest.approx((first.inventory @ vega) ** 2 * HORIZON / 2)


def test_an_episode_is_the_same_beside_any_others():
    market = strip(model=HESTON)
    together, alone = stepper(market, count=30), stepper(market, count=1)
    alone.restart(seeds=[0], episodes=[17])
    for _ in range(STEPS):
        many, one = together.step(bid=0.001, ask=0.002), alone.step(bid=0.001, ask=0.002)
        assert many.wealth[17] == one.wealth[0]
        assert (many.inventory[17] == one.inventory[0]).all()
        assert many.variance[17] == one.variance[0]


def test_episodes_step_apart_and_stand_when_finished():
    walked = stepper(strip(), count=2, steps=2)
    walked.step(bid=0.0, ask=0.0)
    view = walked.step(bid=0.0, ask=0.0, chosen=[True, False])
    assert view.step.tolist() == [2, 1]
    assert view.is_finished.tolist() == [True, False]
    assert view.time_left == pytest.approx([0.0, HORIZON / 2])
    later = walked.step(bid=0.0, ask=0.0)
    assert later.wealth[0] == view.wealth[0]
    walked.restart(seeds=[0], episodes=[5], chosen=[0])
    assert walked.view().step.tolist() == [0, 2]
    walked.restart(seeds=[], episodes=[], chosen=[])
    assert walked.view().step.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ({"bid": math.nan, "ask": 0.0}, "bid=nan"),
        ({"bid": 0.0, "ask": -0.001}, "ask=-0.001"),
        ({"bid": np.zeros(5), "ask": 0.0}, r"bid has shape \(5,\)"),
    ],
)
def test_bad_actions_are_refused(action, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        stepper(strip(), count=2).step(**action)


def test_bad_arguments_are_refused():
    with pytest.raises(axiom.InvalidArgumentError, match=r"first expiry is 0\.25"):
        OptionStepper(strip(), n_episodes=1, steps=2, horizon=0.25)
    busy = strip(intensity=LogisticIntensity(scale=1e9, steepness=300.0))
    with pytest.raises(axiom.InvalidArgumentError, match="take more steps"):
        OptionStepper(busy, n_episodes=1, steps=2, horizon=0.1)
    with pytest.raises(axiom.InvalidArgumentError, match=r"chosen has shape \(3,\)"):
        stepper(strip(), count=2).step(bid=0.0, ask=0.0, chosen=[True] * 3)
    with pytest.raises(axiom.InvalidArgumentError, match="n_episodes=0"):
        OptionStepper(strip(), n_episodes=0, steps=2, horizon=0.1)
    with pytest.raises(axiom.InvalidArgumentError, match="has not been started"):
        OptionStepper(strip(), n_episodes=1, steps=2, horizon=0.1).step(bid=0.0, ask=0.0)
