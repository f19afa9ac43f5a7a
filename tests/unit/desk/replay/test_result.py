from __future__ import annotations

import polars as pl
import pytest

from axiom.core.errors import DataError
from axiom.desk import Explained, Filled, Hedged, Marked, SessionResult, read_session

from .sessions import MARKET, result


def test_there_is_a_row_a_mark():
    table = result().pnl
    assert table.height == MARKET.n_updates + 1
    assert table["pnl"].to_list() == [mark.pnl for mark in result().of_kind(Marked)]
    assert (table["drawdown"] >= 0.0).all()
    peak = table.select(pl.col("pnl").cum_max().clip(0.0))["pnl"]
    assert table["drawdown"].to_list() == (peak - table["pnl"]).to_list()


def test_greeks_and_limits_are_columns_through_time():
    greeks = result().greeks
    assert {"time", "delta", "gamma", "vega", "theta", "vanna", "volga"} <= set(greeks.columns)
    assert greeks["delta"][-1] == result().final.exposures["delta"]
    assert result().limits.columns == ["time"]
    by_expiry = result().vega_by_expiry
    assert by_expiry.width == 3
    assert by_expiry.null_count().sum_horizontal().item() == 0


def test_fills_have_their_edge():
    fills = result().fills
    assert fills.height == len(result().of_kind(Filled))
    row = fills.row(0, named=True)
    sign = 1.0 if row["quantity"] > 0.0 else -1.0
    assert row["edge"] == sign * (row["value"] - row["price"])


def test_the_summary_adds_the_tables_up():
    found = result().summary()
    assert found["fills"] == result().fills.height
    assert found["hedges"] == len(result().of_kind(Hedged))
    assert found["pnl"] == result().final.pnl
    assert found["steps"] == MARKET.n_updates
    total = sum(event.total for event in result().of_kind(Explained))
    assert found["explain"]["total"] == pytest.approx(total)
    assert found["drawdown"] == result().pnl["drawdown"].max()


def test_tables_of_nothing_have_their_columns():
    bare = SessionResult(events=result().events[:1])
    assert bare.fills.height == bare.hedges.height == bare.explain.height == 0
    assert {"edge", "quantity", "price"} <= set(bare.fills.columns)
    assert not bare.is_complete


def test_a_session_has_to_begin_with_its_opening():
    for events in ((), result().events[1:]):
        with pytest.raises(DataError, match="no opening event"):
            SessionResult(events=events)


def test_files_that_hold_no_session_are_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_session(tmp_path / "nothing.log")
    empty = tmp_path / "empty.log"
    empty.write_bytes(b"")
    with pytest.raises(DataError, match="no opening event"):
        read_session(empty)
