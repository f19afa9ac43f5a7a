"""Mixed books on recorded chains: what the explain leaves unexplained."""

from __future__ import annotations

import datetime as dt
from itertools import islice, pairwise

import numpy as np
import polars as pl
import pytest

from axiom.market import Chain, DividendSchedule, iter_chains, screen_quotes
from axiom.risk import BookState, explain, explain_days
from axiom.volatility import (
    ExerciseTerms,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)
from tests.integration.recorded import recorded

SPX = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"
AAPL = "options/aapl_optionsdx_2016-01.csv.gz"


def fitted(chain: Chain, positions: pl.DataFrame | None = None) -> tuple[BookState, pl.DataFrame]:
    """The state of a chain, and its usable quotes."""
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened)
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    surface = fit_surface(options, forwards, valuation_time=chain.valuation_time)
    terms = ExerciseTerms(exercise=chain.exercise, dividends=chain.payments, accuracy="fast")
    state = BookState(surface=surface, spot=chain.spot or 0.0, positions=positions, terms=terms)
    return state, options.filter(pl.col("reason") == "OK", pl.col("years") > 0.0)


def mixed(quotes: pl.DataFrame, count: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    rows = quotes.select("expiry", "strike", "is_call").sample(count, seed=seed, shuffle=True)
    quantity = rng.choice([-1.0, 1.0], count) * rng.integers(1, 21, count)
    return rows.with_columns(pl.Series("quantity", quantity), pl.lit(100.0).alias("multiplier"))


def test_spx_days() -> None:
    days = [fitted(chain) for chain in islice(iter_chains(recorded(SPX)), 5)]
    shares = []
    for (before, quotes), (after, _) in pairwise(days):
        held = BookState(
            surface=before.surface, spot=before.spot, positions=mixed(quotes, 200, seed=0)
        )
        found = explain(held, after)
        told = sum(found.terms.values()) + found.residual
        assert told == pytest.approx(found.profit, abs=1e-9 * abs(found.profit))
        shares.append(found.residual_share)
    assert np.median(shares) < 0.05


def test_american_options_before_a_dividend() -> None:
    schedule = DividendSchedule.from_rows([(dt.date(2016, 2, 4), 0.52)])
    chains = islice(iter_chains(recorded(AAPL), dividends=schedule), 3)
    first, *others = [fitted(chain) for chain in chains]
    positions = mixed(first[1], 30, seed=1)
    states = [first[0], *(state for state, _ in others)]
    held = [
        BookState(surface=one.surface, spot=one.spot, positions=positions, terms=one.terms)
        for one in states
    ]
    found = explain_days(held)
    assert found.median_residual_share < 0.05
    assert all(one.terms["dividends"] == pytest.approx(0.0, abs=1e-3) for one in found.intervals)
