"""Recorded chains of American options: forwards, borrow, vols, and calls against puts."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest

from axiom.market import DividendSchedule, read_chain, screen_quotes
from axiom.volatility import implied_smiles, imply_forwards, screen_against_forwards
from axiom.volatility.forwards.put_call import put_call_gaps, put_call_summary

from .recorded import recorded
from .test_main_job import run_command

AAPL = "options/aapl_optionsdx_2016-01.csv.gz"
SPY = "options/spy_2024-06-14.csv.gz"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
AAPL_DIVIDEND = DividendSchedule.from_rows([(dt.date(2016, 2, 4), 0.52)])
LATER = {(2016, 5, 5): 0.57, (2016, 8, 4): 0.57, (2016, 11, 3): 0.57, (2017, 2, 9): 0.57}
LATER |= {(2017, 5, 11): 0.63, (2017, 8, 10): 0.63, (2017, 11, 10): 0.63}
AAPL_DIVIDENDS = DividendSchedule.from_rows(
    [*AAPL_DIVIDEND.table.rows(), *((dt.date(*day), amount) for day, amount in LATER.items())]
)
SPY_DIVIDEND = DividendSchedule.from_rows([(dt.date(2024, 6, 21), 1.76)])
FAST = {"accuracy": "fast"}


def smiles(chain, **options):
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened, **FAST, **options)
    return implied_smiles(screen_against_forwards(screened, forwards), forwards), forwards.table


def aapl(dividends):
    return read_chain(recorded(AAPL), date="2016-01-29", dividends=dividends)


def test_aapl_agrees_better_with_its_dividend():
    (with_it, forwards), (without, spoilt) = smiles(aapl(AAPL_DIVIDEND)), smiles(aapl(None))
    near, far = (put_call_gaps(table).row(0, named=True) for table in (with_it, without))
    assert near["gap_abs_median"] < 0.4 * far["gap_abs_median"]
    assert near["gap_spreads_median"] < 0.2
    assert forwards["residual_rms"][0] < 0.5 * spoilt["residual_rms"][0]
    whole = put_call_summary(with_it)
    assert whole["vol_share"] > 0.88
    assert whole["gap_spreads_median"] < put_call_summary(without)["gap_spreads_median"]


def test_aapl_has_hardly_any_borrow_beside_its_dividends():
    _, forwards = smiles(aapl(AAPL_DIVIDENDS))
    long = forwards.filter(pl.col("years") > 0.05)
    assert long["borrow_rate"].abs().max() < 0.012
    assert (long["borrow_se"] < 0.004).all()


def test_aapl_implies_the_rate_of_its_time():
    _, forwards = smiles(aapl(AAPL_DIVIDENDS))
    # Interest rates of one to two years stood at about 1 % in January 2016.
    assert forwards["rate"][0] == pytest.approx(0.01, abs=0.004)
    assert forwards["rate_se"][0] < 0.002


def test_goog_pays_no_dividend_and_needs_none():
    chain = read_chain(recorded(GOOG), time="12:30", spot_file=recorded(GOOG_SPOT))
    table, forwards = smiles(chain)
    whole = put_call_summary(table)
    # The rest are deep in the money, with mids at or below what exercise is worth.
    assert whole["vol_share"] > 0.87
    lost = table.filter(pl.col("reason") == "OK", pl.col("mid_vol").is_nan())
    assert lost["log_moneyness"].abs().median() > 0.15
    assert whole["gap_abs_median"] < 0.005
    assert whole["gap_spreads_median"] < 0.25
    long = forwards.filter(pl.col("years") > 0.2)
    assert long["dividend_yield"].abs().max() < 0.01
    assert forwards["rate"][0] == pytest.approx(0.01, abs=0.005)


def test_spy_drops_by_its_dividend():
    _, forwards = smiles(read_chain(recorded(SPY), dividends=SPY_DIVIDEND))
    days = {row["expiry_date"]: row for row in forwards.iter_rows(named=True)}
    before, after = days[dt.date(2024, 6, 20)], days[dt.date(2024, 6, 21)]
    drop = before["forward"] - after["forward"]
    assert drop == pytest.approx(1.76, abs=0.15)
    assert after["dividend_yield"] > 0.1
    assert abs(after["borrow_rate"]) < 0.03
    assert abs(days[dt.date(2024, 6, 24)]["borrow_rate"]) < 0.02


def test_spy_share_with_a_vol():
    table, _ = smiles(read_chain(recorded(SPY), dividends=SPY_DIVIDEND))
    whole = put_call_summary(table)
    assert whole["n_usable"] > 6_000
    assert whole["vol_share"] > 0.85
    assert whole["gap_abs_median"] < 0.004


@pytest.mark.parametrize(
    ("name", "options", "schedule"),
    [
        (AAPL, ("--date", "2016-01-29"), "ex_date,amount\n2016-02-04,0.52\n"),
        (SPY, ("--rate", "0.053"), "ex_date,amount\n2024-06-21,1.76\n"),
        (GOOG, (), "ex_date,amount\n"),
    ],
)
def test_the_command_runs_through(name, options, schedule, tmp_path, capsys):
    dividends = tmp_path / "dividends.csv"
    dividends.write_text(schedule)
    out = tmp_path / "out"
    arguments = ("--dividends", dividends, "--accuracy", "fast", "--out", out, "--json")
    assert run_command("run", recorded(name), *options, *arguments) == 0
    record = json.loads(capsys.readouterr().out)
    early = record["early_exercise"]
    assert early["put_call"]["vol_share"] > 0.85
    assert len(early["dividends"]) == schedule.count("\n") - 1
    assert record["certificate"]["violations"] == []
    assert "american" in {row["method"] for row in record["forwards"]}
    options_table = pl.read_parquet(out / "options.parquet")
    assert options_table["early_exercise_premium"].is_finite().sum() > 1000
    assert (out / "report.html").stat().st_size > 4_000_000
