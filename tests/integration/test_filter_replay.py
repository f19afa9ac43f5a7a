"""Recorded feeds through the filter: a quarter of an hour of GOOG by minute, Deribit by hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from axiom.kernels.spline_certificate import find_spline_arbitrage
from axiom.market import Chain, chain_updates, iter_chains, read_chain
from axiom.volatility import SplineSurface
from axiom.volatility.live import (
    FilterSettings,
    FilterState,
    SurfaceFilter,
    follow_chain,
)
from tests.integration.recorded import recorded

GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
DERIBIT = "options/deribit_btc_hourly_2026-01-23_24.csv.gz"


def is_free(surface: SplineSurface) -> bool:
    found = find_spline_arbitrage(
        knots=[s.knots for s in surface.slices],
        total_variance=[s.total_variance for s in surface.slices],
        second=[s.second for s in surface.slices],
        growing=True,
    )
    return found is None


def goog(minutes: range) -> Iterator[Chain]:
    for minute in minutes:
        yield read_chain(
            recorded(GOOG),
            time=f"{minute // 60:02d}:{minute % 60:02d}",
            spot_file=recorded(GOOG_SPOT),
            exercise="european",
            underlying="GOOG",
        )


def replayed(live: SurfaceFilter, first: Chain, later: Iterator[Chain]) -> list[FilterState]:
    states = []
    for change in chain_updates(first, later):
        update = live.update(change.quotes, time=change.time, spot=change.spot)
        assert is_free(live.surface), update
        assert sum(update.flags.values()) >= update.n_quotes
        states.append(live.state)
    return states


def test_goog_minutes_stay_certified_and_usable() -> None:
    chains = goog(range(10 * 60, 10 * 60 + 15))
    first = next(chains)
    live = follow_chain(first)
    start = live.surface
    states = replayed(live, first, chains)
    assert len(states) == 14
    assert FilterState.REFUSED not in states
    assert live.time - start.valuation_time == dt.timedelta(minutes=14)
    years = live.surface.slices[4].years
    drift = np.abs(
        live.surface.vol(log_moneyness=0.0, expiry=years)
        - start.vol(log_moneyness=0.0, expiry=years)
    )
    assert drift < 0.02
    used = sum(one.n_used for one in live.statuses)
    flagged = sum(one.n_flagged for one in live.statuses)
    assert used > flagged


def test_deribit_hours_stay_certified() -> None:
    chains = iter_chains(recorded(DERIBIT))
    first = next(chains)
    live = follow_chain(first, settings=FilterSettings(rhythm_seconds=3600.0))
    later = [next(chains) for _ in range(8)]
    states = replayed(live, first, iter(later))
    assert FilterState.REFUSED not in states
    assert live.time == later[-1].valuation_time
