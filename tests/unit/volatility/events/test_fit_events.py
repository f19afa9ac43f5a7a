"""Planted term structures: events are found within their errors, and what is not there is not."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import Clock, Event
from axiom.market.clock import settlement_instant, years_between
from axiom.volatility import EventSettings, fit_events

NOW = dt.datetime(2016, 1, 4, 21, 0, tzinfo=dt.UTC)
FRIDAYS = [
    dt.date(2016, 1, 8) + dt.timedelta(weeks=n) for n in (0, 1, 2, 3, 4, 5, 6, 10, 14, 24, 54)
]
EARNINGS = Event(at=dt.datetime(2016, 1, 26, 21, 30, tzinfo=dt.UTC), days=6.0, label="earnings")
FED = Event(at=dt.datetime(2016, 3, 16, 18, 0, tzinfo=dt.UTC), days=1.5, label="Fed")
NYSE = Clock(calendar="XNYS")


def term(events, *, noise=0.0, seed=0, error=0.004, days=FRIDAYS, now=NOW):
    """Total variances of a rate that rises smoothly from 0.05 to 0.09, and events on top."""
    rng = np.random.default_rng(seed)
    expiries = [settlement_instant(day) for day in days]
    years = np.array([years_between(now, at) for at in expiries])
    table = NYSE.table(now)
    fine = np.linspace(0.0, 1.2, 20_001)
    rate = 0.09 - 0.04 * np.exp(-3.0 * fine)
    passed = np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]) * np.diff(fine))])
    variance = np.interp(table(years), fine, passed)
    for event in events:
        at = np.interp(table(years_between(now, event.at)), fine, rate)
        variance += at * event.days / NYSE.days_per_year * (np.array(expiries) > event.at)
    variance *= 1.0 + noise * rng.standard_normal(variance.size)
    return pl.DataFrame(
        {"expiry": expiries, "variance": variance, "standard_error": error * variance},
        schema_overrides={"expiry": pl.Datetime("us", "UTC")},
    )


def fitted(events, candidates, clock=NYSE, now=NOW, settings=None, **how):
    found = fit_events(
        term(events, now=now, **how), candidates, clock=clock, valuation_time=now, settings=settings
    )
    return found, found.events.to_dicts()


def test_a_planted_event_is_found():
    _, (row,) = fitted([EARNINGS], [EARNINGS])
    assert (row["status"], row["label"], row["n_together"]) == ("fitted", "earnings", 1)
    assert row["days"] == pytest.approx(6.0, abs=0.4)
    assert row["move"] == pytest.approx(np.sqrt(row["variance"]))


def test_several_events_are_found_with_expiries_between_them():
    _, rows = fitted([EARNINGS, FED], [FED, EARNINGS])
    assert [row["label"] for row in rows] == ["earnings", "Fed"]
    for row, days in zip(rows, (6.0, 1.5), strict=True):
        assert abs(row["days"] - days) < 1.64 * row["days_se"]


def test_errors_cover_the_truth_under_noise():
    """Of 90 % intervals; the base here is smoother than the prior expects, so rather too many."""
    inside = widths = 0.0
    for seed in range(40):
        _, (row,) = fitted([EARNINGS], [EARNINGS], noise=0.004, seed=seed)
        inside += abs(row["days"] - 6.0) < 1.645 * row["days_se"]
        widths += row["days_se"]
    assert inside / 40 >= 0.85
    assert widths / 40 < 2.5


def test_an_instant_without_an_event_is_found_without_one():
    for seed in range(8):
        _, (row,) = fitted([], [EARNINGS.at], noise=0.004, seed=seed)
        assert abs(row["days"]) < 2.6 * row["days_se"]


def test_the_fitted_clock_explains_the_term_structure_with_a_smooth_base():
    found, _ = fitted([EARNINGS], [EARNINGS])
    assert [event.label for event in found.clock.events] == ["earnings"]
    base_vols = found.term["base_vol"].to_numpy()
    assert (np.abs(np.diff(np.log(base_vols))) < 0.12).all()
    np.testing.assert_allclose(
        found.term["fitted"].to_numpy(), found.term["variance"].to_numpy(), rtol=0.004
    )
    assert len(found.base_rates) == len(FRIDAYS)


def test_known_events_of_the_clock_are_taken_as_given():
    found, (row,) = fitted([EARNINGS, FED], [FED], clock=NYSE.with_events([EARNINGS]))
    assert row["days"] == pytest.approx(1.5, abs=1.0)
    assert {event.label for event in found.clock.events} == {"earnings", "Fed"}
    assert found.clock.events_between(NOW, FED.at)[0].days == 6.0


def test_events_that_no_expiry_separates_are_known_only_together():
    twin = Event(at=EARNINGS.at + dt.timedelta(days=1), days=2.0)
    found, rows = fitted([EARNINGS, twin], [EARNINGS, twin])
    assert [row["status"] for row in rows] == ["not_identified"] * 2
    assert [row["n_together"] for row in rows] == [2, 2]
    assert rows[0]["days"] == rows[1]["days"] == pytest.approx(8.0, abs=0.6)
    assert [event.days for event in found.clock.events] == [rows[0]["days"] / 2.0] * 2


def test_an_event_after_every_expiry_is_not_identified():
    late = dt.datetime(2017, 6, 1, 18, 0, tzinfo=dt.UTC)
    found, (row,) = fitted([], [late])
    assert (row["status"], row["days"], row["n_together"]) == ("not_identified", None, 1)
    assert found.clock.events == ()


def test_an_event_before_every_expiry_rests_on_the_base_behind_it():
    soon = Event(at=dt.datetime(2016, 1, 6, 19, 0, tzinfo=dt.UTC), days=3.0)
    _, (row,) = fitted([soon], [soon])
    _, (inner,) = fitted([EARNINGS], [EARNINGS])
    assert row["status"] == "extrapolated"
    assert abs(row["days"] - 3.0) < 1.64 * row["days_se"]
    assert row["days_se"] / 3.0 > 1.5 * inner["days_se"] / 6.0


def test_an_event_that_is_over_is_past_and_leaves_the_clock_as_it_is():
    found, (row,) = fitted([], [NOW - dt.timedelta(hours=1)])
    assert (row["status"], row["days"], row["n_together"]) == ("past", None, None)
    assert found.clock == NYSE


def test_an_expiry_at_the_instant_of_an_event_does_not_see_it():
    at_close = Event(at=settlement_instant(FRIDAYS[2]), days=5.0)
    _, (row,) = fitted([at_close], [at_close])
    assert row["days"] == pytest.approx(5.0, abs=0.6)


def test_one_bad_expiry_widens_the_errors_and_leaves_the_event():
    """The base bends around it, more than its roughness allows for."""
    clean = term([EARNINGS])
    wrong = [v * (1.2 if i == 8 else 1.0) for i, v in enumerate(clean["variance"])]
    spoilt = clean.with_columns(pl.Series("variance", wrong))
    good, bad = (
        fit_events(table, [EARNINGS], clock=NYSE, valuation_time=NOW).events.row(0, named=True)
        for table in (clean, spoilt)
    )
    assert bad["days_se"] > 1.3 * good["days_se"]
    assert abs(bad["days"] - 6.0) < 1.64 * bad["days_se"]


def test_a_negative_estimate_is_shown_and_enters_the_clock_as_nothing():
    sunken = term([])
    lower = [v * (1.0 if i < 3 else 0.93) for i, v in enumerate(sunken["variance"])]
    found = fit_events(
        sunken.with_columns(pl.Series("variance", lower)),
        [EARNINGS],
        clock=NYSE,
        valuation_time=NOW,
    )
    row = found.events.row(0, named=True)
    assert row["days"] < 0.0
    assert (row["move"], found.clock.events[0].days) == (0.0, 0.0)


def test_a_rougher_base_widens_the_errors():
    smooth, rough = (
        fitted([EARNINGS], [EARNINGS], settings=EventSettings(roughness=r))[1][0]
        for r in (0.2, 0.8)
    )
    assert rough["days_se"] > 2.0 * smooth["days_se"]


def test_no_candidates_give_the_base_alone():
    found, rows = fitted([], [])
    assert rows == []
    assert found.clock == NYSE
    assert (found.term["base_vol"] > 0.2).all()


def test_columns_that_are_missing_are_named():
    with pytest.raises(InvalidArgumentError, match=r"lacks the columns \['standard_error'\]"):
        fit_events(term([]).drop("standard_error"), [], clock=NYSE, valuation_time=NOW)


def test_too_few_expiries_are_refused():
    with pytest.raises(DataError, match="has 2 expiries after"):
        fit_events(term([]).head(2), [], clock=NYSE, valuation_time=NOW)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan")])
def test_variances_that_are_none_are_refused(bad):
    broken = term([]).with_columns(standard_error=pl.lit(bad))
    with pytest.raises(DataError, match="standard_error holds"):
        fit_events(broken, [], clock=NYSE, valuation_time=NOW)


def test_candidates_named_twice_or_without_a_time_zone_are_refused():
    with pytest.raises(InvalidArgumentError, match="twice"):
        fitted([], [EARNINGS, EARNINGS.at])
    with pytest.raises(InvalidArgumentError, match="no time zone"):
        fitted([], [dt.datetime(2016, 1, 26, 21, 30)])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"roughness": 0.0}, "roughness is 0.0"),
        ({"relative_error": -1.0}, "relative_error is -1.0"),
    ],
)
def test_settings_outside_their_domain_are_refused(settings, message):
    with pytest.raises(InvalidArgumentError, match=message):
        EventSettings(**settings)
