"""Time Greeks under a clock, against options valued again a little later."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.kernels.dividends import Dividend
from axiom.market import Clock, DayWeights, Event, TimeTable
from axiom.risk import Book, evaluate, value_book
from axiom.risk.decay import surface_clock
from axiom.volatility import ExerciseTerms
from axiom.volatility.forwards.carry import forward_price

from .markets import SPOT, TiltedSurface

RATE, BORROW, VOL = 0.04, 0.01, 0.25
STRIKES = np.array([85.0, 100.0, 115.0])
YEARS = np.array([0.02, 0.02, 0.3])
CALLS = np.array([False, True, True])
TABLE = TimeTable(
    years=[0.0, 0.001, 0.0015, 0.0015, 0.02, 1.0],
    variance_years=[0.0, 0.004, 0.004, 0.01, 0.03, 1.01],
)
PAID = (Dividend(time=0.1, cash=2.0),)


def value(passed=0.0, *, vol=VOL, spot=100.0, table=None, american=False, dividends=(), **more):
    """Value after some time, at the vol that the clock leaves to the rest of the life."""
    left = YEARS - passed
    share = 1.0 if not passed else (TABLE(YEARS) - TABLE(passed)) / TABLE(YEARS)
    paid = tuple(Dividend(time=one.time - passed, cash=one.cash) for one in dividends)
    forward = forward_price(
        spot=np.full(3, spot), years=left, rate=np.full(3, RATE), borrow=np.full(3, BORROW),
        dividends=paid,
    )  # fmt: skip
    return evaluate(
        spot=spot,
        strike=STRIKES,
        years=left,
        forward=forward,
        discount_factor=np.exp(-RATE * left),
        vol=vol * np.sqrt(YEARS * share / left),
        is_call=CALLS,
        american=american,
        terms=ExerciseTerms(dividends=paid, accuracy="reference"),
        clock=table,
        **more,
    )


def slope(step, **market):
    """A derivative in time from values at once, one and two steps later."""
    now, soon, later = (value(n * step, **market)["price"] for n in range(3))
    return (4.0 * soon - 3.0 * now - later) / (2.0 * step)


def test_theta_is_the_slope_of_values_as_time_passes():
    found = value(table=TABLE)
    np.testing.assert_allclose(found["theta"], slope(1e-6), rtol=1e-5, atol=1e-6)


def test_theta_is_not_that_of_calendar_time():
    assert (np.abs(value(table=TABLE)["theta"] / value()["theta"] - 1.0) > 0.2).all()


def test_theta_of_american_options():
    found = value(table=TABLE, american=True)
    np.testing.assert_allclose(found["theta"], slope(1e-5, american=True), rtol=1e-4, atol=1e-6)


def test_theta_between_dividends_on_a_spot_that_pays_them():
    """To first order in the dividend: the Black vol and the spot's own drift apart over time."""
    found = value(table=TABLE, dividends=PAID)
    later = slope(1e-5, dividends=PAID)
    np.testing.assert_allclose(found["theta"], later, rtol=1e-2, atol=1e-6)


def test_charm_veta_and_color_are_derivatives_of_theta():
    found, h = value(table=TABLE), 1e-3
    up, down = (value(table=TABLE, spot=100.0 + e) for e in (h, -h))
    charm = (up["theta"] - down["theta"]) / (2 * h)
    color = (up["charm"] - down["charm"]) / (2 * h)
    np.testing.assert_allclose(found["charm"], charm, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found["color"], color, rtol=1e-5, atol=1e-6)
    up, down = (value(table=TABLE, vol=VOL + e) for e in (1e-5, -1e-5))
    veta = (up["theta"] - down["theta"]) / 2e-5
    np.testing.assert_allclose(found["veta"], veta, rtol=1e-5, atol=1e-5)


def test_calendar_time_as_a_clock_changes_nothing():
    plain, timed = value(), value(table=TimeTable.calendar())
    for name, figure in plain.items():
        np.testing.assert_allclose(timed[name], figure, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(timed["theta_1d"], plain["theta"] / 365.0, rtol=1e-12)
    np.testing.assert_allclose(timed["charm_1d"], plain["charm"] / 365.0, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(timed["veta_1d"], 0.01 * plain["veta"] / 365.0, rtol=1e-12)


def test_names_can_be_chosen():
    assert set(value(table=TABLE, only=("price", "theta_1d"))) == {"price", "theta_1d"}


def test_a_day_takes_its_share_of_the_variance_events_included():
    found, day = value(table=TABLE), 1.0 / 365.0
    variance = 0.5 * VOL * found["vega"]
    carry = value()["theta"] + variance / YEARS
    np.testing.assert_allclose(
        found["theta_1d"], carry * day - variance * TABLE(day) / TABLE(YEARS), rtol=1e-9
    )
    assert TABLE(day) > 0.01


def test_an_option_that_expires_within_the_day_loses_all_of_its_variance():
    hours = np.array([3.0, 3.0, 3.0]) / 24.0 / 365.0
    market = {"spot": 100.0, "forward": 100.0, "discount_factor": 1.0, "vol": 0.3}
    found = evaluate(strike=100.0, years=hours, is_call=True, clock=TABLE, **market)
    half_of_vega = -0.5 * 0.3 * found["vega"]
    np.testing.assert_allclose(found["theta_1d"], half_of_vega, rtol=1e-9)


NYSE = Clock(calendar="XNYS", weights=DayWeights(weekend=0.0))
SATURDAY = dt.datetime(2024, 3, 2, 17, 0, tzinfo=dt.UTC)


class Timed(TiltedSurface):
    def __init__(self, clock, at, rate=0.0):
        self.valuation_time, self.clock, self.rate = at, clock, rate

    def forward(self, expiry):
        return SPOT * np.exp(self.rate * np.asarray(expiry))

    def discount_factor(self, expiry):
        return np.exp(-self.rate * np.asarray(expiry))


ROWS = [
    {"underlying": "X", "expiry": dt.date(2024, 3, 15), "strike": 100.0, "is_call": True,
     "quantity": 10, "multiplier": 100},
    {"underlying": "X", "quantity": 300},
]  # fmt: skip


def book(clock, at, **more):
    table = None if clock is None else clock.table(at)
    return value_book(
        Book.from_rows(ROWS), surface=Timed(table, at, **more), spot=SPOT, underlying="X"
    )


def test_a_book_does_not_decay_over_a_weekend_of_weight_zero():
    totals = book(NYSE, SATURDAY).totals
    assert totals["theta"] == pytest.approx(0.0, abs=1e-9)
    assert totals["theta_1d"] == pytest.approx(0.0, abs=1e-9)
    assert totals["charm_1d"] == pytest.approx(0.0, abs=1e-9)
    assert totals["veta_1d"] == pytest.approx(0.0, abs=1e-9)
    assert book(None, SATURDAY).totals["theta_1d"] < -10.0


def test_interest_still_passes_over_such_a_weekend():
    totals = book(NYSE, SATURDAY, rate=0.05).totals
    with_rate = 365.0 * totals["theta_1d"]
    assert with_rate == pytest.approx(totals["theta"], rel=1e-9)
    assert abs(with_rate) > 1.0


def test_a_day_with_an_event_decays_by_the_event():
    monday = dt.datetime(2024, 3, 4, 20, 0, tzinfo=dt.UTC)
    event = Event(at=dt.datetime(2024, 3, 5, 13, 30, tzinfo=dt.UTC), days=5.0)
    calm, tense = book(NYSE, monday), book(NYSE.with_events([event]), monday)
    assert tense.totals["theta_1d"] < 3.0 * calm.totals["theta_1d"] < 0.0
    assert tense.totals["theta"] > calm.totals["theta"]
    assert tense.by_expiry["theta_1d"].sum() == pytest.approx(tense.totals["theta_1d"])


def test_a_surface_without_a_clock_keeps_calendar_time():
    assert surface_clock(TiltedSurface()) is None
