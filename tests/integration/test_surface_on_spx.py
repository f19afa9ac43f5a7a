"""The 20 recorded SPX days: each fitted, certified free of arbitrage, and close to its quotes."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from axiom.market import iter_chains, screen_quotes
from axiom.volatility import (
    certify,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
    surface_from_json,
)
from axiom.volatility.curves.fit import check_curve

ROOT = Path(os.environ.get("AXIOM_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))
FILE = ROOT / "options" / "spx_cboe_eod_2019-04-25_2019-05-24.parquet"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"recorded chains are absent: {FILE}")


def test_all_days_are_certified_and_close_to_their_quotes() -> None:
    shares: dict[str, list[float]] = {"spline": [], "essvi": []}
    errors = []
    for chain in iter_chains(FILE):
        screened = screen_quotes(chain)
        forwards = imply_forwards(chain, screened)
        options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
        for curve, found in shares.items():
            surface = fit_surface(
                options, forwards, valuation_time=chain.valuation_time, curve=check_curve(curve)
            )
            certificate = certify(surface, options)
            assert certificate.is_arbitrage_free, (chain.valuation_time, certificate.summary())
            fitted = len(surface.fitted_expiries)
            assert fitted + len(surface.skipped) == forwards.table.height
            assert surface_from_json(surface.to_json()) == surface
            found.append(certificate.in_spread_share)
        errors.append(certificate.rmse_vol)
    assert len(shares["spline"]) == 20
    assert min(shares["spline"]) > 0.99
    assert min(shares["essvi"]) > 0.6
    assert sum(shares["essvi"]) / 20 > 0.69
    assert sum(errors) / 20 < 0.03


def test_every_second_strike_lies_where_the_others_say() -> None:
    chain = next(iter_chains(FILE))
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened)
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    rank = pl.col("strike").rank("dense").over("expiry").cast(pl.Int64)
    known, left_out = options.filter(rank % 2 == 0), options.filter(rank % 2 == 1)
    surface = fit_surface(known, forwards, valuation_time=chain.valuation_time)
    certificate = certify(surface, left_out)
    assert certificate.is_arbitrage_free
    assert certificate.in_spread_share > 0.97
