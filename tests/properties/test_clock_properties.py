"""Variance time ascends and adds up, whatever the table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.market import TimeTable

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
