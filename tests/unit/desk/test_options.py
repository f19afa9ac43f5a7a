from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import axiom
from axiom.core.errors import DataError
from axiom.desk import run_chain
from axiom.volatility.chain_fit.spot import reference_spot

from .chains import DATES, SPOT, make_chain


def test_model_values_and_greeks_are_of_the_fitted_vol(result):
    row = result.options.filter(pl.col("model_value").is_not_null()).row(40, named=True)
    vol = result.surface.vol(log_moneyness=row["log_moneyness"], expiry=row["years"])
    assert row["model_vol"] == pytest.approx(vol, rel=1e-12)
    rate = -np.log(row["discount_factor"]) / row["years"]
    one = axiom.greeks(
        spot=SPOT,
        strike=row["strike"],
        expiry=row["years"],
        vol=vol,
        rate=rate,
        dividend_yield=rate - np.log(row["forward"] / SPOT) / row["years"],
        is_call=row["is_call"],
    )
    assert row["model_value"] == pytest.approx(one.price, rel=1e-10)
    assert row["vanna"] == pytest.approx(one.vanna, rel=1e-9)


def test_residuals_compare_with_the_mid(result):
    used = result.options.filter(pl.col("reason") == "OK")
    gap = (used["model_value"] - used["mid"]) / used["spread"]
    assert used["residual_spreads"].to_numpy() == pytest.approx(gap.to_numpy(), nan_ok=True)
    inside = (used["model_value"] >= used["bid"]) & (used["model_value"] <= used["ask"])
    assert used["in_spread"].to_list() == inside.to_list()


def test_every_quote_is_kept_and_those_left_out_say_why(result):
    assert result.options.height == result.chain.quotes.height
    left_out = result.options.filter(pl.col("reason") != "OK")
    assert not left_out.is_empty()
    assert left_out["model_value"].null_count() < left_out.height


def test_without_a_spot_the_nearest_forward_stands_in():
    run = run_chain(make_chain(spot=None))
    assert run.spot == pytest.approx(SPOT, rel=2e-3)
    assert any(f"forward of the nearest expiry ({DATES[0]})" in note for note in run.notes)


def test_neither_spot_nor_forward_is_refused():
    with pytest.raises(DataError, match="neither a spot nor a forward"):
        reference_spot(None, pl.DataFrame({"years": [], "forward": []}))
