from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import axiom
from axiom.core.errors import DataError
from axiom.kernels import ImpliedVolStatus
from axiom.market import screen_quotes
from axiom.volatility import implied_smiles, imply_forwards

from .american_quotes import BORROW, RATE, SCHEDULE, SPOT, american_chain, spot_smile

CASES = (None, SCHEDULE)


def smiles(chain, **options):
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened, **options)
    return implied_smiles(screened, forwards), forwards


def exact(chain):
    """The chain with bid and ask around unrounded mids."""
    return american_chain(dividends=chain.dividends, half=1e-3)


@pytest.mark.parametrize("dividends", CASES)
def test_vols_of_the_spot_are_found(dividends):
    table, _ = smiles(american_chain(dividends=dividends))
    ok = table.filter(pl.col("mid_status") == ImpliedVolStatus.OK)
    assert ok.height > 0.85 * table.height
    near = ok.filter(pl.col("log_moneyness").abs() < 0.5 * pl.col("years").sqrt() * 0.25)
    expected = spot_smile(near["strike"].to_numpy())
    assert near["american_mid_vol"].to_numpy() == pytest.approx(expected, abs=2e-3)
    assert (ok["bid_vol"].fill_nan(None) <= ok["ask_vol"].fill_nan(None)).all()


def test_without_dividends_the_european_vol_is_the_same():
    table, forwards = smiles(american_chain())
    ok = table.filter(pl.col("mid_status") == ImpliedVolStatus.OK)
    assert ok["mid_vol"].to_list() == ok["american_mid_vol"].to_list()
    black = axiom.price(
        forward=ok["forward"].to_numpy(),
        strike=ok["strike"].to_numpy(),
        expiry=ok["years"].to_numpy(),
        vol=ok["mid_vol"].to_numpy(),
        is_call=ok["is_call"].to_numpy(),
    )
    value = ok["discount_factor"].to_numpy() * black
    assert ok["european_mid"].to_numpy() == pytest.approx(value, abs=1e-9)
    assert forwards.exercise == "american"


def test_with_dividends_the_european_price_has_the_black_vol():
    table, _ = smiles(american_chain(dividends=SCHEDULE))
    ok = table.filter(pl.col("mid_status") == ImpliedVolStatus.OK, pl.col("years") > 0.25)
    value = ok["discount_factor"].to_numpy() * axiom.price(
        forward=ok["forward"].to_numpy(),
        strike=ok["strike"].to_numpy(),
        expiry=ok["years"].to_numpy(),
        vol=ok["mid_vol"].to_numpy(),
        is_call=ok["is_call"].to_numpy(),
    )
    assert ok["european_mid"].to_numpy() == pytest.approx(value, abs=1e-6)
    # Cash that leaves the forward makes the rest of it more volatile in proportion.
    raised = (ok["mid_vol"] / ok["american_mid_vol"]).to_numpy()
    assert (np.abs(raised - 1.0) < 0.03).all()
    assert not np.allclose(raised, 1.0, atol=1e-4)


@pytest.mark.parametrize("dividends", CASES)
def test_calls_and_puts_agree(dividends):
    table, _ = smiles(american_chain(dividends=dividends))
    keys = ["expiry", "strike"]
    width = pl.col("log_moneyness").abs() < 0.25 * pl.col("years").sqrt()
    ok = table.filter((pl.col("mid_status") == ImpliedVolStatus.OK) & width)
    both = ok.filter("is_call").join(ok.filter(~pl.col("is_call")), on=keys)
    assert both.height > 15
    assert both["mid_vol"].to_numpy() == pytest.approx(both["mid_vol_right"].to_numpy(), abs=4e-3)


@pytest.mark.parametrize("dividends", CASES)
def test_the_premium_is_what_early_exercise_is_worth(dividends):
    table, _ = smiles(american_chain(dividends=dividends))
    known = table.filter(pl.col("early_exercise_premium").is_finite())
    premium = known["early_exercise_premium"].to_numpy()
    assert (premium > -1e-3).all()
    gap = (known["mid"] - known["european_mid"]).to_numpy()
    assert premium == pytest.approx(gap, abs=1e-12)
    deep = known.filter(~pl.col("is_call") & (pl.col("strike") > 1.1 * SPOT))
    assert (deep["early_exercise_premium"] > 0.01).all()


def test_a_price_of_immediate_exercise_identifies_no_vol():
    chain = american_chain()
    deep = (pl.col("strike") > 115.0) & ~pl.col("is_call")
    value = pl.col("strike") - SPOT
    quotes = chain.quotes.with_columns(
        bid=pl.when(deep).then(value - 0.1).otherwise("bid"),
        ask=pl.when(deep).then(value + 0.1).otherwise("ask"),
    )
    table, _ = smiles(chain.replace(quotes=quotes))
    exercised = table.filter(deep)
    assert exercised.height > 3
    assert (exercised["bid_status"] == ImpliedVolStatus.BELOW_INTRINSIC).all()
    assert exercised["bid_vol"].is_nan().all()
    unsettled = (ImpliedVolStatus.NOT_IDENTIFIED, ImpliedVolStatus.OK)
    assert exercised["mid_status"].is_in([int(code) for code in unsettled]).all()


def test_european_quotes_in_the_chain_keep_their_black_vols():
    chain = american_chain()
    style = pl.when(pl.col("strike") > SPOT).then(pl.lit("european")).otherwise(pl.lit("american"))
    mixed = chain.replace(quotes=chain.quotes.with_columns(exercise=style))
    table, _ = smiles(mixed)
    european = table.filter(pl.col("strike") > SPOT)
    assert european["american_mid_vol"].is_nan().all()
    assert european["mid_vol"].is_finite().sum() > 0.5 * european.height
    assert table.filter(pl.col("strike") < SPOT)["american_mid_vol"].is_finite().any()


def test_a_spot_is_needed():
    chain = american_chain().replace(spot=None)
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened)
    with pytest.raises(DataError, match="need a spot, which this chain lacks: give spot="):
        implied_smiles(screened, forwards)
    with pytest.raises(DataError, match="need a spot"):
        implied_smiles(screened, forwards.table)


def test_european_chains_have_no_american_columns():
    chain = american_chain().replace(exercise="european")
    table, _ = smiles(chain)
    assert not [name for name in table.columns if "american" in name or "european" in name]


def test_rates_are_as_given():
    _, forwards = smiles(american_chain())
    assert forwards.table["rate"].to_list() == pytest.approx([RATE] * 3)
    assert forwards.table["dividend_yield"].to_numpy()[-1] == pytest.approx(BORROW, abs=1e-3)
