"""Episodes of a maker: identities, closed forms, limits, determinism."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.linalg import expm

import axiom
from axiom.desk import (
    AdverseSelection,
    ExponentialIntensity,
    HawkesArrivals,
    InventoryState,
    Latency,
    MakerFees,
    Offsets,
    PoissonArrivals,
    PolicyTable,
    simulate_market_making,
)
from tests.unit.desk.markets.makers import BRIEF, constant, is_within, market


def simulated(place, table=None, *, offset=0.5, episodes=6000, seed=0, **options):
    table = table or constant(offset, limit=place.inventory_limit)
    return simulate_market_making(
        table, place, episodes=episodes, horizon=1.0, seed=seed, **options
    )


EVERYTHING = {
    "arrivals": HawkesArrivals(intensity=BRIEF, self_excitation=5.0, decay=10.0),
    "adverse_selection": AdverseSelection(probability=0.5, size=0.2),
    "fees": MakerFees(per_unit=0.02, share=1e-4),
    "tick": 0.1,
}


@pytest.mark.parametrize("latency", [None, Latency(delay=0.02)], ids=["follows", "posted"])
def test_wealth_is_spread_and_carry_less_fees(latency):
    found = simulated(market(latency=latency, limit=3, **EVERYTHING), episodes=500)
    parts = found.spread + found.carry - found.fees
    assert found.wealth == pytest.approx(parts, abs=1e-9)
    assert (found.inventory == found.bid_fills - found.ask_fills).all()
    assert found.fees.mean() > 0.0
    assert np.abs(found.inventory).max() <= 3.0


@pytest.mark.parametrize("latency", [None, Latency(delay=0.02)], ids=["follows", "posted"])
def test_the_same_seed_gives_the_same_bits_for_any_number_of_threads(latency):
    place = market(latency=latency, **EVERYTHING)
    runs = [simulated(place, episodes=333, threads=n, is_recorded=True) for n in (1, 2, 5)]
    for other in runs[1:]:
        assert (other.wealth == runs[0].wealth).all()
        assert (other.paths.mid == runs[0].paths.mid).all()
        assert (other.paths.wealth == runs[0].paths.wealth).all()


def test_seeds_and_episodes_differ_and_seed_0_is_one():
    zero, one = (simulated(market(), episodes=100, seed=seed).wealth for seed in (0, 1))
    assert len(np.unique(np.concatenate([zero, one]))) == 200
    assert (zero == simulated(market(), episodes=200, seed=0).wealth[:100]).all()


def test_policies_meet_the_same_orders_and_moves():
    wide, narrow = (
        simulated(market(), offset=offset, episodes=50, is_recorded=True) for offset in (1.0, 0.2)
    )
    assert (wide.bid_orders == narrow.bid_orders).all()
    assert wide.paths.mid == pytest.approx(narrow.paths.mid, abs=1e-10)


def occupation(rate, limit):
    """Mean time from 0 at each inventory of a walk that steps at a rate either way."""
    size = 2 * limit + 1
    generator = np.diag(np.full(size - 1, rate), 1) + np.diag(np.full(size - 1, rate), -1)
    generator -= np.diag(generator.sum(axis=1))
    times = (np.arange(2000) + 0.5) / 2000
    step, start = expm(generator / 2000), expm(generator * times[0])[limit]
    total = np.zeros(size)
    for _ in times:
        total += start
        start = start @ step
    return total / len(times)


@pytest.mark.parametrize("limit", [2, 5])
def test_a_constant_quote_earns_what_the_walk_of_its_inventory_says(limit):
    rate = float(BRIEF.rate(0.5))
    time = occupation(rate, limit)
    found = simulated(market(limit=limit))
    quoted = 2.0 - time[0] - time[-1]
    assert is_within(found.spread, 0.5 * rate * quoted)
    assert is_within(found.wealth, 0.5 * rate * quoted)
    inventories = np.arange(-limit, limit + 1)
    assert is_within(found.mean_squared_inventory, float(time @ inventories**2))
    assert is_within(found.mean_absolute_inventory, float(time @ np.abs(inventories)))
    assert is_within(found.carry**2, 4.0 * float(time @ inventories**2))


def test_without_vol_wealth_is_the_offset_times_the_fills():
    still = simulated(market(vol=0.0, limit=4), episodes=200)
    assert still.wealth == pytest.approx(0.5 * still.fills, abs=1e-9)
    assert (still.carry == 0.0).all()


def test_jumps_after_fills_cost_their_mean():
    for is_exponential in (False, True):
        jumps = AdverseSelection(probability=0.4, size=0.6, is_exponential=is_exponential)
        found = simulated(market(limit=400, vol=0.0, adverse_selection=jumps))
        # Each fill costs 0.24 on the unit just traded; older inventory meets jumps of mean 0.
        assert is_within(found.wealth, 2.0 * float(BRIEF.rate(0.5)) * (0.5 - 0.24))


def test_fees_and_rebates_are_taken_from_each_fill():
    plain, charged, paid = (
        simulated(market(vol=0.0, fees=fees), episodes=100)
        for fees in (MakerFees(), MakerFees(per_unit=0.1), MakerFees(per_unit=-0.05))
    )
    assert charged.wealth == pytest.approx(plain.wealth - 0.1 * plain.fills, abs=1e-9)
    assert paid.wealth == pytest.approx(plain.wealth + 0.05 * plain.fills, abs=1e-9)
    shares = simulated(market(vol=0.0, fees=MakerFees(share=1e-3)), episodes=100)
    traded = 99.5 * shares.bid_fills + 100.5 * shares.ask_fills
    assert shares.fees == pytest.approx(1e-3 * traded, rel=1e-12)


def test_many_orders_fill_the_walk_to_its_limit():
    place = market(
        vol=0.0, arrivals=PoissonArrivals(intensity=ExponentialIntensity(scale=2e4, decay=1.0))
    )
    one_sided = simulated(place, constant(0.5, limit=10, ask=np.inf), episodes=20)
    assert (one_sided.inventory == 10.0).all()
    assert one_sided.wealth == pytest.approx(np.full(20, 5.0), abs=1e-9)


def test_a_side_that_is_not_quoted_is_not_filled():
    found = simulated(market(), constant(0.5, limit=10, ask=np.inf), episodes=100)
    assert (found.ask_fills == 0.0).all()
    assert found.ask_orders.min() > 0.0


@pytest.mark.parametrize(("offset", "quoted"), [(0.42, 0.5), (0.5, 0.5), (0.501, 0.6)])
def test_offsets_are_rounded_outward_to_ticks(offset, quoted):
    on_grid = simulated(market(vol=0.0, tick=0.1), offset=offset, episodes=50)
    assert on_grid.wealth == pytest.approx(quoted * on_grid.fills, abs=1e-9)


class Leaning:
    """Offsets that lean against inventory."""

    def quote(self, state: InventoryState) -> Offsets:
        lean = 0.1 * np.asarray(state.inventory) + 0.0 * np.asarray(state.time_left)
        return Offsets(bid=0.6 + lean, ask=0.6 - lean)


def test_policies_are_tabulated():
    found = simulate_market_making(
        Leaning(), market(limit=4), episodes=4000, steps=10, horizon=1.0, seed=0
    )
    level = simulated(market(limit=4), offset=0.6, episodes=4000)
    assert found.mean_squared_inventory.mean() < 0.8 * level.mean_squared_inventory.mean()


def test_a_lopsided_table_is_widened_and_a_wide_one_cut():
    narrow = PolicyTable(
        times=[1.0], inventories=[-1, 0, 1, 2], bid=[[0.1, 0.1, 0.1, np.inf]],
        ask=[[np.inf, 0.1, 0.1, 0.1]],
    )  # fmt: skip
    found = simulated(market(limit=5), narrow, episodes=300)
    assert (found.least_inventory.min(), found.most_inventory.max()) == (-1.0, 2.0)
    wide = simulated(market(limit=2), constant(0.1, limit=9), episodes=300)
    assert (wide.least_inventory.min(), wide.most_inventory.max()) == (-2.0, 2.0)


def test_certainty_equivalents_agree_with_their_definition():
    found = simulated(market(), episodes=3000)
    assert found.certainty_equivalent(0.0)[0] == found.wealth.mean()
    value, error = found.certainty_equivalent(0.05)
    assert value == pytest.approx(-math.log(np.exp(-0.05 * found.wealth).mean()) / 0.05, rel=1e-12)
    assert 0.0 < error < 1.0
    assert found.certainty_equivalent(1e-7)[0] == pytest.approx(found.wealth.mean(), rel=1e-5)
    assert math.isfinite(found.certainty_equivalent(1e4)[0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"episodes": 0}, "episodes=0"),
        ({"horizon": 0.0}, "horizon=0.0"),
        ({"horizon": 2.0}, "begins with 1.0 left"),
        ({"seed": -1}, "seed=-1"),
        ({"seed": 1.5}, "seed=1.5"),
        ({"threads": 0}, "threads"),
        ({"steps": 0}, "steps=0"),
        ({"policy": Leaning()}, "steps is None"),
        (
            {"policy": PolicyTable(
                times=[1.0], inventories=[1, 2], bid=[[0.1, np.inf]], ask=[[np.inf, 0.1]])},
            "from 1 to 2",
        ),
    ],
)  # fmt: skip
def test_bad_arguments_are_refused(change, message):
    given = {"policy": constant(0.5, limit=10), "market": market()}
    given |= {"episodes": 2, "horizon": 1.0, "seed": 0} | change
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        simulate_market_making(given.pop("policy"), given.pop("market"), **given)


def test_bad_risk_aversions_are_refused():
    with pytest.raises(axiom.InvalidArgumentError, match="risk_aversion=-1"):
        simulated(market(), episodes=2).certainty_equivalent(-1.0)
