"""A small session on a simulated feed, run once."""

from __future__ import annotations

from functools import cache

from axiom.desk import (
    ChainRules,
    DeltaBand,
    ExponentialIntensity,
    Fees,
    PoissonFlow,
    Session,
    SessionResult,
    SessionSettings,
    SimulatedFeed,
    SimulatedMarket,
)

MARKET = SimulatedMarket(
    days=(1.0, 21.0), n_strikes=7, n_updates=12, interval_seconds=9000.0, level_vol=0.5
)
FEES = Fees(per_contract=0.5, per_unit=0.002, half_spread_bp=1.0)


def feed(seed=0, **changes):
    """Twelve updates over thirty hours, so that the first expiry settles on the way."""
    given = {name: getattr(MARKET, name) for name in MARKET.__slots__} | changes
    return SimulatedFeed(SimulatedMarket(**given), seed=seed)


def settings(**changes):
    """Rules under which a few quotes an update are hit."""
    flow = PoissonFlow(intensity=ExponentialIntensity(scale=8.0, decay=1.0), seed=0)
    rules = {"matching": flow, "hedging": DeltaBand(width=50.0), "fees": FEES}
    rules["markout_seconds"] = (9000.0, 27000.0)
    return SessionSettings(**{**rules, "rules": patient(), **changes})


def patient(**changes):
    """Quoting rules for a feed whose updates are hours apart."""
    ages = {"max_surface_age_seconds": None, "max_spot_age_seconds": None}
    return ChainRules(**{**ages, "size": 3.0, "vol_uncertainty": 0.003, **changes})


@cache
def result() -> SessionResult:
    """The session, with its defaults."""
    return Session(feed(), settings()).run()
