from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from axiom.volatility.forwards.put_call import put_call_gaps, put_call_pairs, put_call_summary

ONE, TWO = (dt.datetime(2024, month, 1, tzinfo=dt.UTC) for month in (6, 9))
NONE = float("nan")


def options(**changes) -> pl.DataFrame:
    base = {
        "expiry": [ONE] * 6 + [TWO] * 2,
        "years": [0.25] * 6 + [0.5] * 2,
        "strike": [90.0, 90.0, 100.0, 100.0, 150.0, 150.0, 100.0, 100.0],
        "log_moneyness": [-0.1, -0.1, 0.0, 0.0, 0.4, 0.4, 0.0, 0.0],
        "is_call": [False, True] * 4,
        "reason": ["OK"] * 8,
        "bid_vol": [0.28, 0.27, 0.24, 0.25, 0.30, 0.31, 0.2, NONE],
        "mid_vol": [0.30, 0.31, 0.25, 0.255, 0.32, 0.34, 0.21, NONE],
        "ask_vol": [0.32, 0.33, 0.26, 0.27, 0.34, 0.35, 0.22, 0.23],
    }
    return pl.DataFrame({**base, **changes})


def test_pairs():
    found = put_call_pairs(options())
    assert found["strike"].to_list() == [90.0, 100.0, 150.0]
    assert found["gap"].to_list() == pytest.approx([0.01, 0.005, 0.02])
    assert found["spread"].to_list() == pytest.approx([0.06, 0.02, 0.04])
    assert found["gap_spreads"].to_list() == pytest.approx([1 / 6, 0.25, 0.5])
    assert found["near"].to_list() == [True, True, False]


def test_gaps_by_expiry():
    first, second = put_call_gaps(options()).rows(named=True)
    assert (first["expiry"], first["n_usable"], first["vol_share"]) == (ONE, 6, 1.0)
    assert (first["n_gaps"], first["gap_median"]) == (2, pytest.approx(0.0075))
    assert first["gap_spreads_median"] == pytest.approx((1 / 6 + 0.25) / 2)
    assert (second["n_gaps"], second["vol_share"], second["gap_median"]) == (0, 0.5, None)


def test_summary():
    found = put_call_summary(options())
    assert found["n_usable"] == 8
    assert found["vol_share"] == pytest.approx(7 / 8)
    assert (found["n_gaps"], found["gap_abs_median"]) == (2, pytest.approx(0.0075))


def test_quotes_left_out_take_no_part():
    reasons = ["OK", "STALE"] + ["OK"] * 6
    assert put_call_pairs(options(reason=reasons))["strike"].to_list() == [100.0, 150.0]


def test_without_pairs_there_is_no_gap():
    found = put_call_summary(options().filter("is_call"))
    assert (found["n_gaps"], found["gap_median"]) == (0, None)
