"""The desk's quotes on a chain against the book's valuation and the indicative quotes."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.desk import ChainRules, two_sided
from axiom.risk import GREEK_NAMES, evaluate
from tests.unit.desk.quoting.chain.made import SPOT, fitted, holdings, listing, quoter


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
