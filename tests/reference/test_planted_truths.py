"""Truths of planted chains: published prices, series, and what quotes must satisfy."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

import axiom
from tests.planted.quotes import DAYS, World, plant
from tests.planted.shapes import EventMixture, Ssvi
from tests.planted.truths import Bates, Heston, call_prices

TRUTHS = {"heston": Heston(), "bates": Bates(), "ssvi": Ssvi(), "event": EventMixture()}

# Lewis' values, as QuantLib's test suite (hestonmodel.cpp, testAlanLewisReferencePrices) prints
# them: spot 100, rate 1 %, yield 2 %, one year; strike, call, put.
LEWIS = Heston(variance=0.04, correlation=-0.5, vol_of_vol=1.0, speed=4.0, long_variance=0.25)
LEWIS_ROWS = [
    (80.0, 26.774758743998854, 7.958878113256768),
    (90.0, 20.933349000596710, 12.017966707346304),
    (100.0, 16.070154917028834, 17.055270961270109),
    (110.0, 12.132211516709845, 23.017825898442800),
    (120.0, 9.024913483457836, 29.811026202682471),
]


@pytest.mark.parametrize(("strike", "call", "put"), LEWIS_ROWS)
def test_heston_by_lewis(strike, call, put):
    forward, discount = 100.0 * math.exp(-0.01), math.exp(-0.01)
    found = call_prices(LEWIS, np.array([math.log(strike / forward)]), 1.0)[0] * forward * discount
    assert found == pytest.approx(call, abs=1e-12)
    assert found - discount * (forward - strike) == pytest.approx(put, abs=1e-12)


def test_bates_without_random_variance_is_merton_s_series():
    jumps = {"intensity": 0.7, "jump_mean": -0.1, "jump_vol": 0.15}
    still = Bates(variance=0.04, long_variance=0.04, vol_of_vol=1e-5, correlation=0.0, **jumps)
    k, years = np.linspace(-0.5, 0.4, 7), 0.8
    growth = math.exp(-0.1 + 0.5 * 0.15**2)
    expected = np.zeros_like(k)
    for n in range(40):
        rate = 0.7 * years
        chance = math.exp(-rate) * rate**n / math.factorial(n)
        forward = growth**n * math.exp(-rate * (growth - 1.0))
        vol = math.sqrt(0.04 + n * 0.15**2 / years)
        expected += chance * axiom.price(
            forward=forward, strike=np.exp(k), expiry=years, vol=vol, is_call=True
        )
    assert call_prices(still, k, years) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("name", TRUTHS)
def test_truths_are_free_of_static_arbitrage(name):
    truth, grid = TRUTHS[name], np.linspace(-0.6, 0.5, 441)
    strike, last = np.exp(grid), None
    for days in DAYS:
        vol = truth.vol(grid, days / 365.0)
        held = np.isfinite(vol)
        call = np.asarray(
            axiom.price(forward=1.0, strike=strike, expiry=days / 365.0, vol=vol, is_call=True)
        )
        slope = np.diff(call[held]) / np.diff(strike[held])
        assert (np.diff(slope) > -1e-9).all()
        if last is not None:
            both = held & np.isfinite(last)
            assert (call[both] >= last[both] - 1e-12).all()
        last = call


def test_event_smiles_are_shaped_like_a_w():
    event = EventMixture()
    after = 12.0 / 365.0
    middle, dip, wing = event.vol(np.array([0.0, 0.09, 0.3]), after)
    assert middle > dip + 0.03
    assert wing > dip + 0.03
    before = event.vol(np.array([0.0, 0.09]), 7.0 / 365.0)
    assert before[1] > before[0]


@pytest.mark.parametrize("name", TRUTHS)
def test_the_truth_lies_inside_every_spread_but_those_of_outliers(name):
    world = World(outliers=0.02, gaps=0.1, cut=True)
    planted = plant(TRUTHS[name], world, seed=4)
    quotes = planted.chain.quotes.join(
        planted.outliers.with_columns(wrong=True), on=["expiry", "strike", "is_call"], how="left"
    )
    assert 0.005 < planted.outliers.height / quotes.height < 0.05
    for (expiry,), rows in quotes.filter(pl.col("wrong").is_null()).group_by("expiry"):
        years = planted.chain.years(expiry)
        fair = world.discount(years) * axiom.price(
            forward=world.forward(years),
            strike=rows["strike"].to_numpy(),
            expiry=years,
            vol=planted.vol(rows["strike"].to_numpy(), years),
            is_call=rows["is_call"].to_numpy(),
        )
        assert (rows["bid"].to_numpy() <= fair + 1e-9).all()
        assert (rows["ask"].to_numpy() >= fair - 1e-9).all()


def test_seeds_decide():
    worlds = [plant(Ssvi(), seed=seed).chain.quotes for seed in (0, 0, 1)]
    assert worlds[0].equals(worlds[1])
    assert not worlds[0].equals(worlds[2])


@pytest.mark.parametrize("change", [{"eta": 1.9}, {"gamma": 0.6}, {"short_vol": 0.5}])
def test_ssvi_with_arbitrage_is_refused(change):
    with pytest.raises(ValueError, match="keep"):
        Ssvi(**change)
