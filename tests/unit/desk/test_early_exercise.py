from __future__ import annotations

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

import axiom
from axiom.desk import RunSettings, run_chain
from axiom.desk.report import render_report
from axiom.desk.report.data import report_data
from axiom.desk.run.early_exercise import (
    dividend_table,
    early_exercise_record,
    early_exercise_table,
)
from axiom.desk.run.record import run_record
from axiom.market import DividendSchedule
from tests.unit.volatility.american_quotes import (
    BORROW,
    DATES,
    EX_DATES,
    NOW,
    RATE,
    SPOT,
    american_chain,
)

GONE, LATE = dt.date(2024, 2, 9), dt.date(2025, 2, 7)
SCHEDULE = DividendSchedule.from_rows(
    [(day, 0.8) for day in (GONE, *EX_DATES, LATE)], source="mine.csv"
)
SETTINGS = RunSettings(accuracy="fast", spot_shocks=(-0.05, 0.0, 0.05), vol_shocks=(0.0, 0.01))


@pytest.fixture(scope="module")
def result():
    return run_chain(american_chain(dividends=SCHEDULE), settings=SETTINGS)


@pytest.fixture(scope="module")
def plain():
    return run_chain(american_chain(), settings=SETTINGS)


def test_an_american_chain_is_valued_with_early_exercise(plain):
    row = (
        plain.options.filter(~pl.col("is_call"), pl.col("strike") > 108.0, pl.col("reason") == "OK")
        .filter(pl.col("expiry_date") == DATES[1])
        .row(0, named=True)
    )
    one = axiom.greeks(
        spot=SPOT,
        strike=row["strike"],
        expiry=row["years"],
        vol=row["model_vol"],
        rate=RATE,
        dividend_yield=RATE - np.log(row["forward"] / SPOT) / row["years"],
        is_call=False,
        exercise="american",
        accuracy="fast",
    )
    assert row["model_value"] == pytest.approx(one.price, rel=1e-9)
    assert row["delta"] == pytest.approx(one.delta, rel=1e-9)
    assert row["early_exercise_premium"] > 0.0


def test_the_fit_runs_through_the_quotes(result, plain):
    for run in (result, plain):
        assert run.certificate.is_arbitrage_free
        assert run.certificate.in_spread_share > 0.8
        inside = run.options.filter(pl.col("reason") == "OK")["in_spread"].mean()
        assert inside == pytest.approx(run.certificate.in_spread_share, abs=0.1)


def test_quotes_keep_above_exercise(result):
    table = result.options.filter(pl.col("model_value").is_not_null())
    sign = pl.when("is_call").then(1.0).otherwise(-1.0)
    value = sign * (SPOT - pl.col("strike"))
    assert table.select((pl.col("quote_ask") >= value).all()).item()
    assert table.select((pl.col("model_value") >= value - 2e-3).all()).item()


def test_expiries_are_summed_up(result):
    table = early_exercise_table(result)
    assert table["expiry_date"].to_list() == list(DATES)
    assert table["n_dividends"].to_list() == [0, 1, 2]
    days = [(day - NOW.date()).days for day in EX_DATES]
    worth = sum(0.8 * np.exp(-RATE * n / 365.0) for n in days)
    assert table["dividend_value"][-1] == pytest.approx(worth, abs=1e-3)
    assert table["borrow_rate"][-1] == pytest.approx(BORROW, abs=2e-3)
    assert (table["borrow_se"] > 0.0).all()
    assert (table["put_premium"] > 0.05).to_list()[1:] == [True, True]
    assert (table["vol_share"] > 0.8).all()


def test_dividends_are_listed(result, plain):
    table = dividend_table(result)
    assert table["counts"].to_list() == [False, True, True, False]
    assert dividend_table(plain).is_empty()
    assert sum("left out" in note for note in result.notes) == 2


def test_the_record_holds_it(result, plain):
    record = json.loads(json.dumps(run_record(result)))["early_exercise"]
    assert record["exercise"] == {"american": result.options.height}
    assert (record["accuracy"], record["dividend_source"]) == ("fast", "mine.csv")
    assert len(record["expiries"]) == len(DATES)
    assert record["put_call"]["n_gaps"] > 10
    assert early_exercise_record(plain)["dividend_source"] is None


def test_the_report_shows_it(result):
    data = report_data(result)["early_exercise"]
    assert data["american"] is True
    assert len(data["premiums"]) == len(DATES)
    assert len(data["gaps"]["distance"]) == len(data["gaps"]["gap_pct"]) > 20
    assert 'id="exercise_table"' in render_report(result)


def test_a_european_chain_has_nothing_to_show(result):
    chain = american_chain().replace(exercise="european")
    run = run_chain(chain, settings=SETTINGS)
    data = report_data(run)["early_exercise"]
    assert (data["american"], data["dividends"]) == (False, [])
    assert early_exercise_table(run)["put_premium"].null_count() == len(DATES)


def test_a_rate_that_nobody_gave_is_told(plain):
    assert not any("No rate was given" in note for note in plain.notes)
    run = run_chain(american_chain(rate=None), settings=SETTINGS)
    assert any("No rate was given" in note for note in run.notes)


def test_without_a_spot_the_nearest_forward_stands_in():
    run = run_chain(american_chain().replace(spot=None), settings=SETTINGS)
    assert run.spot == pytest.approx(SPOT, rel=3e-3)
    assert run.forwards.table["method"].unique().to_list() == ["american"]
    assert any("stands in" in note for note in run.notes)
