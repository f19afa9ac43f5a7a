from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import REASONS, Chain, QuoteRules, count_reasons, screen_quotes

NOW = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2024, 6, 21, 20, 0, tzinfo=dt.UTC)


def screened(rows, *, rules=None, times=None) -> pl.DataFrame:
    """Screen puts given as (strike, bid, ask) or (strike, bid, ask, expiry)."""
    rows = [row if len(row) == 4 else (*row, LATER) for row in rows]
    table = pl.DataFrame(
        {
            "expiry": [row[3] for row in rows],
            "expiry_date": [row[3].date() for row in rows],
            "settlement": ["PM"] * len(rows),
            "strike": [row[0] for row in rows],
            "is_call": [False] * len(rows),
            "bid": [row[1] for row in rows],
            "ask": [row[2] for row in rows],
            "quote_time": times or [None] * len(rows),
        },
        strict=False,
    )
    return screen_quotes(Chain(underlying="ABC", valuation_time=NOW, quotes=table), rules=rules)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((100.0, 1.0, 1.1), "OK"),
        ((0.0, 1.0, 1.1), "INVALID_STRIKE"),
        ((-5.0, 1.0, 1.1), "INVALID_STRIKE"),
        ((float("nan"), 1.0, 1.1), "INVALID_STRIKE"),
        ((None, 1.0, 1.1), "INVALID_STRIKE"),
        ((100.0, float("nan"), 1.1), "INVALID_PRICE"),
        ((100.0, 1.0, float("inf")), "INVALID_PRICE"),
        ((100.0, -1.0, 1.1), "INVALID_PRICE"),
        ((100.0, 1.0, 1.1, NOW), "EXPIRED"),
        ((100.0, 1.0, None), "NO_ASK"),
        ((100.0, 1.0, 0.0), "NO_ASK"),
        ((100.0, None, None), "NO_ASK"),
        ((100.0, None, 1.1), "NO_BID"),
        ((100.0, 0.0, 1.1), "NO_BID"),
        ((100.0, 1.2, 1.1), "CROSSED"),
        ((100.0, 1.1, 1.1), "LOCKED"),
    ],
)
def test_one_reason_a_quote(row, reason):
    assert screened([row])["reason"].to_list() == [reason]


def test_locked_quotes_may_be_allowed():
    rules = QuoteRules(allow_locked=True)
    assert screened([(100.0, 1.1, 1.1)], rules=rules)["reason"].to_list() == ["OK"]


def test_stale_where_there_are_times():
    times = [NOW - dt.timedelta(minutes=m) for m in (0, 30, 31)] + [None]
    rows = [(90.0 + i, 1.0, 1.1) for i in range(4)]
    assert screened(rows, times=times)["reason"].to_list() == ["OK", "OK", "STALE", "OK"]
    never = QuoteRules(max_age=None)
    assert screened(rows, times=times, rules=never)["reason"].unique().to_list() == ["OK"]


def test_wide_needs_both_multiples():
    rows = [
        (70.0, 0.05, 0.20),  # wider than its mid, not than the others
        (75.0, 0.05, 20.0),  # a stub quote
        (80.0, 1.0, 1.2),
        (85.0, 2.0, 2.2),
        (90.0, 3.0, 3.2),
        (200.0, 95.0, 105.0),  # wide, and small beside its mid
    ]
    reasons = screened(rows)["reason"].to_list()
    assert reasons == ["OK", "WIDE_SPREAD", "OK", "OK", "OK", "OK"]


def test_the_tightest_of_duplicates_stays():
    rows = [(100.0, 1.0, 2.0), (100.0, 1.4, 1.6), (100.0, None, 1.5), (105.0, 2.0, 2.1)]
    table = screened(rows)
    reasons = dict(zip(table["bid"].to_list(), table["reason"].to_list(), strict=True))
    assert reasons == {1.0: "DUPLICATE", 1.4: "OK", None: "NO_BID", 2.0: "OK"}


def test_nothing_disappears_and_measures_are_added():
    rows = [(90.0, 1.0, 1.1), (95.0, None, 1.1), (100.0, 2.0, 2.5)]
    table = screened(rows)
    assert table.height == 3
    assert table["mid"].to_list() == [1.05, None, 2.25]
    assert table["spread"].to_list() == [pytest.approx(0.1), None, 0.5]
    assert table["years"].unique().to_list() == [pytest.approx((111 + 23 / 24) / 365)]
    assert count_reasons(table) == {"OK": 2, "NO_BID": 1}
    assert table["reason"].dtype == pl.Enum(list(REASONS))


@pytest.mark.parametrize(
    "bad",
    [
        {"spread_to_mid": 0.0},
        {"spread_to_median": float("nan")},
        {"max_age": dt.timedelta(seconds=-1)},
    ],
)
def test_bad_rules(bad):
    with pytest.raises(InvalidArgumentError, match=next(iter(bad))):
        QuoteRules(**bad)
