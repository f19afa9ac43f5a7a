from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import Clock, DayWeights, Event
from axiom.market.clock import FLAT_SESSION, NEW_YORK, U_SHAPED_SESSION, years_between

NYSE = Clock(calendar="XNYS")
WEIGHTS = DayWeights(overnight=0.3, weekend=0.1, holiday=0.2, early_close=0.5)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def local(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=NEW_YORK)


def days_between(clock, start, end, **table):
    found = clock.table(start, **table)(years_between(start, end))
    return found * clock.days_per_year


def test_calendar_time_is_itself():
    table = Clock().table(utc(2024, 2, 28, 12), horizon_years=2.0)
    times = np.array([0.0, 1e-6, 0.3, 1.9, 5.0])
    np.testing.assert_allclose(table(times), times, rtol=1e-15)
    assert Clock().days_per_year == 365.0


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        # an ordinary day, at any minute of it, a session, and its night
        (local(2019, 5, 7, 9, 30), local(2019, 5, 8, 9, 30), 1.0),
        (local(2019, 5, 7, 13, 17), local(2019, 5, 8, 13, 17), 1.0),
        (local(2019, 5, 7, 9, 30), local(2019, 5, 7, 16, 0), 0.7),
        (local(2019, 5, 7, 16, 0), local(2019, 5, 8, 9, 30), 0.3),
        # a night passes evenly: 8 of its 17.5 hours
        (local(2019, 5, 7, 16, 0), local(2019, 5, 8, 0, 0), 0.3 * 8.0 / 17.5),
        # Friday to Monday: the night, Saturday and Sunday
        (local(2019, 5, 10, 16, 0), local(2019, 5, 13, 9, 30), 0.3 + 0.2),
        (local(2019, 5, 11, 0, 0), local(2019, 5, 12, 0, 0), 0.1),
        (local(2019, 5, 11, 12, 0), local(2019, 5, 12, 12, 0), 0.1),
        # Memorial Day, a Monday
        (local(2019, 5, 24, 16, 0), local(2019, 5, 28, 9, 30), 0.3 + 0.2 + 0.2),
        # the day after Thanksgiving closes at 13:00
        (local(2019, 11, 29, 9, 30), local(2019, 11, 29, 13, 0), 0.35),
        (local(2019, 11, 29, 9, 30), local(2019, 11, 30, 0, 0), 0.35 + 0.3 * 11.0 / 20.5),
        # a week with a holiday
        (local(2016, 1, 15, 16, 0), local(2016, 1, 22, 16, 0), 4.0 + 0.2 + 0.2),
    ],
)
def test_ordinary_days_between_instants(start, end, days):
    clock = Clock(calendar="XNYS", weights=WEIGHTS)
    assert days_between(clock, start, end) == pytest.approx(days, abs=1e-12)


def test_a_weekend_of_weight_zero_stands_still():
    clock = Clock(calendar="XNYS", weights=DayWeights(weekend=0.0))
    table = clock.table(local(2019, 5, 11, 12, 0))
    assert table(1.0 / 365.0) == 0.0
    assert table.rate(0.0) == 0.0


@pytest.mark.parametrize("minute", [0, 1, 29, 30, 31, 59, 389, 390])
def test_the_day_of_expiry_is_timed_to_the_minute(minute):
    """Against a sum over minutes of the profile."""
    opening = local(2019, 5, 8, 9, 30)
    now = opening + dt.timedelta(minutes=minute)
    left = sum(U_SHAPED_SESSION[m // 30] / 30.0 for m in range(minute, 390))
    found = days_between(NYSE, now, local(2019, 5, 8, 16, 0))
    assert found == pytest.approx(0.75 * left, abs=1e-12)


def test_later_sessions_pass_evenly_and_meet_every_opening_and_close():
    start = local(2019, 5, 7, 12, 0)
    coarse = NYSE.table(start, intraday_days=0.0, horizon_years=0.2)
    fine = NYSE.table(start, intraday_days=100.0, horizon_years=0.2)
    assert coarse.years.size < fine.years.size
    for day in (9, 20, 31):
        for clock_time in (dt.time(9, 30), dt.time(16, 0)):
            at = dt.datetime.combine(dt.date(2019, 5, day), clock_time, tzinfo=NEW_YORK)
            years = years_between(start, at)
            assert coarse(years) == pytest.approx(fine(years), abs=1e-15)


# Sessions of the year at the New York Stock Exchange.
@pytest.mark.parametrize(("year", "count"), [(2019, 252), (2020, 253)])
def test_an_ordinary_year_holds_about_one_year_of_variance(year, count):
    table = NYSE.table(utc(year, 1, 1), horizon_years=1.0)
    assert table(1.0) == pytest.approx(1.0, abs=0.012)
    weights = DayWeights(weekend=0.0, holiday=0.0, early_close=1.0)
    bare = Clock(calendar="XNYS", weights=weights)
    assert bare.days_per_year == 252.0
    sessions = days_between(bare, local(year - 1, 12, 31, 16, 0), local(year, 12, 31, 16, 0))
    assert sessions == pytest.approx(count, abs=1e-9)


@pytest.mark.parametrize(("spring", "hours"), [((2019, 3, 10), 23.0), ((2019, 11, 3), 25.0)])
def test_days_on_which_clocks_change_weigh_like_any_other(spring, hours):
    start = local(*spring)
    end = local(*spring) + dt.timedelta(days=1)
    assert (end.astimezone(dt.UTC) - start.astimezone(dt.UTC)).total_seconds() == hours * 3600
    clock = Clock(calendar="XNYS", weights=WEIGHTS)
    assert days_between(clock, start, end) == pytest.approx(0.1, abs=1e-12)
    friday, monday = start - dt.timedelta(hours=32), start + dt.timedelta(hours=33.5)
    assert days_between(clock, friday, monday) == pytest.approx(0.5, abs=1e-12)


def test_the_time_zone_of_the_valuation_makes_no_difference():
    start = local(2019, 5, 7, 12, 0)
    tokyo = start.astimezone(ZoneInfo("Asia/Tokyo"))
    assert NYSE.table(start) == NYSE.table(tokyo)


def test_crypto_trades_every_day():
    clock = Clock(calendar="24/7")
    table = clock.table(utc(2026, 1, 23, 5), horizon_years=1.0)
    times = np.array([1e-4, 0.01, 0.5])
    np.testing.assert_allclose(table(times), times, rtol=1e-12)
    quiet = Clock(calendar="24/7", weights=DayWeights(weekend=0.5, session_profile=FLAT_SESSION))
    assert quiet.days_per_year == 313.0
    found = days_between(quiet, utc(2026, 1, 23, 12), utc(2026, 1, 26, 12))
    assert found == pytest.approx(0.5 + 0.5 + 0.5 + 0.5, abs=1e-12)


def test_sessions_without_nights_carry_the_whole_day():
    clock = Clock(calendar="24/5", weights=DayWeights(weekend=0.0, session_profile=FLAT_SESSION))
    assert days_between(clock, utc(2024, 5, 7), utc(2024, 5, 8)) == pytest.approx(1.0, abs=1e-12)
    assert days_between(clock, utc(2024, 5, 6), utc(2024, 5, 13)) == pytest.approx(5.0, abs=1e-12)


def test_beyond_the_known_sessions_variance_passes_at_one_year_a_year():
    clock = Clock(calendar="XHKG")
    table = clock.table(utc(2048, 1, 3), horizon_years=5.0)
    last = table.years.size - 2
    assert table.years[last] == pytest.approx(2.0, abs=0.01)
    assert table.rate(4.0) == pytest.approx(1.0, abs=1e-12)
    assert table.rate(2.5) == pytest.approx(1.0, abs=1e-12)


EARNINGS = Event(at=utc(2016, 1, 26, 21, 0), days=6.0, label="earnings")


def test_an_event_adds_its_days_after_its_instant():
    with_event = NYSE.with_events([EARNINGS])
    start = utc(2016, 1, 20, 21)
    assert days_between(with_event, start, EARNINGS.at) == pytest.approx(4.1, abs=1e-12)
    after = EARNINGS.at + dt.timedelta(seconds=1)
    without = days_between(NYSE, start, after)
    assert days_between(with_event, start, after) == pytest.approx(6.0 + without, abs=1e-9)


def test_an_event_at_the_valuation_time_is_to_come_and_one_before_it_is_gone():
    clock = NYSE.with_events([EARNINGS])
    end = utc(2016, 1, 27, 21)
    assert days_between(clock, EARNINGS.at, end) == pytest.approx(7.0, abs=1e-12)
    later = EARNINGS.at + dt.timedelta(microseconds=1)
    assert days_between(clock, later, end) == pytest.approx(1.0, abs=1e-9)
    assert clock.events_between(EARNINGS.at, end) == (EARNINGS,)
    assert clock.events_between(later, end) == ()


def test_events_at_one_instant_inside_a_session_add_up():
    noon = Event(at=local(2019, 5, 1, 14, 0), days=0.75)
    clock = NYSE.with_events([noon, Event(at=noon.at, days=0.25)])
    start, end = local(2019, 5, 1, 9, 30), local(2019, 5, 2, 9, 30)
    assert days_between(clock, start, end) == pytest.approx(2.0, abs=1e-12)
    before = days_between(clock, start, noon.at)
    assert before == pytest.approx(0.75 * sum(U_SHAPED_SESSION[:9]), abs=1e-12)


def test_events_work_in_calendar_time_in_calendar_days():
    clock = Clock(events=(EARNINGS,))
    assert days_between(clock, utc(2016, 1, 25), utc(2016, 1, 28)) == pytest.approx(9.0, abs=1e-12)


def test_an_event_beyond_the_table_does_not_count():
    far = Event(at=utc(2020, 1, 1), days=50.0)
    start = utc(2016, 1, 4, 14, 30)
    with_far = NYSE.with_events([far]).table(start, horizon_years=1.0)
    assert with_far == NYSE.table(start, horizon_years=1.0)


def test_a_short_horizon_still_reaches_thirty_days():
    table = NYSE.table(local(2019, 5, 11, 12, 0), horizon_years=1e-4)
    assert table.years[-1] == pytest.approx(30.0 / 365.0)


def test_a_clock_describes_itself():
    described = NYSE.with_events([EARNINGS]).to_dict()
    assert described["calendar"] == "XNYS"
    assert described["weights"]["weekend"] == 0.05
    assert described["events"] == [
        {"at": "2016-01-26T21:00:00+00:00", "days": 6.0, "label": "earnings"}
    ]
    assert Clock().to_dict()["weights"] is None


def test_naive_valuation_times_are_refused():
    with pytest.raises(InvalidArgumentError, match="no time zone"):
        NYSE.table(dt.datetime(2019, 5, 7, 12, 0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"horizon_years": 0.0}, "horizon_years is 0.0"),
        ({"horizon_years": float("inf")}, "horizon_years is inf"),
        ({"intraday_days": -1.0}, "intraday_days is -1.0"),
        ({"intraday_days": float("nan")}, "intraday_days is nan"),
    ],
)
def test_tables_of_no_extent_are_refused(arguments, message):
    with pytest.raises(InvalidArgumentError, match=message):
        NYSE.table(utc(2019, 5, 7), **arguments)


def test_weights_without_a_calendar_are_refused():
    with pytest.raises(InvalidArgumentError, match="weights is given without a calendar"):
        Clock(weights=WEIGHTS)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"overnight": 1.0}, "overnight is 1.0"),
        ({"weekend": -0.1}, "weekend holds -0.1"),
        ({"holiday": float("nan")}, "holiday holds nan"),
        ({"early_close": float("inf")}, "early_close holds inf"),
        ({"session_profile": (1.0, -1.0)}, "session_profile holds -1.0"),
        ({"session_profile": ()}, "one part above 0"),
        ({"session_profile": (0.0,)}, "one part above 0"),
    ],
)
def test_weights_outside_their_domain_are_refused(weights, message):
    with pytest.raises(InvalidArgumentError, match=message):
        DayWeights(**weights)
