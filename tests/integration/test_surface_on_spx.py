"""The 20 recorded SPX days: each fitted, certified free of arbitrage, and close to its quotes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from axiom.market import iter_chains, screen_quotes
from axiom.volatility import (
    EssviSurface,
    certify,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)

ROOT = Path(os.environ.get("AXIOM_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))
FILE = ROOT / "options" / "spx_cboe_eod_2019-04-25_2019-05-24.parquet"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"recorded chains are absent: {FILE}")


def test_all_days_are_certified_and_close_to_their_quotes() -> None:
    shares, errors = [], []
    for chain in iter_chains(FILE):
        screened = screen_quotes(chain)
        forwards = imply_forwards(chain, screened)
        options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
        surface = fit_surface(options, forwards, valuation_time=chain.valuation_time)
        certificate = certify(surface, options)
        assert certificate.is_arbitrage_free, (chain.valuation_time, certificate.summary())
        assert len(surface.slices) + len(surface.skipped) == forwards.table.height
        assert EssviSurface.from_json(surface.to_json()) == surface
        shares.append(certificate.in_spread_share)
        errors.append(certificate.rmse_vol)
    assert len(shares) == 20
    assert min(shares) > 0.6
    assert sum(shares) / 20 > 0.69
    assert sum(errors) / 20 < 0.03
