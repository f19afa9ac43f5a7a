"""The desk's quotes on a chain against a readable twin, the book's valuation, indicative quotes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from axiom.desk import ChainRules, InventorySkew, MarkoutRules, PriceGrid, two_sided
from axiom.desk.quoting.chain.place import place_quotes as compiled
from axiom.risk import GREEK_NAMES, Limits, evaluate
from axiom.volatility import ExerciseTerms
from tests.parity.chain_twin import half_spread, place_quotes, shift
from tests.unit.desk.quoting.chain.made import (
    GRID,
    SPOT,
    at,
    fitted,
    holdings,
    listing,
    market,
    quoter,
)


def valued():
    options = listing()
    years = (options.instants - fitted().valuation_time.timestamp()) / (365.0 * 86400.0)
    years = years[options.expiry]
    market = {
        "strike": options.strike,
        "years": years,
        "forward": np.asarray(fitted().forward(years)),
        "discount_factor": np.asarray(fitted().discount_factor(years)),
        "is_call": options.is_call,
    }
    vol = fitted().vol(strike=options.strike, expiry=years)
    return market, evaluate(spot=SPOT, vol=vol, **market)


def test_exposures_are_the_sums_of_the_valuation():
    made, held = quoter(positions=holdings(), underlying=40.0), holdings()
    _, figures = valued()
    for name in GREEK_NAMES:
        expected = 100.0 * held @ figures[name] + (40.0 if name == "delta" else 0.0)
        scale = 100.0 * np.abs(held) @ np.abs(figures[name])
        assert made.exposures[name] == pytest.approx(expected, abs=1e-9 * scale), name


@pytest.mark.parametrize("width", [0.0005, 0.002, 0.01])
def test_without_inventory_quotes_are_the_indicative_ones(width):
    tick = 0.05
    rules = ChainRules(vol_uncertainty=width, vol_errors=0.0, reaction_seconds=0.0)
    board = quoter(tick=tick, rules=rules).board
    market, figures = valued()
    sign = np.where(market["is_call"], 1.0, -1.0)
    least = market["discount_factor"] * sign * (market["forward"] - market["strike"])
    bid, ask = two_sided(
        value=figures["price"],
        half_spread=width * figures["vega"],
        intrinsic=np.maximum(least, 0.0),
        tick=tick,
    )
    quoted = board.bid_size > 0.0
    assert (quoted == (bid > 0.0)).all()
    assert board.bid[quoted] == pytest.approx(bid[quoted], abs=1e-12)
    assert board.ask == pytest.approx(ask, abs=1e-12)


SKEW = InventorySkew(risk_aversion=3e-8, spot_vol_correlation=-0.6)
SETS = {
    "plain": {},
    "no edge, no width": {
        "rules": ChainRules(vol_uncertainty=0.0, vol_errors=0.0, reaction_seconds=0.0)
    },
    "all terms": {
        "rules": ChainRules(
            minimum_edge=0.04,
            vol_errors=2.0,
            reaction_seconds=30.0,
            market_share=0.7,
            adverse=MarkoutRules(per_delta=0.1, per_vega=0.002),
            skew=SKEW,
            size=7.0,
        ),
        "positions": holdings(),
    },
    "limits": {
        "rules": ChainRules(skew=SKEW, size=50.0, lot=0.1, on_breach="reduce"),
        "positions": holdings(3),
        "limits": Limits(
            delta=1e8, gamma=5e6, vega=1e5, vega_by_expiry=4e4, theta=3e5, vanna=1e7, volga=2e5,
            rho=1e6, notional=1.5e9, net_notional=3e8, contracts=4000.0, position=22.0,
        ),
    },
    "one tick that is no share of 1": {"tick": 0.03, "positions": holdings(4)},
    "three bands": {"tick": PriceGrid(ticks=(0.01, 0.05, 0.5), starts=(0.0, 1.0, 50.0))},
    "american": {"terms": ExerciseTerms(exercise="american", accuracy="fast")},
}  # fmt: skip


@pytest.mark.parametrize("given", SETS.values(), ids=SETS)
@pytest.mark.parametrize("with_market", [False, True], ids=["alone", "beside the market"])
def test_the_compiled_quotes_are_those_of_the_twin(given, with_market):
    made = quoter(**given)
    if with_market:
        made.on_market(**market(), time=at(0))
    made.on_spot(SPOT * 1.0013, time=at(1))
    placement = made._desk.placement()
    found, expected = compiled(placement), np.array(place_quotes(placement))
    differs = ((found != expected) & ~(np.isnan(found) & np.isnan(expected))).any(axis=0)
    centre, half = placement.figures[0] + shift(placement), half_spread(placement)
    grid = placement.grid
    for place in np.flatnonzero(differs):
        at_edge = [
            min(abs(price - float(grid.floor(price))), abs(price - float(grid.ceil(price))))
            for price in (centre[place] - half[place], centre[place] + half[place])
        ]
        assert min(at_edge) <= 1e-11 * max(1.0, centre[place])
    assert differs.mean() <= 0.01
    assert np.isfinite(found[:2]).any(axis=1).all()


def test_values_that_are_none_give_no_quote():
    placement = quoter()._desk.placement()
    placement.figures[:, 5] = math.nan
    placement.vol_error[7] = math.nan
    found = compiled(placement)
    assert np.isnan(found[:2, [5, 7]]).all()
    assert not found[2:, [5, 7]].any()
    assert np.isfinite(found[1]).sum() == found.shape[1] - 2
    assert GRID.bands[0].size == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: {"bucket": np.full_like(p.bucket, 10**6)}, "bucket"),
        (lambda p: {"positions": p.positions[:-1]}, "columns differ"),
        (lambda p: {"widening": p.widening[:-1]}, "expiries differ"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, told):
    placement = quoter()._desk.placement()
    with pytest.raises(ValueError, match=told):
        compiled(replace(placement, **change(placement)))
