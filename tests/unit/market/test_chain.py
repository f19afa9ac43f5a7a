from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError

import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import Chain
from axiom.market.chain import QUOTE_SCHEMA

NOW = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
EXPIRY = dt.datetime(2024, 6, 21, 20, 0, tzinfo=dt.UTC)


def quotes(**columns) -> pl.DataFrame:
    table = {
        "expiry": [EXPIRY] * 3,
        "expiry_date": [EXPIRY.date()] * 3,
        "settlement": ["PM"] * 3,
        "strike": [105, 100, 100],
        "is_call": [True, True, False],
        "bid": [1, None, 3],
        "ask": ["2.0", "4.0", "3.5"],
    }
    return pl.DataFrame(table | columns)


def chain(**changes) -> Chain:
    fields = {"underlying": "ABC", "valuation_time": NOW, "quotes": quotes()} | changes
    return Chain(**fields)


def test_quotes_are_brought_to_the_schema_and_sorted():
    table = chain().quotes
    assert dict(table.schema) == dict(QUOTE_SCHEMA)
    assert table["strike"].to_list() == [100.0, 100.0, 105.0]
    assert table["is_call"].to_list() == [False, True, True]
    assert table["ask"].to_list() == [3.5, 4.0, 2.0]
    assert table["bid_size"].null_count() == 3


def test_expiries_and_years():
    c = chain()
    assert c.expiries.rows() == [
        (EXPIRY, EXPIRY.date(), "PM", pytest.approx(c.years(EXPIRY), abs=1e-12), 3)
    ]
    assert c.years(EXPIRY) == pytest.approx((111 + 23 / 24) / 365, abs=1e-12)


def test_times_are_kept_in_utc():
    local = dt.datetime(2024, 3, 1, 16, 0, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    assert chain(valuation_time=local).valuation_time == NOW
    assert chain(valuation_time=local).valuation_time.tzinfo is dt.UTC


def test_frozen_and_replaced():
    c = chain()
    with pytest.raises(FrozenInstanceError):
        c.spot = 1.0  # type: ignore[misc]
    assert c.replace(spot=101.0).spot == 101.0
    with pytest.raises(TypeError, match="colour"):
        c.replace(colour="red")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"valuation_time": dt.datetime(2024, 3, 1)}, "valuation_time.*time zone"),
        ({"spot": 0.0}, "spot=0.0: give a positive finite number"),
        ({"spot": float("nan")}, "spot=nan"),
        ({"tick": -0.01}, "tick=-0.01"),
        ({"rate": float("inf")}, "rate=inf"),
        ({"exercise": "bermudan"}, "exercise='bermudan'"),
    ],
)
def test_bad_arguments(changes, message):
    with pytest.raises(InvalidArgumentError, match=message):
        chain(**changes)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (quotes().drop("strike", "ask"), "quotes lack the columns strike, ask"),
        (quotes().clear(), "quotes are empty"),
        (quotes(strike=["a", "b", "c"]), "unusable type"),
        (quotes(settlement=["PM", "PM", "XM"]), "unusable type"),
        (quotes(expiry=[dt.datetime(2024, 6, 21)] * 3), "expiry has no time zone"),
        (quotes(is_call=[True, None, False]), "1 rows have no is_call"),
    ],
)
def test_bad_quotes(table, message):
    with pytest.raises(DataError, match=message):
        chain(quotes=table)


def test_bad_forwards():
    with pytest.raises(DataError, match="given_forwards lack the columns discount_factor"):
        chain(given_forwards=pl.DataFrame({"expiry": [EXPIRY], "forward": [1.0]}))
