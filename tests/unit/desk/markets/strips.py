"""Markets for options that the tests share."""

from __future__ import annotations

from axiom.desk import LogisticIntensity, OptionMarket
from axiom.models import BlackScholes, Heston

FLAT = BlackScholes(vol=0.2)
HESTON = Heston(
    initial_variance=0.04, mean_reversion=2.0, long_variance=0.05, vol_of_vol=0.5, correlation=-0.7
)
HORIZON = 5.0 / 252.0


def strip(**change):
    given = {
        "spot": 100.0,
        "model": FLAT,
        "strikes": (90.0, 100.0, 110.0),
        "expiries": (0.25, 1.0),
        "intensity": LogisticIntensity(scale=4000.0, steepness=300.0),
        "vega_limit": 1e6,
        "inventory_limit": 1000,
    }
    return OptionMarket(**(given | change))
