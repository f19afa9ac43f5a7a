"""A run under a clock: what it changes, what it leaves, and how it is told."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.desk import RunSettings, run_chain
from axiom.desk.report.data import report_data
from axiom.desk.run import run_record
from axiom.market import Clock, Event
from axiom.volatility import SplineSurface

from .chains import DATES, VALUATION, make_chain

NYSE = Clock(calendar="XNYS")
MEETING = Event(at=dt.datetime(2024, 3, 20, 18, 0, tzinfo=dt.UTC), days=2.0, label="Fed")
LATE = Event(at=dt.datetime(2026, 3, 20, 18, 0, tzinfo=dt.UTC), days=2.0)


@pytest.fixture(scope="module")
def timed():
    return run_chain(make_chain(), settings=RunSettings(clock=NYSE.with_events([MEETING, LATE])))


def test_calendar_time_is_the_default_and_leaves_the_surface_without_a_clock(result):
    assert result.surface.clock is None
    assert result.clock == Clock()
    assert run_record(result)["clock"]["calendar"] == "calendar time"


def test_the_surface_carries_the_table_past_the_last_expiry(timed, result):
    table, last = timed.surface.clock, timed.surface.fitted_expiries[-1]
    assert table.years[-1] > last
    assert table == NYSE.with_events([MEETING]).table(VALUATION, horizon_years=1.1 * last)
    for t in timed.surface.fitted_expiries:
        same = timed.surface.vol(log_moneyness=0.0, expiry=t)
        assert same == pytest.approx(result.surface.vol(log_moneyness=0.0, expiry=t), rel=1e-12)
    again = SplineSurface.from_json(timed.surface.to_json())
    assert again.clock == table


def test_variance_between_expiries_passes_by_the_clock(timed):
    surface, table = timed.surface, timed.surface.clock
    first, second = surface.fitted_expiries[:2]
    middle = 0.5 * (first + second)
    w = np.asarray(surface.total_variance(log_moneyness=0.0, expiry=[first, middle, second]))
    tau = np.asarray(table([first, middle, second]))
    share = (tau[1] - tau[0]) / (tau[2] - tau[0])
    assert w[1] == pytest.approx(w[0] + share * (w[2] - w[0]), rel=1e-3)


def test_theta_follows_the_clock_and_prices_do_not(timed, result):
    """The valuation is Friday's close: a day of it is the weekend's."""
    assert timed.valuation.present_value == pytest.approx(result.valuation.present_value, rel=1e-9)
    ratio = timed.valuation.totals["theta_1d"] / result.valuation.totals["theta_1d"]
    assert 0.0 < ratio < 0.5
    assert "theta_1d" not in timed.options.columns


def test_record_report_and_notes_say_so(timed):
    record = run_record(timed)
    json.dumps(record, allow_nan=False)
    assert record["clock"]["calendar"] == "XNYS"
    assert [event["label"] for event in record["clock"]["events"]] == ["Fed", ""]
    assert record["settings"]["clock"]["events"][0]["at"] == "2024-03-20T18:00:00+00:00"
    assert report_data(timed)["clock"] == record["clock"]
    notes = " ".join(timed.notes)
    assert "sessions of XNYS" in notes
    assert "event of Fed, 2024-03-20 18:00 UTC, carries the variance of 2 " in notes
    assert "2026-03-20 18:00 UTC, lies outside the life of every option" in notes
    assert "clock" in {timing.step for timing in timed.timings}


def test_candidates_are_fitted_and_enter_the_clock():
    gone = Event(at=VALUATION - dt.timedelta(hours=3), days=0.0, label="gone")
    candidates = (gone, MEETING, LATE)
    result = run_chain(make_chain(), settings=RunSettings(clock=NYSE, event_candidates=candidates))
    rows = result.fitted_events.events.to_dicts()
    assert [row["status"] for row in rows] == ["past", "fitted", "not_identified"]
    assert [event.label for event in result.clock.events] == ["Fed"]
    assert result.surface.clock is not None
    notes = " ".join(result.notes)
    assert "gone, 2024-03-01 18:00 UTC, is over" in notes
    assert "ordinary trading days, standard error" in notes
    assert "comes after every expiry" in notes
    record = run_record(result)
    assert [row["label"] for row in record["clock"]["fitted"]] == ["gone", "Fed", ""]


def test_candidates_need_three_expiries():
    settings = RunSettings(event_candidates=(MEETING,))
    with pytest.raises(DataError, match="events need 3 or more"):
        run_chain(make_chain(DATES[:2]), settings=settings)


def test_an_unknown_calendar_stops_the_run():
    with pytest.raises(InvalidArgumentError, match="'NOWHERE', which is unknown"):
        run_chain(make_chain(), settings=RunSettings(clock=Clock(calendar="NOWHERE")))
