"""Recorded index options know the business day: an expiry left out is foretold by its clock."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.market import read_chain
from tools.clock_interpolation import CLOCKS, errors, term_structure

from .recorded import recorded

SPX = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"


@pytest.mark.parametrize("day", ["2019-04-26", "2019-05-15"])
def test_business_time_foretells_expiries_better_than_calendar_time(day):
    chain = read_chain(recorded(SPX), date=day)
    term = term_structure(chain)
    calendar, business = (
        np.abs(errors(term, chain, CLOCKS[name])) for name in ("calendar", "XNYS")
    )
    assert calendar.size > 10
    assert np.median(business) < 0.5 * np.median(calendar)
    assert np.mean(business) < 0.5 * np.mean(calendar)
    assert np.median(business) < 0.1
