"""The skew-stickiness ratio that the recorded SPX days and the recorded GOOG morning show."""

from __future__ import annotations

import datetime as dt

from axiom.market import Chain, iter_chains, read_chain, screen_quotes
from axiom.volatility import (
    SplineSurface,
    fit_skew_stickiness,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)
from tests.integration.recorded import recorded

SPX = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"


def fitted(chain: Chain) -> SplineSurface:
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened)
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    return fit_surface(options, forwards, valuation_time=chain.valuation_time)


def test_spx_vols_follow_the_spot_more_than_sticky_strike() -> None:
    """In May 2019 the index fell and its vols rose: a ratio above 1, as indices have it."""
    chains = list(iter_chains(recorded(SPX)))
    found = fit_skew_stickiness([fitted(c) for c in chains], [c.spot or 0.0 for c in chains])
    assert found.n_moves == 19
    assert 1.0 < found.dynamics.skew_stickiness < 2.2
    assert 0.0 < found.dynamics.standard_error < 0.5
    assert found.r_squared > 0.5
    assert found.by_tenor["standard_error"].max() < 0.6


def test_goog_minutes_tell_a_ratio_with_an_honest_error() -> None:
    """A quiet half-day determines little, and its error says so."""
    stamps = [f"{9 + (30 + m) // 60:02d}:{(30 + m) % 60:02d}" for m in range(15, 210, 13)]
    chains = [
        read_chain(
            recorded(GOOG),
            time=stamp,
            spot_file=recorded(GOOG_SPOT),
            exercise="european",
            underlying="GOOG",
        )
        for stamp in stamps
    ]
    assert chains[0].valuation_time.date() == dt.date(2015, 12, 24)
    surfaces = [fitted(chain) for chain in chains]
    found = fit_skew_stickiness(surfaces, [c.spot or 0.0 for c in chains], tenors=(0.25, 0.5, 1.0))
    low = found.dynamics.skew_stickiness - 3.0 * found.dynamics.standard_error
    high = found.dynamics.skew_stickiness + 3.0 * found.dynamics.standard_error
    assert low < 1.0
    assert high > 0.0
    assert found.dynamics.standard_error > 0.3
    assert abs(found.r_squared) < 0.3
    assert found.by_tenor.height == 3
