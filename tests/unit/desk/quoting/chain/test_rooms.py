from __future__ import annotations

import numpy as np
import pytest

from axiom.desk import ChainRules
from axiom.risk import Limits

from .made import holdings, listing, quoter

LIMITS = [
    Limits(),
    Limits(delta=3e8),
    Limits(gamma=8e6, vega=4e5),
    Limits(theta=5e5, vanna=2e7, volga=4e5, rho=1e6),
    Limits(vega_by_expiry=2e5),
    Limits(vega_by_expiry={"2024-01-01": 1.0}),
    Limits(notional=1e9, contracts=3000.0, position=12.0),
    Limits(net_notional=2e8),
    Limits(vega=0.0),
]


@pytest.mark.parametrize("limits", LIMITS, ids=str)
def test_sizes_are_the_headroom_of_the_limits(limits):
    rules = ChainRules(size=1e9, on_breach="reduce")
    free = quoter(positions=holdings(), rules=rules).board
    made = quoter(positions=holdings(), rules=rules, limits=limits)
    board, options = made.board, listing()
    figures = {name: 100.0 * values for name, values in made.figures.items()}
    for place, expiry in enumerate(options.expiries):
        rows = np.flatnonzero(options.expiry == place)
        trade = {name: values[rows] for name, values in figures.items()}
        trade |= {"unit_notional": 100.0 * made.spot, "held": made.positions[rows]}
        found = limits.headroom(
            made.exposures,
            trade,
            spot=made.spot,
            expiry=expiry.date().isoformat(),
            vega_by_expiry=made.exposures["vega_by_expiry"],
        )
        for size, unlimited, most in (
            (board.bid_size, free.bid_size, found.buy),
            (board.ask_size, free.ask_size, found.sell),
        ):
            expected = np.minimum(most, unlimited[rows])
            assert size[rows] == pytest.approx(expected, abs=0.0, rel=1e-9)
