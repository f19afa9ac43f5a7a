from __future__ import annotations

import datetime as dt
import sys

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError, MissingDependencyError
from axiom.market.clock import calendars
from axiom.market.clock.calendars import trading_sessions


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def instants(seconds):
    return [dt.datetime.fromtimestamp(int(s), dt.UTC) for s in seconds]


def dates(sessions):
    return [dt.date(1970, 1, 1) + dt.timedelta(days=int(day)) for day in sessions.days]


def test_sessions_around_christmas_2015():
    found = trading_sessions("XNYS", dt.date(2015, 12, 23), dt.date(2015, 12, 28))
    assert dates(found) == [dt.date(2015, 12, day) for day in (23, 24, 28)]
    assert instants(found.closes) == [
        utc(2015, 12, 23, 21),
        utc(2015, 12, 24, 18),
        utc(2015, 12, 28, 21),
    ]
    assert instants(found.opens)[0] == utc(2015, 12, 23, 14, 30)


# New York Stock Exchange: days on which it did not open.
@pytest.mark.parametrize(
    "day",
    [
        dt.date(2012, 10, 29),  # hurricane Sandy
        dt.date(2018, 12, 5),  # mourning of President Bush
        dt.date(2019, 4, 19),  # Good Friday
        dt.date(2019, 5, 27),  # Memorial Day
        dt.date(2022, 6, 20),  # Juneteenth, observed
        dt.date(2025, 1, 9),  # mourning of President Carter
        dt.date(2016, 1, 18),  # Martin Luther King Day
    ],
)
def test_days_without_a_session(day):
    found = trading_sessions("XNYS", day - dt.timedelta(days=6), day + dt.timedelta(days=6))
    assert day not in dates(found)


@pytest.mark.parametrize(
    ("day", "close"),
    [
        (dt.date(2014, 7, 3), utc(2014, 7, 3, 17)),
        (dt.date(2018, 11, 23), utc(2018, 11, 23, 18)),
        (dt.date(2024, 12, 24), utc(2024, 12, 24, 18)),
    ],
)
def test_early_closes(day, close):
    found = trading_sessions("XNYS", day - dt.timedelta(days=9), day + dt.timedelta(days=9))
    at = dates(found).index(day)
    assert instants(found.closes)[at] == close
    assert found.is_short[at]
    assert found.is_short.sum() == 1


def test_sessions_follow_the_time_of_the_exchange_through_the_year():
    found = trading_sessions("XNYS", dt.date(2019, 3, 8), dt.date(2019, 3, 11))
    assert instants(found.opens) == [utc(2019, 3, 8, 14, 30), utc(2019, 3, 11, 13, 30)]
    assert not found.is_short.any()


def test_other_exchanges_and_names_that_mean_them():
    eurex = trading_sessions("XEUR", dt.date(2024, 5, 1), dt.date(2024, 5, 2))
    assert dates(eurex) == [dt.date(2024, 5, 2)]
    nyse = trading_sessions("NYSE", dt.date(2024, 5, 1), dt.date(2024, 5, 2))
    assert dates(nyse) == [dt.date(2024, 5, 1), dt.date(2024, 5, 2)]


def test_a_market_that_never_closes_needs_no_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "exchange_calendars", None)
    found = trading_sessions("24/7", dt.date(2026, 1, 23), dt.date(2026, 1, 26))
    assert instants(found.opens) == [utc(2026, 1, day) for day in (23, 24, 25, 26)]
    assert np.array_equal(found.closes[:-1], found.opens[1:])
    assert found.is_weekend.tolist() == [False, True, True, False]


def test_a_calendar_ends_where_its_holidays_are_known():
    found = trading_sessions("XHKG", dt.date(2049, 12, 1), dt.date(2051, 1, 31))
    assert dates(found)[-1].year == 2049


def test_a_calendar_that_begins_later_is_refused():
    with pytest.raises(InvalidArgumentError, match="'XSHG' begins on 1990-12-03"):
        trading_sessions("XSHG", dt.date(1990, 6, 1), dt.date(1991, 2, 1))


@pytest.mark.parametrize("year", [1940, 2061])
def test_a_calendar_that_knows_none_of_the_years_is_refused(year):
    with pytest.raises(InvalidArgumentError, match="'XHKG' is known from 1960-01-01 to 2049-12-31"):
        trading_sessions("XHKG", dt.date(year, 1, 1), dt.date(year, 2, 1))


def test_an_unknown_calendar_names_the_known_ones():
    with pytest.raises(InvalidArgumentError, match=r"'XNYC', which is unknown.*XLON.*XNYS"):
        trading_sessions("XNYC", dt.date(2024, 1, 1), dt.date(2024, 2, 1))


def test_an_absent_library_is_named_with_its_remedy(monkeypatch):
    calendars._calendar.cache_clear()
    monkeypatch.setitem(sys.modules, "exchange_calendars", None)
    with pytest.raises(MissingDependencyError, match=r"axiom-quant\[calendars\]"):
        trading_sessions("XNYS", dt.date(2024, 1, 1), dt.date(2024, 2, 1))
