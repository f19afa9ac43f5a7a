from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.core.units import DESK_UNITS
from axiom.kernels.dividends import Dividend
from axiom.risk import GREEK_NAMES, Book, value_book
from axiom.volatility import ExerciseTerms

from .markets import CARRY, RATE, SPOT, VALUATION, TiltedSurface

NEAR, FAR, PAST = dt.date(2024, 6, 21), dt.date(2025, 3, 21), dt.date(2024, 2, 16)
PUT = {"underlying": "X", "expiry": NEAR, "strike": 95.0, "is_call": False}
CALL = {"underlying": "X", "expiry": FAR, "strike": 110.0, "is_call": True}
ROWS = [
    {**PUT, "quantity": -10, "multiplier": 100},
    {"underlying": "X", "quantity": 300},
    {**CALL, "quantity": 4, "multiplier": 100},
    {**CALL, "expiry": PAST, "quantity": 7},
]


def value(rows=ROWS, **changes):
    arguments = {"surface": TiltedSurface(), "spot": SPOT, "underlying": "X", **changes}
    return value_book(Book.from_rows(rows), **arguments)


def test_each_position_agrees_with_a_single_call():
    positions = value().positions
    assert positions["position"].to_list() == [0, 1, 2]
    for row in positions.filter(positions["strike"].is_not_null()).iter_rows(named=True):
        vol = float(TiltedSurface().vol(strike=row["strike"], expiry=row["years"]))
        one = axiom.greeks(
            spot=SPOT,
            strike=row["strike"],
            expiry=row["years"],
            vol=vol,
            rate=RATE,
            dividend_yield=RATE - CARRY,
            is_call=row["is_call"],
        )
        units = row["quantity"] * row["multiplier"]
        assert row["price"] == pytest.approx(one.price, rel=1e-10)
        assert row["present_value"] == pytest.approx(units * one.price, rel=1e-10)
        for name in GREEK_NAMES:
            assert row[name] == pytest.approx(units * getattr(one, name), rel=1e-9, abs=1e-9)


def test_the_underlying_has_a_delta_of_one_and_no_other_greek():
    row = value().positions.row(1, named=True)
    assert (row["present_value"], row["delta"]) == (300 * SPOT, 300.0)
    assert [row[name] for name in GREEK_NAMES if name != "delta"] == [0.0] * 15
    assert row["strike_bucket"] == "underlying"


def test_totals_and_buckets_add_up_to_the_positions():
    valuation = value()
    names = ["present_value", *GREEK_NAMES, *(unit.name for unit in DESK_UNITS)]
    for name in names:
        total = valuation.positions[name].sum()
        assert valuation.totals[name] == pytest.approx(total, rel=1e-12)
        assert valuation.by_expiry[name].sum() == pytest.approx(total, rel=1e-12)
        assert valuation.by_strike[name].sum() == pytest.approx(total, rel=1e-12)
    assert valuation.present_value == valuation.totals["present_value"]
    assert valuation.by_expiry["expiry"].to_list() == [None, NEAR, FAR]
    assert valuation.by_strike["strike_bucket"].to_list() == [
        "underlying",
        "90 to 95 %",
        "105 to 110 %",
    ]


def test_desk_units_are_what_their_names_say():
    totals = value().totals
    assert totals["delta_cash"] == pytest.approx(totals["delta"] * SPOT)
    assert totals["gamma_1pct"] == pytest.approx(totals["gamma"] * SPOT * 0.01)
    assert totals["gamma_cash_1pct"] == pytest.approx(totals["gamma"] * SPOT**2 * 0.01)
    assert totals["vega_1pct"] == pytest.approx(totals["vega"] / 100)
    assert totals["theta_1d"] == pytest.approx(totals["theta"] / 365)
    assert totals["rho_1bp"] == pytest.approx(totals["rho"] / 10_000)


def test_expired_positions_are_listed_and_not_valued():
    valuation = value()
    assert valuation.expired["expiry"].to_list() == [PAST]
    assert valuation.valuation_time == VALUATION
    only = value([ROWS[3]])
    assert (only.present_value, only.positions.height) == (0.0, 0)


def test_a_book_of_the_underlying_alone_is_valued():
    assert value([ROWS[1]]).present_value == 300 * SPOT


@pytest.mark.parametrize("spot", [0.0, -1.0, np.nan, np.inf])
def test_an_impossible_spot_is_refused(spot):
    with pytest.raises(InvalidArgumentError, match="spot is"):
        value(spot=spot)


def test_results_do_not_depend_on_threads():
    one, three = value(threads=1), value(threads=3)
    assert one.positions.equals(three.positions)


def test_positions_are_exercised_as_they_say_or_as_the_chain():
    terms = ExerciseTerms(exercise="american")
    rows = [{**PUT, "strike": 130.0, "quantity": 1}]
    early = value(rows, terms=terms).positions["price"][0]
    late = value([{**rows[0], "exercise": "european"}], terms=terms).positions["price"][0]
    assert late == value(rows).positions["price"][0]
    assert value([{**rows[0], "exercise": "american"}]).positions["price"][0] == early
    assert early >= 130.0 - SPOT > late


def test_cash_dividends_leave_the_forward_where_the_surface_has_it():
    terms = ExerciseTerms(exercise="european", dividends=(Dividend(time=0.2, cash=1.0),))
    plain, dated = (value(terms=one).positions for one in (None, terms))
    assert dated["price"].to_list() == pytest.approx(plain["price"].to_list(), abs=5e-3)
    assert dated["forward"].to_list() == plain["forward"].to_list()
    # Delta is what the spot moves: the dividend's share of the forward stays.
    assert abs(dated["delta"][0]) > abs(plain["delta"][0])


def test_sums_of_large_books_have_the_same_bits_every_time():
    rows = [ROWS[i % len(ROWS)] for i in range(4_000)]
    first = value(rows)
    for _ in range(10):
        again = value(rows)
        assert again.by_expiry.equals(first.by_expiry)
        assert again.by_strike.equals(first.by_strike)
