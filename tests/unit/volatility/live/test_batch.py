from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.live.batch import seconds_of, split_by_expiry, time_of

from .made import NOW, SECOND, expiry, quotes


def test_instants_and_seconds_go_both_ways():
    assert time_of(seconds_of(NOW)) == NOW
    assert seconds_of(NOW + SECOND) == seconds_of(NOW) + 1.0


def test_tables_are_split_by_expiry_in_their_order():
    table = quotes().reverse()
    found, invalid = split_by_expiry(table, time=5.0)
    assert invalid == 0
    assert list(found) == [seconds_of(expiry(i)) for i in range(4)]
    for key, rows in found.items():
        own = table.filter(pl.col("expiry") == time_of(key))
        assert rows.strike.tolist() == own["strike"].to_list()
        assert rows.is_call.tolist() == own["is_call"].to_list()
        assert np.isnan(rows.bid_size).all()
        assert set(rows.time.tolist()) == {5.0}


def test_rows_that_no_option_has_are_left_out_and_counted():
    columns = {
        "expiry": [expiry(0), expiry(1), None, expiry(1)],
        "strike": [100.0, np.nan, 100.0, -5.0],
        "is_call": [True] * 4,
        "bid": [1.0] * 4,
        "ask": [2.0] * 4,
    }
    found, invalid = split_by_expiry(columns, time=0.0)
    assert invalid == 3
    assert [rows.strike.tolist() for rows in found.values()] == [[100.0]]
    one, invalid = split_by_expiry({**columns, "expiry": expiry(0)}, time=0.0)
    assert invalid == 2
    assert next(iter(one.values())).strike.tolist() == [100.0, 100.0]


def test_nulls_are_no_prices_and_stamps_are_read():
    table = quotes(0)[:2].with_columns(
        bid=pl.lit(None, dtype=pl.Float64), quote_time=pl.Series([NOW, None])
    )
    rows = next(iter(split_by_expiry(table, time=7.0)[0].values()))
    assert np.isnan(rows.bid).all()
    assert rows.time.tolist() == [seconds_of(NOW), 7.0]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_instants_of_any_unit_and_zone_are_read(unit, zone):
    table = quotes().with_columns(pl.col("expiry").cast(pl.Datetime(unit, zone)))
    found, invalid = split_by_expiry(table, time=0.0)
    assert invalid == 0
    assert list(found) == [seconds_of(expiry(i)) for i in range(4)]


def test_one_expiry_keeps_all_rows_and_a_null_is_left_out():
    table = quotes(0)
    assert next(iter(split_by_expiry(table, time=0.0)[0].values())).strike.size == table.height
    gap = table.with_columns(
        expiry=pl.when(pl.int_range(pl.len()) == 1).then(None).otherwise("expiry")
    )
    found, invalid = split_by_expiry(gap, time=0.0)
    assert (list(found), invalid) == ([seconds_of(expiry(0))], 1)


def test_lengths_must_agree():
    row = {"expiry": [expiry(0)], "strike": [1.0, 2.0], "is_call": True, "bid": 1.0, "ask": 2.0}
    with pytest.raises(InvalidArgumentError, match="1 instants for 2 strikes"):
        split_by_expiry(row, time=0.0)
