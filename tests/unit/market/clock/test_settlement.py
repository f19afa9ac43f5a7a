from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import clock


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("date", "settlement", "instant"),
    [
        (dt.date(2019, 5, 17), "AM", utc(2019, 5, 17, 13, 30)),
        (dt.date(2019, 5, 17), "PM", utc(2019, 5, 17, 20, 0)),
        (dt.date(2019, 12, 20), "AM", utc(2019, 12, 20, 14, 30)),
        (dt.date(2019, 12, 20), "PM", utc(2019, 12, 20, 21, 0)),
        (dt.date(2015, 12, 24), "PM", utc(2015, 12, 24, 18, 0)),
    ],
)
def test_settlement_follows_new_york(date, settlement, instant):
    assert clock.settlement_instant(date, settlement) == instant


def test_column_of_settlements_agrees_with_the_scalar():
    days = [dt.date(2024, 1, 2) + dt.timedelta(days=9 * i) for i in range(60)]
    settlements = ["AM" if i % 3 == 0 else "PM" for i in range(60)]
    column = clock.settlement_instants(pl.Series(days), pl.Series(settlements))
    assert column.to_list() == [
        clock.settlement_instant(d, s) for d, s in zip(days, settlements, strict=True)
    ]


# Early closes as announced by the New York Stock Exchange for these years.
@pytest.mark.parametrize(
    "date",
    [
        dt.date(2014, 7, 3),
        dt.date(2014, 11, 28),
        dt.date(2014, 12, 24),
        dt.date(2018, 7, 3),
        dt.date(2019, 11, 29),
        dt.date(2023, 7, 3),
        dt.date(2024, 11, 29),
    ],
)
def test_early_closes(date):
    assert clock.closing_time(date) == dt.time(13, 0)


@pytest.mark.parametrize(
    "date",
    [dt.date(2020, 7, 3), dt.date(2019, 11, 22), dt.date(2019, 5, 24), dt.date(2021, 12, 23)],
)
def test_regular_closes(date):
    assert clock.closing_time(date) == dt.time(16, 0)


@pytest.mark.parametrize(
    ("root", "settlement"),
    [("SPX", "AM"), ("SPXW", "PM"), ("^SPX", "AM"), ("ndx", "AM"), ("NDXP", "PM"), ("AAPL", "PM")],
)
def test_roots(root, settlement):
    assert clock.settlement_of_root(root) == settlement


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (dt.date(2019, 5, 17), True),
        (dt.date(2019, 5, 24), False),
        (dt.date(2019, 4, 18), True),  # the Friday is Good Friday
        (dt.date(2014, 4, 17), True),
        (dt.date(2019, 5, 16), False),
        (dt.date(2013, 1, 19), True),  # Saturday, as contracts were listed until 2015
        (dt.date(2019, 5, 20), False),
    ],
)
def test_standard_expirations(date, expected):
    assert clock.is_standard_expiration(date) is expected


def test_years_are_actual_days_over_365():
    assert clock.years_between(utc(2023, 3, 1), utc(2024, 2, 29)) == pytest.approx(1.0, abs=1e-15)
    assert clock.years_between(utc(2024, 1, 2), utc(2024, 1, 1)) == pytest.approx(-1 / 365)


def test_years_count_the_hour_that_a_change_of_clocks_takes():
    start = dt.datetime(2019, 3, 9, 16, 0, tzinfo=clock.NEW_YORK)
    end = dt.datetime(2019, 3, 10, 16, 0, tzinfo=clock.NEW_YORK)
    assert clock.years_between(start, end) == pytest.approx(23 / 24 / 365, abs=1e-15)
    assert clock.years_between(start, end) == clock.years_between(start, end.astimezone(dt.UTC))


def test_bad_arguments_say_the_remedy():
    with pytest.raises(InvalidArgumentError, match="'AM' or 'PM'"):
        clock.settlement_instant(dt.date(2024, 1, 5), "noon")
    with pytest.raises(InvalidArgumentError, match="aware"):
        clock.years_between(dt.datetime(2024, 1, 1), utc(2024, 1, 2))
