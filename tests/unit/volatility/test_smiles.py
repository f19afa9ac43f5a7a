from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom import ImpliedVolStatus
from axiom.volatility import EssviSurface, implied_smiles

from .quotes import quotes_from


@pytest.fixture
def screened_and_forwards(surface: EssviSurface) -> tuple[pl.DataFrame, pl.DataFrame]:
    quotes = quotes_from(surface, width=1.5)
    known = quotes.select("expiry", "forward", "discount_factor").unique(maintain_order=True)
    screened = quotes.select("expiry", "years", "strike", "is_call", "bid", "mid", "ask", "reason")
    return screened, known


def test_vols_moneyness_and_forwards_come_back(
    surface: EssviSurface, screened_and_forwards
) -> None:  # type: ignore[no-untyped-def]
    quotes = quotes_from(surface, width=1.5)
    options = implied_smiles(*screened_and_forwards)
    assert options.columns[:8] == screened_and_forwards[0].columns
    assert options.height == quotes.height
    for name in ("forward", "discount_factor", "log_moneyness", "bid_vol", "mid_vol", "ask_vol"):
        np.testing.assert_allclose(options[name], quotes[name], rtol=1e-8, atol=1e-10)
    for side in ("bid", "mid", "ask"):
        assert (options[f"{side}_status"] == ImpliedVolStatus.OK).all()
        assert options[f"{side}_status"].dtype == pl.UInt8


def test_missing_bids_and_prices_without_a_vol_have_a_status(screened_and_forwards) -> None:  # type: ignore[no-untyped-def]
    screened, forwards = screened_and_forwards
    first = pl.int_range(pl.len()) == 0
    second = pl.int_range(pl.len()) == 1
    screened = screened.with_columns(
        bid=pl.when(first).then(None).otherwise("bid"),
        ask=pl.when(second).then(pl.lit(1e-3)).otherwise("ask"),
    )
    options = implied_smiles(screened, forwards)
    assert np.isnan(options["bid_vol"][0])
    assert options["bid_status"][0] == ImpliedVolStatus.INVALID_INPUT
    assert np.isnan(options["ask_vol"][1])
    assert options["ask_status"][1] == ImpliedVolStatus.BELOW_INTRINSIC
    assert options["mid_status"][0] == ImpliedVolStatus.OK


def test_an_expiry_without_a_forward_is_kept_and_marked(screened_and_forwards) -> None:  # type: ignore[no-untyped-def]
    screened, forwards = screened_and_forwards
    options = implied_smiles(screened, forwards.tail(-1))
    lost = options.filter(pl.col("forward").is_null())
    assert lost.height == (screened["expiry"] == forwards["expiry"][0]).sum()
    assert lost["mid_vol"].is_nan().all()
    assert (lost["mid_status"] == ImpliedVolStatus.INVALID_INPUT).all()
