"""Events in recorded term structures: Apple's and Google's earnings, the Federal Reserve."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.market import Clock, DividendSchedule, Event, read_chain, screen_quotes
from axiom.volatility import (
    atm_variances,
    fit_events,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)

from .recorded import recorded

AAPL = "options/aapl_optionsdx_2016-01.csv.gz"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
SPX = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"
DIVIDEND = DividendSchedule.from_rows([(dt.date(2016, 2, 4), 0.52)])
NYSE = Clock(calendar="XNYS")
EARNINGS = Event(at=dt.datetime(2016, 1, 26, 21, 0, tzinfo=dt.UTC), days=0.0, label="earnings")


def event_in(chain, event):
    """Fit one event to the term structure of a chain and give its row."""
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened, accuracy="fast")
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    found = fit_events(
        atm_variances(options), [event], clock=NYSE, valuation_time=chain.valuation_time
    )
    assert np.isfinite(found.term["fitted"].to_numpy()).all()
    return found.events.row(0, named=True)


def aapl(day):
    return read_chain(recorded(AAPL), date=f"2016-01-{day:02}", dividends=DIVIDEND)


@pytest.mark.parametrize("day", [4, 15, 22, 26])
def test_aapl_prices_its_earnings_on_every_day_before_them(day):
    """The stock fell by 6.6 % on the day after; 4 to 8 % are implied."""
    row = event_in(aapl(day), EARNINGS)
    assert row["status"] == ("fitted" if day < 22 else "extrapolated")
    assert 0.04 < row["move"] < 0.08
    assert row["variance"] > 2.0 * row["variance_se"]


def test_aapl_prices_none_after_them():
    assert event_in(aapl(27), EARNINGS)["status"] == "past"
    a_week_on = Event(at=EARNINGS.at + dt.timedelta(days=7), days=0.0)
    row = event_in(aapl(27), a_week_on)
    assert abs(row["variance"]) < 2.0 * row["variance_se"]
    assert row["move"] < 0.03


def test_goog_prices_earnings_where_the_market_expected_them():
    """On 24 December 2015 the date, 1 February, was not yet known."""
    chain = read_chain(recorded(GOOG), time="12:00", spot_file=recorded(GOOG_SPOT))
    expected = Event(at=dt.datetime(2016, 1, 28, 21, 0, tzinfo=dt.UTC), days=0.0)
    row = event_in(chain, expected)
    assert 0.04 < row["move"] < 0.09
    assert row["variance"] > 2.0 * row["variance_se"]
    actual = Event(at=dt.datetime(2016, 2, 1, 21, 0, tzinfo=dt.UTC), days=0.0)
    row = event_in(chain, actual)
    assert abs(row["variance"]) < 2.0 * row["variance_se"]


def test_spx_prices_hardly_anything_for_the_meeting_of_may_2019():
    chain = read_chain(recorded(SPX), date="2019-04-29")
    row = event_in(chain, Event(at=dt.datetime(2019, 5, 1, 18, 0, tzinfo=dt.UTC), days=0.0))
    assert row["status"] == "fitted"
    assert abs(row["days"]) < 1.5
    assert row["days_se"] < 0.6
