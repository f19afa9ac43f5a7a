from __future__ import annotations

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from tests.unit.volatility.analytics.made import chain_of, flat

DATES = {
    dt.datetime(2024, 3, 29, 20, tzinfo=dt.UTC): "PM",
    dt.datetime(2024, 6, 28, 20, tzinfo=dt.UTC): "PM",
}


@pytest.fixture
def quotes(tmp_path):
    chain = chain_of(flat(), DATES, np.arange(70.0, 140.0, 2.0), half_spread=1e-3)
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


def test_a_flat_smile_leaves_the_dynamics_open(axiom_command, quotes):
    outcome = axiom_command("calibrate", quotes)
    assert outcome.code == 0
    assert "heston: " in outcome.out
    assert "initial_variance" in outcome.out
    assert "not identified: " in outcome.out
    found = json.loads(axiom_command("calibrate", quotes, "--json").out)
    assert found["parameters"]["initial_variance"] == pytest.approx(0.04, rel=0.05)


def test_sabr_is_calibrated_by_expiry(axiom_command, quotes):
    outcome = axiom_command("calibrate", quotes, "--model", "sabr")
    assert outcome.code == 0
    assert outcome.out.count("sabr, ") == 2


def test_unknown_models_are_refused(axiom_command, quotes):
    refused = axiom_command("calibrate", quotes, "--model", "cev")
    assert refused.code == 2
    assert "model='cev': give one of bates" in refused.err


def test_help_teaches(axiom_command):
    outcome = axiom_command("calibrate", "--help")
    assert "axiom calibrate chain.csv --model sabr --beta 0.5" in outcome.out
