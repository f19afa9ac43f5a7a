from __future__ import annotations

import polars as pl
import pytest

from axiom.desk.run.summary import expiry_table, reason_table

from .chains import DATES


def test_expiries_bring_forwards_fit_and_counts_together(result):
    table = expiry_table(result)
    assert table["expiry_date"].to_list() == list(DATES)
    assert table["quotes_used"].sum() == result.certificate.n_quotes
    assert (table["quotes_used"] + table["quotes_left_out"]).sum() == result.options.height
    row = table.row(2, named=True)
    vol = result.surface.vol(log_moneyness=0.0, expiry=row["years"])
    assert row["atm_vol"] == pytest.approx(vol)
    assert table["in_spread_share"].is_between(0, 1).all()


def test_reasons_are_counted_by_expiry(result):
    table = reason_table(result)
    assert table["count"].sum() == result.options.height
    used = table.filter(pl.col("reason") == "OK")["count"].sum()
    assert used == result.counts()["quotes_used"]
