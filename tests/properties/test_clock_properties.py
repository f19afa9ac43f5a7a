"""Variance time ascends and adds up, whatever the table."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from axiom.market import Clock, DayWeights, Event, TimeTable
from axiom.market.clock import SECONDS_PER_YEAR

steps = st.sampled_from([0.0, 1e-6, 0.01, 0.3, 2.0])
fractions = st.floats(0.0, 1.0)


@st.composite
def tables(draw):
    """Nodes with jumps, stretches without variance, and steps of very different length."""
    n = draw(st.integers(1, 12))
    years = np.cumsum([0.0, *(draw(steps) for _ in range(n)), 0.5])
    variance = np.cumsum([0.0, *(draw(steps) for _ in range(n)), 0.5])
    return TimeTable(years=years, variance_years=variance)


@given(table=tables(), times=st.lists(st.floats(0.0, 30.0), min_size=2, max_size=20))
def test_variance_time_never_falls(table, times):
    assert (np.diff(table(np.sort(times))) >= 0.0).all()
    assert (table.rate(times) >= 0.0).all()


@given(table=tables(), first=fractions, second=fractions)
def test_variance_time_adds_up_within_the_table(table, first, second):
    start = first * table.years[-1]
    rest = second * (table.years[-1] - start)
    whole = table(start) + table.after(start)(rest)
    ulps = 30e-15  # of a time, which a steep stretch of the table magnifies
    low, high = (table(max(start + rest + e, 0.0)) for e in (-ulps, ulps))
    slack = 1e-14 * (table.variance_years[-1] + np.diff(table.variance_years).max() / 1e-6)
    assert low - slack <= whole <= high + slack


@given(table=tables(), years=st.floats(0.0, 30.0))
def test_the_rate_is_the_slope_just_after(table, years):
    step = 1e-7
    near = (table.years > years) & (table.years <= years + step)
    if not near.any():
        slope = (table(years + step) - table(np.nextafter(years, 99.0))) / step
        assert slope == pytest.approx(table.rate(years), rel=1e-5, abs=1e-5)


weights = st.builds(
    DayWeights,
    overnight=st.floats(0.0, 0.9),
    weekend=st.floats(0.0, 2.0),
    holiday=st.floats(0.0, 2.0),
    early_close=st.floats(0.0, 1.0),
    session_profile=st.lists(st.floats(0.1, 5.0), min_size=1, max_size=14).map(tuple),
)
instants = st.datetimes(dt.datetime(2011, 1, 1), dt.datetime(2018, 1, 1), timezones=st.just(dt.UTC))
events = st.builds(Event, at=instants, days=st.floats(0.0, 20.0))


@settings(max_examples=50)
@given(
    calendar=st.sampled_from(["XNYS", "XEUR", "24/7"]),
    weights=weights,
    events=st.lists(events, max_size=3),
    start=instants,
    waits=st.tuples(st.floats(0.0, 0.02), st.floats(0.0, 0.02)),
)
def test_clocks_read_at_two_instants_agree(calendar, weights, events, start, waits):
    """What has passed by the second instant, and what is to come then, is what was to come."""
    clock = Clock(calendar=calendar, weights=weights, events=tuple(events))
    wait = dt.timedelta(seconds=round(waits[0] * SECONDS_PER_YEAR))
    later = start + wait
    end = (
        dt.timedelta(seconds=round(waits[1] * SECONDS_PER_YEAR)).total_seconds() / SECONDS_PER_YEAR
    )
    passed = wait.total_seconds() / SECONDS_PER_YEAR
    first = clock.table(start, horizon_years=0.09, intraday_days=20.0)
    second = clock.table(later, horizon_years=0.09, intraday_days=20.0)
    for event in events:
        assume(abs((event.at - later).total_seconds()) > 1e-3)
        assume(abs((event.at - later).total_seconds() - end * SECONDS_PER_YEAR) > 1e-3)
    assert first(passed) + second(end) == pytest.approx(first(passed + end), abs=1e-9)
    assert (np.diff(first.variance_years) >= 0.0).all()
