from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import axiom
from axiom.kernels.dividends import Dividend
from axiom.market import TimeTable
from axiom.risk.explain.ends import make_way
from axiom.risk.explain.path import Travellers
from axiom.volatility import SpotVolDynamics

from .planted_markets import (
    BORROW,
    DAY,
    FAR,
    NEAR,
    NOW,
    RATE,
    SHORT,
    PlantedSurface,
    state,
    years_to,
)

START = PlantedSurface()
STEP = 1.0 / 365.0
LATER = replace(START, valuation_time=NOW + DAY, spot=98.0, rate=0.032, borrow=0.011)
STILL = TimeTable(years=[0.0, STEP, 1.0], variance_years=[0.0, 0.0, 1.0])


def options(expiries=(SHORT, NEAR, FAR), starts=0.0):
    n = len(expiries)
    years = np.array([years_to(one) for one in expiries])
    return Travellers(
        strike=np.full(n, 97.0),
        is_call=np.zeros(n, dtype=bool),
        american=np.zeros(n, dtype=bool),
        years=years,
        start=np.full(n, starts),
        end=np.minimum(years, STEP),
        start_spot=np.full(n, 100.0),
        end_spot=np.full(n, 98.0),
    )


def way(before=START, after=LATER, *, some=None, theo=None, dynamics="sticky_strike"):
    some = some or options()
    known = np.full(some.years.shape, np.nan) if theo is None else np.asarray(theo)
    return make_way(
        some, state(before), state(after), dynamics=SpotVolDynamics.of(dynamics), theo=known
    )


def test_the_ends_are_the_markets_of_the_states():
    found = way()
    assert found.start.vol == pytest.approx(START.vol(strike=97.0, expiry=0.1) * np.ones(3))
    assert found.start.rate == pytest.approx(np.full(3, RATE))
    assert found.end.rate == pytest.approx([RATE, 0.032, 0.032])
    assert found.end.borrow == pytest.approx([BORROW, 0.011, 0.011])
    assert found.early.time == pytest.approx(np.full(3, 0.5 * STEP))
    assert found.early.spot.tolist() == [100.0] * 3
    assert found.late.spot.tolist() == [98.0] * 3
    prices = found.values(found.end, "price")["price"]
    assert prices[0] == 0.0
    assert prices[1] == pytest.approx(
        axiom.price(
            spot=98.0, strike=97.0, expiry=years_to(NEAR) - STEP, rate=0.032, is_call=False,
            dividend_yield=0.011, vol=float(LATER.vol(strike=97.0, expiry=0.1)),
        ), rel=1e-12,
    )  # fmt: skip


def test_vols_are_kept_by_the_clock():
    found = way(replace(START, clock=STILL))
    vol = float(START.vol(strike=97.0, expiry=0.1))
    near = years_to(NEAR)
    assert found.early.vol[1] == pytest.approx(vol * np.sqrt(near / (near - 0.5 * STEP)))
    assert found.late.vol[1] == pytest.approx(
        found.end.vol[1] * np.sqrt((near - STEP) / (near - 0.5 * STEP))
    )
    assert np.isfinite(found.late.vol).all()


def test_an_option_that_expires_keeps_its_rates_and_its_vol_follows_the_spot():
    found = way(dynamics="sticky_moneyness")
    assert found.rest[0] == 0.0
    assert found.followed[0] == pytest.approx(
        START.vol(strike=97.0 / 0.98, expiry=0.1) - START.vol(strike=97.0, expiry=0.1), rel=1e-9
    )
    assert found.slope[1] * 100.0 == pytest.approx(0.1 - 0.4 * np.log(0.97), rel=1e-4)


def test_a_value_at_the_start_tells_its_vol():
    theo = axiom.price(
        spot=100.0, strike=97.0, expiry=years_to(NEAR), rate=RATE, dividend_yield=BORROW,
        vol=0.25, is_call=False,
    )  # fmt: skip
    found = way(theo=[np.nan, theo, 500.0])
    assert found.start.vol[1] == pytest.approx(0.25, rel=1e-9)
    assert found.seen[1] == pytest.approx(0.25 - float(START.vol(strike=97.0, expiry=0.1)))
    assert found.seen[[0, 2]].tolist() == [0.0, 0.0]


def test_dividends_on_the_way_are_paid_at_its_first_half():
    due = (Dividend(time=0.9 * STEP, cash=0.5), Dividend(time=0.3, cash=0.5))
    left = (Dividend(time=0.3 - STEP, cash=0.5),)
    found = way(replace(START, dividends=due), replace(LATER, dividends=left))
    assert found.early.spot.tolist() == [99.5] * 3
    at_start = found.start.payments.seen_from(0.0, 0.0)
    assert len(at_start.dividends) == 2
    half = found.early.payments.seen_from(float(found.early.time[1]), float(found.early.paid[1]))
    assert [one.time for one in half.dividends] == pytest.approx([0.3 - 0.5 * STEP])
    after = found.end.payments.seen_from(STEP, STEP)
    assert [one.time for one in after.dividends] == pytest.approx([0.3 - STEP])


def test_very_short_expiries_have_a_spot_that_gives_their_forward():
    soon = NOW + 0.02 * DAY
    found = way(replace(START, borrow=9.0), some=options((soon, NEAR)))
    assert found.start.ratio[0] != 1.0
    figures = found.values(found.start, "price", "delta", "gamma")
    held = replace(found.start, spot=found.start.spot * 1.0001)
    low = replace(found.start, spot=found.start.spot * 0.9999)
    up, down = (found.values(one, "price")["price"][0] for one in (held, low))
    assert figures["delta"][0] == pytest.approx((up - down) / 0.02, rel=1e-4, abs=1e-9)
