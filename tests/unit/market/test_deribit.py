from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from axiom import price
from axiom.core.errors import DataError
from axiom.market import count_reasons, iter_chains, list_chains, read_chain, screen_quotes
from axiom.volatility import imply_forwards
from tests.unit.market import files


@pytest.fixture
def path(tmp_path):
    return files.write(files.deribit((20.0, -12.0, 0.0)), tmp_path / "btc.csv.gz")


def test_forwards_come_from_the_deltas(path):
    chain = read_chain(path, time="01:30")
    assert chain.underlying == "BTC"
    assert chain.spot is None
    forwards = chain.given_forwards
    assert forwards["forward"].to_numpy() == pytest.approx([90_000.0, 92_000.0], rel=2e-6)
    assert forwards["discount_factor"].to_list() == [1.0, 1.0]
    table = imply_forwards(chain, screen_quotes(chain)).table
    assert table["method"].to_list() == ["given", "given"]
    assert table["forward_se"].null_count() == 2


@pytest.mark.parametrize(("hour", "delay"), [(1, 20), (2, -12), (3, 0)])
def test_the_vegas_tell_the_minute(path, hour, delay):
    chain = read_chain(path, date="2026-01-23", time=f"0{hour}:00")
    stamp = dt.datetime(2026, 1, 23, hour, tzinfo=dt.UTC)
    assert chain.valuation_time == stamp + dt.timedelta(minutes=delay)
    told = [note for note in chain.notes if "vegas" in note]
    assert len(told) == (0 if delay == 0 else 1)


def test_without_vegas_the_stamp_is_used(tmp_path):
    table = files.deribit((20.0,)).drop("vega")
    chain = read_chain(files.write(table, tmp_path / "btc.csv"))
    assert chain.valuation_time == dt.datetime(2026, 1, 23, 1, tzinfo=dt.UTC)


def test_prices_are_made_from_vols(path):
    chain = read_chain(path, time="01:00")
    row = chain.quotes.filter(pl.col("bid").is_not_null() & pl.col("ask").is_not_null()).row(
        5, named=True
    )
    forward = dict(chain.given_forwards.select("expiry", "forward").rows())[row["expiry"]]
    years = chain.years(row["expiry"])
    for side, vol in (("bid", 0.44), ("ask", 0.46)):
        expected = price(
            forward=forward, strike=row["strike"], expiry=years, vol=vol, is_call=row["is_call"]
        )
        assert row[side] == pytest.approx(expected, rel=1e-12)


def test_vols_that_stand_for_none(path):
    reasons = count_reasons(screen_quotes(read_chain(path)))
    assert set(reasons) == {"OK", "NO_ASK", "NO_BID"}


def test_settlement_at_eight_utc(path):
    expiries = read_chain(path).expiries
    assert [e.hour for e in expiries["expiry"]] == [8, 8]


def test_forwards_from_the_caller(path):
    chain = read_chain(path, forward=91_000.0, rate=0.05)
    assert chain.given_forwards["forward"].to_list() == [91_000.0] * 2
    years = chain.expiries["years"].to_numpy()
    assert chain.given_forwards["discount_factor"].to_numpy() == pytest.approx(
        np.exp(-0.05 * years)
    )
    days = list(chain.expiries["expiry_date"])
    given = dict(zip(days, (90_500.0, 91_500.0), strict=True))
    assert read_chain(path, forward=given).given_forwards["forward"].to_list() == [90_500, 91_500]
    with pytest.raises(DataError, match=f"forward= lacks the expiration dates {days[1]}"):
        read_chain(path, forward={days[0]: 90_000.0})


def test_no_delta_tells_a_forward(tmp_path):
    table = files.deribit().with_columns(delta=pl.lit(1.0))
    path = files.write(table, tmp_path / "btc.csv")
    with pytest.raises(DataError, match=r"no delta tells a forward.*give forward="):
        read_chain(path)
    assert read_chain(path, forward=90_000.0).given_forwards.height == 2


def test_hours_are_listed_and_iterated(path):
    assert list_chains(path)["n_quotes"].to_list() == [60, 60, 60]
    assert len(list(iter_chains(path))) == 3
