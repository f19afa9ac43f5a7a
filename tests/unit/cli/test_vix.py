from __future__ import annotations

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from axiom.volatility.analytics import vix
from tests.unit.volatility.analytics.made import chain_of, flat

DATES = {
    dt.datetime(2024, 3, 29, 20, tzinfo=dt.UTC): "PM",
    dt.datetime(2024, 4, 5, 20, tzinfo=dt.UTC): "PM",
}


@pytest.fixture
def quotes(tmp_path):
    chain = chain_of(flat(), DATES, np.arange(40.0, 200.0, 0.5), half_spread=1e-4)
    table = chain.quotes.select(
        underlying=pl.lit("SPX"),
        underlying_last=pl.lit(100.0),
        optionroot=pl.lit("SPXW"),
        type=pl.when("is_call").then(pl.lit("call")).otherwise(pl.lit("put")),
        expiration=pl.col("expiry_date").cast(pl.String),
        quotedate=pl.lit("2024-03-01"),
        strike="strike",
        bid="bid",
        ask="ask",
    )
    table.write_csv(tmp_path / "quotes.csv")
    return tmp_path / "quotes.csv"


def test_the_index_and_its_terms(axiom_command, quotes):
    outcome = axiom_command("vix", quotes, "--rate", "0.03")
    assert outcome.code == 0
    assert "SPX, 2024-03-01 21:00 UTC: 20.0" in outcome.out
    assert "2024-03-29 PM" in outcome.out
    found = json.loads(axiom_command("vix", quotes, "--rate", "0.03", "--json").out)
    expected = vix(chain_of(flat(), DATES, np.arange(40.0, 200.0, 0.5), half_spread=1e-4))
    assert found["value"] == pytest.approx(expected.value, abs=1e-9)
    assert found["near"]["minutes"] == 40_260
    assert found["near"]["rate"] == 0.03


def test_other_windows(axiom_command, quotes):
    refused = axiom_command("vix", quotes, "--window", "30", "40")
    assert refused.code == 2
    assert "no two weekly expiries 31 to 40 days" in refused.err
    given = axiom_command("vix", quotes, "--window", "20", "40", "--every-expiry", "--days", "31")
    assert given.code == 0


def test_help_teaches(axiom_command):
    outcome = axiom_command("vix", "--help")
    assert "axiom vix days.parquet --date 2019-05-24" in outcome.out
