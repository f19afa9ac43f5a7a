"""Episodes that are quoted step by step."""

from __future__ import annotations

import math

import pytest

import axiom
from axiom.desk import (
    AdverseSelection,
    HawkesArrivals,
    Latency,
    MakerStepper,
    ModelMid,
    simulate_market_making,
)
from axiom.models import Heston
from tests.unit.desk.markets.makers import BRIEF, constant, market

STEPS, COUNT = 8, 20
HESTON = ModelMid(
    model=Heston(
        initial_variance=0.04, mean_reversion=2.0, long_variance=0.04, vol_of_vol=0.4,
        correlation=-0.7,
    ),
    market=axiom.Market(spot=100.0),
)  # fmt: skip
PARTS = {
    "plain": {},
    "hawkes and jumps": {
        "arrivals": HawkesArrivals(intensity=BRIEF, self_excitation=5.0, decay=10.0),
        "adverse_selection": AdverseSelection(probability=0.5, size=0.2),
    },
    "posted on a grid": {"latency": Latency(delay=0.03, is_exponential=True), "tick": 0.1},
    "heston": {"mid": HESTON},
}


def stepper(place, *, count=COUNT, threads=1):
    return MakerStepper(place, n_episodes=count, steps=STEPS, horizon=1.0, threads=threads)


@pytest.mark.parametrize("name", PARTS)
def test_constant_actions_make_the_episodes_of_a_constant_table(name):
    place = market(limit=3, **PARTS[name])
    wanted = simulate_market_making(
        constant(0.45, limit=3, steps=STEPS), place, episodes=COUNT, horizon=1.0, seed=7,
        is_recorded=True,
    )  # fmt: skip
    walked = stepper(place, threads=2)
    walked.restart(seeds=[7] * COUNT, episodes=range(COUNT))
    for k in range(STEPS):
        view = walked.step(bid=0.45, ask=0.45)
        assert (view.mid == wanted.paths.mid[:, k + 1]).all()
        assert (view.inventory == wanted.paths.inventory[:, k + 1]).all()
        assert (view.wealth == wanted.paths.wealth[:, k + 1]).all()
        assert view.time_left == pytest.approx(1.0 - (k + 1) / STEPS)
    assert view.is_finished.all()
    assert (view.squared_inventory == wanted.mean_squared_inventory).all()
    assert (view.bid_fills == wanted.bid_fills).all()
    assert (view.ask_fills == wanted.ask_fills).all()
    assert (view.bid_orders == wanted.bid_orders).all()
    assert (view.ask_orders == wanted.ask_orders).all()


def test_finished_episodes_stand_still():
    walked = stepper(market())
    walked.restart(seeds=[0] * COUNT, episodes=range(COUNT))
    for _ in range(STEPS):
        last = walked.step(bid=0.3, ask=0.3)
    assert (walked.step(bid=0.0, ask=0.0).wealth == last.wealth).all()


def test_episodes_restart_and_step_apart():
    walked = stepper(market(), count=3)
    walked.restart(seeds=[1, 1, 1], episodes=[0, 1, 2])
    walked.step(bid=0.3, ask=0.3)
    before = walked.step(bid=0.3, ask=0.3, chosen=[True, False, True])
    assert before.step.tolist() == [2, 1, 2]
    walked.restart(seeds=[1], episodes=[0], chosen=[2])
    walked.step(bid=0.3, ask=0.3, chosen=[False, False, True])
    after = walked.step(bid=0.3, ask=0.3, chosen=[False, False, True])
    assert after.wealth[2] == before.wealth[0]
    assert after.wealth[:2].tolist() == before.wealth[:2].tolist()


def test_restarting_nothing_changes_nothing():
    walked = stepper(market(), count=2)
    walked.restart(seeds=[1, 2], episodes=[0, 0])
    before = walked.step(bid=0.3, ask=0.3)
    walked.restart(seeds=[], episodes=[], chosen=[])
    assert (walked.view().wealth == before.wealth).all()


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ({"bid": math.nan, "ask": 0.1}, "bid=nan"),
        ({"bid": 0.1, "ask": -0.1}, "ask=-0.1"),
        ({"bid": 0.1, "ask": -math.inf}, "ask=-inf"),
        ({"bid": [0.1, 0.2], "ask": 0.1}, r"bid has shape \(2,\)"),
        ({"bid": 0.1, "ask": 0.1, "chosen": [True]}, r"chosen has shape \(1,\)"),
    ],
)
def test_bad_actions_are_refused(action, message):
    walked = stepper(market())
    walked.restart(seeds=[0] * COUNT, episodes=range(COUNT))
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        walked.step(**action)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"seeds": [0], "episodes": [0]}, "20 places, 1 seeds"),
        ({"seeds": [-1], "episodes": [0], "chosen": [0]}, "seed=-1"),
        ({"seeds": [0], "episodes": [0], "chosen": [20]}, "chosen goes from 20"),
    ],
)
def test_bad_labels_are_refused(labels, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        stepper(market()).restart(**labels)


def test_episodes_must_be_started():
    with pytest.raises(axiom.InvalidArgumentError, match="episode 0 has not been started"):
        stepper(market()).step(bid=0.1, ask=0.1)


@pytest.mark.parametrize("count", [0, 2.5, True])
def test_bad_numbers_of_episodes_are_refused(count):
    with pytest.raises(axiom.InvalidArgumentError, match="n_episodes"):
        stepper(market(), count=count)
