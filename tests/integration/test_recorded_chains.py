"""Every reader on every recorded file; skipped where the recorded data are absent."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from axiom.market import (
    count_reasons,
    iter_chains,
    list_chains,
    read_chain,
    screen_quotes,
)
from axiom.volatility import imply_forwards, screen_against_forwards

from .recorded import recorded

SPX = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"
SPX_CSV = "options/spx_cboe_eod_2019-05-28.csv.gz"
SPY = "options/spy_2024-06-14.csv.gz"
AAPL = "options/aapl_optionsdx_2016-01.csv.gz"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
DERIBIT = "options/deribit_btc_hourly_2026-01-23_24.csv.gz"


def forwards_of(chain):
    screened = screen_quotes(chain)
    return screened, imply_forwards(chain, screened)


@pytest.mark.parametrize(
    ("name", "layout", "snapshots", "quotes"),
    [
        (SPX, "cboe", 20, 271_166),
        (SPX_CSV, "cboe", 1, 13_856),
        (SPY, "snapshot", 1, 7_396),
        (AAPL, "optionsdx", 19, 2 * 11_954),
        (DERIBIT, "deribit", 37, 24_562),
    ],
)
def test_layouts_are_recognised_and_nothing_is_lost(name, layout, snapshots, quotes):
    table = list_chains(recorded(name))
    assert table["layout"].unique().to_list() == [layout]
    assert table.height == snapshots
    assert table["n_quotes"].sum() == quotes
    assert table["valuation_time"].is_sorted()


@pytest.mark.parametrize("name", [SPX, SPX_CSV, SPY, AAPL, DERIBIT])
def test_every_snapshot_is_screened_and_has_forwards(name):
    listed = list_chains(recorded(name))
    chains = list(iter_chains(recorded(name)))
    assert [chain.quotes.height for chain in chains] == listed["n_quotes"].to_list()
    for chain in chains:
        screened, forwards = forwards_of(chain)
        checked = screen_against_forwards(screened, forwards)
        assert checked.height == chain.quotes.height
        assert sum(count_reasons(checked).values()) == chain.quotes.height
        table = forwards.table
        assert table["forward"].is_finite().all()
        assert (table["discount_factor"] > 0.8).all()
        assert (table["discount_factor"] < 1.02).all()
        assert table.height == chain.expiries.filter(pl.col("years") > 0.0).height


@pytest.mark.parametrize("name", [SPX, SPX_CSV])
def test_spx_days(name):
    for chain in iter_chains(recorded(name)):
        screened, forwards = forwards_of(chain)
        reasons = count_reasons(screen_against_forwards(screened, forwards))
        assert set(reasons) <= {"OK", "NO_BID", "EXPIRED"}
        assert reasons["OK"] > 0.88 * chain.quotes.height
        table = forwards.table
        known = table.filter(pl.col("method") == "parity")
        assert known.height >= 20
        assert known["rate"].median() == pytest.approx(0.026, abs=0.003)
        assert table["residual_rms"].median() < 0.14
        assert table["forward_se"].median() < 0.08
        assert (table.filter(pl.col("years") < 0.5)["forward_se"] < 0.3).all()
        # Spreads leave the forwards of two years and more 7 points either way; half a straddle
        # and three differ by 0.3.
        assert (table["forward_se"] < 1.5).all()
        assert table["n_rejected"].sum() < 0.06 * table["n_pairs"].sum()
        long = table.filter(pl.col("years") > 0.5)
        assert long["dividend_yield"].to_numpy() == pytest.approx(0.0195, abs=0.002)


def test_spx_morning_and_evening_slices_of_one_date():
    chain = read_chain(recorded(SPX), date="2019-05-16")
    pair = chain.expiries.filter(pl.col("expiry_date") == dt.date(2019, 6, 21))
    assert pair["settlement"].to_list() == ["AM", "PM"]
    assert np.diff(pair["years"].to_numpy()) * 365 * 24 == pytest.approx([6.5])
    _, forwards = forwards_of(chain)
    morning, evening = (forwards.forward(expiry) for expiry in pair["expiry"])
    assert morning == pytest.approx(evening, abs=0.1)


def test_spx_days_agree_between_csv_and_parquet_types():
    chain = read_chain(recorded(SPX_CSV))
    assert chain.spot == 2814.1
    assert chain.valuation_time == dt.datetime(2019, 5, 28, 20, 0, tzinfo=dt.UTC)
    assert chain.tick == 0.05


def test_spy_snapshot():
    chain = read_chain(recorded(SPY))
    assert (chain.underlying, chain.exercise, chain.rate) == (
        "SPY",
        "american",
        pytest.approx(0.04192),
    )
    screened, forwards = forwards_of(chain)
    checked = screen_against_forwards(screened, forwards)
    counts = count_reasons(checked)
    assert 300 < counts["BELOW_INTRINSIC"] < 450
    assert 50 < counts["OFF_PARITY"] < 150
    assert checked.filter(pl.col("reason") == "BELOW_INTRINSIC")["is_call"].all()
    vendor = (
        pl.read_csv(recorded(SPY))
        .select(expiry_date=pl.col("expiry").str.head(10).str.to_date(), vendor="forward_price")
        .unique()
    )
    # The vendor's forwards are those of parity, early exercise left out; how much of it they are
    # off depends on the strikes taken, which for half a year matters less than 0.2 %.
    _, by_parity = forwards_of(chain.replace(exercise="european"))
    table = by_parity.table.join(vendor, on="expiry_date").filter(pl.col("years") < 0.5)
    assert table["forward"].to_numpy() == pytest.approx(table["vendor"].to_numpy(), rel=2e-3)
    # Puts are worth exercising early at this rate, so that parity puts the forward too low.
    late = pl.col("years").is_between(0.3, 1.0)
    early, plain = (one.table.filter(late)["forward"] for one in (forwards, by_parity))
    assert ((early / plain - 1.0).is_between(0.0, 0.006)).all()


def test_aapl_forwards_fall_by_the_dividend():
    chain = read_chain(recorded(AAPL), date="2016-01-29")
    assert chain.underlying == "AAPL"
    _, forwards = forwards_of(chain)
    before_dividends = forwards.table.filter(pl.col("expiry_date") == dt.date(2016, 2, 19))
    assert before_dividends["forward"][0] == pytest.approx(97.09 - 0.52, abs=0.15)


@pytest.mark.parametrize(("time", "spot"), [("10:00", None), ("12:30", 749.95), ("13:00", None)])
def test_goog_minutes(time, spot):
    path, spot_file = recorded(GOOG), recorded(GOOG_SPOT)
    chain = read_chain(path, time=time, spot_file=spot_file)
    assert chain.quotes.height == 2_192
    assert chain.expiries.height == 12
    if spot is not None:
        assert chain.spot == spot
    screened, forwards = forwards_of(chain)
    assert count_reasons(screened)["OK"] > 1_500 or time == "13:00"
    # Trading stops at 13:00 on this day: the first expiry settles then.
    assert chain.expiries["expiry"][0] == dt.datetime(2015, 12, 24, 18, 0, tzinfo=dt.UTC)
    first = forwards.table.row(0, named=True)
    assert first["forward"] == pytest.approx(chain.spot, abs=0.5)
    assert forwards.table["rate"][0] == pytest.approx(0.01, abs=0.005)


def test_goog_chain_grows_with_the_minutes():
    table = list_chains(recorded(GOOG))
    assert table.height == 211
    assert table["n_quotes"].is_sorted()
    assert table["n_quotes"][-1] == 2_192


def test_deribit_times_and_forwards():
    chains = list(iter_chains(recorded(DERIBIT)))
    delays = []
    for chain, stamp in zip(chains, list_chains(recorded(DERIBIT))["valuation_time"], strict=True):
        delays.append((chain.valuation_time - stamp).total_seconds() / 60.0)
        forwards = chain.given_forwards.sort("expiry")["forward"].to_numpy()
        assert (np.diff(forwards) > 0.0).all()
        assert forwards[0] == pytest.approx(89_500.0, rel=0.02)
    # Three stamps repeat the surface of the hour before; all others are of their own hour.
    assert sum(delay < 0.0 for delay in delays) == 3
    assert max(delays) < 60.0


def test_deribit_deltas_agree_on_one_forward():
    chain = read_chain(recorded(DERIBIT), date="2026-01-24", time="10:00")
    assert chain.valuation_time == dt.datetime(2026, 1, 24, 10, 22, tzinfo=dt.UTC)
    assert any("22 minutes after its stamp" in note for note in chain.notes)
