"""Markets for a strip of options."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom
from axiom.models import BlackScholes, Sabr, VolTermStructure
from tests.unit.desk.markets.strips import strip

CURVE = VolTermStructure(times=(0.5, 1.0), vols=(0.2, 0.25))


def test_options_run_over_strikes_within_expiries():
    market = strip(activity=(0.5, 1.0, 0.25))
    assert market.n_options == 6
    assert market.option_strikes.tolist() == [90.0, 100.0, 110.0] * 2
    assert market.option_expiries.tolist() == [0.25] * 3 + [1.0] * 3
    assert market.option_activity.tolist() == [0.5, 1.0, 0.25] * 2
    assert (strip().option_activity == np.ones(6)).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"spot": 0.0}, "spot=0.0"),
        ({"model": Sabr(alpha=0.2, beta=1.0, rho=0.0, nu=0.3)}, "model is Sabr"),
        ({"model": BlackScholes(vol=CURVE)}, "term structure"),
        ({"strikes": (100.0, 90.0)}, "ascending strikes"),
        ({"strikes": ()}, "strikes has 0"),
        ({"expiries": (0.0, 1.0)}, "expiries starts at 0.0"),
        ({"intensity": 3.0}, "intensity is float"),
        ({"activity": (1.0,)}, "activity has 1"),
        ({"activity": (1.0, -1.0, 1.0)}, "-1.0"),
        ({"inventory_limit": 0}, "inventory_limit=0"),
        ({"vega_limit": math.nan}, "vega_limit=nan"),
        ({"is_delta_hedged": 1}, "is_delta_hedged=1"),
        ({"hedge_cost": -0.1}, "hedge_cost=-0.1"),
        ({"hedge_cost": 1.0}, "give a share below 1"),
    ],
)
def test_bad_markets_are_refused(change, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        strip(**change)
