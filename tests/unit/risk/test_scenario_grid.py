from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.kernels.dividends import Dividend
from axiom.market import TimeTable
from axiom.risk import Book, scenario_grid, scenario_ladder, value_book
from axiom.volatility import ExerciseTerms

from .markets import CARRY, RATE, SPOT, VALUATION, TiltedSurface
from .test_valuation import ROWS

MARKET = {"surface": TiltedSurface(), "underlying": "X", "spot": SPOT}
SHOCKS = {"spot_shocks": (-0.1, 0.0, 0.05), "vol_shocks": (-0.02, 0.0, 0.03)}
CALL = {
    "underlying": "X", "expiry": dt.date(2024, 3, 29), "strike": 98.0, "is_call": True,
    "quantity": 2.0, "multiplier": 100.0,
}  # fmt: skip
CALL_YEARS = (dt.datetime(2024, 3, 29, 20, tzinfo=dt.UTC) - VALUATION).total_seconds() / (
    365.0 * 86400.0
)


def grid(rows=ROWS, **changes):
    return scenario_grid(Book.from_rows(rows), **{**MARKET, **SHOCKS, **changes})


@pytest.mark.parametrize("dynamics", ["sticky_strike", "sticky_moneyness", 1.4])
@pytest.mark.parametrize("exercise", ["european", "american"])
def test_where_no_time_passes_it_is_the_ladder(dynamics, exercise):
    given = {"terms": ExerciseTerms(exercise=exercise, accuracy="fast"), "dynamics": dynamics}
    found = grid(time_shocks=(0.0, 0.01), **given)
    ladder = scenario_ladder(Book.from_rows(ROWS), **MARKET, **SHOCKS, **given)
    assert found.present_value.shape == (2, 3, 3)
    assert found.present_value[0] == pytest.approx(ladder.present_value, rel=1e-9)
    assert found.profit[0] == pytest.approx(ladder.profit, abs=1e-6)


def test_a_call_by_hand_as_time_passes():
    found = grid([CALL], time_shocks=(0.02,), spot_shocks=(0.03,), vol_shocks=(0.01,))
    vol = float(MARKET["surface"].vol(strike=98.0, expiry=CALL_YEARS)) + 0.01
    expected = 200.0 * axiom.price(
        spot=1.03 * SPOT, strike=98.0, expiry=CALL_YEARS - 0.02, vol=vol, rate=RATE,
        dividend_yield=RATE - CARRY, is_call=True,
    )  # fmt: skip
    assert found.present_value[0, 0, 0] == pytest.approx(expected, rel=1e-12)
    now = value_book(Book.from_rows([CALL]), **MARKET).present_value
    assert found.profit[0, 0, 0] == pytest.approx(expected - now, rel=1e-9)


def test_what_expires_in_the_time_settles_on_the_moved_spot():
    found = grid([CALL], time_shocks=(0.5,), spot_shocks=(-0.1, 0.1), vol_shocks=(0.0, 0.3))
    assert found.present_value[0].tolist() == [[0.0, 0.0], pytest.approx([2400.0, 2400.0])]


def test_the_clock_says_how_much_variance_passes():
    class Clocked(TiltedSurface):
        clock = TimeTable(years=[0.0, 0.02, 1.0], variance_years=[0.0, 0.0, 1.0])

    given = {"time_shocks": (0.02,), "spot_shocks": (0.0,), "vol_shocks": (0.0,)}
    found = grid([CALL], surface=Clocked(), **given)
    vol = float(TiltedSurface().vol(strike=98.0, expiry=CALL_YEARS))
    expected = 200.0 * axiom.price(
        spot=SPOT, strike=98.0, expiry=CALL_YEARS - 0.02, rate=RATE, dividend_yield=RATE - CARRY,
        vol=vol * np.sqrt(CALL_YEARS / (CALL_YEARS - 0.02)), is_call=True,
    )  # fmt: skip
    assert found.present_value[0, 0, 0] == pytest.approx(expected, rel=1e-12)


def test_dividends_on_the_way_go_to_the_holder():
    terms = ExerciseTerms(dividends=(Dividend(time=0.01, cash=2.0),))
    shares = [{"underlying": "X", "quantity": 10.0}]
    given = {"time_shocks": (0.0, 0.02), "spot_shocks": (0.0, 0.1), "vol_shocks": (0.0,)}
    found = grid(shares, terms=terms, **given)
    assert found.present_value[..., 0].tolist() == [
        pytest.approx([1000.0, 1100.0]), pytest.approx([1000.0, 980.0 * 1.1 + 20.0]),
    ]  # fmt: skip


def test_the_table_is_long():
    found = grid(time_shocks=(0.0, 0.01))
    row = found.table().filter(time_shock=0.01, spot_shock=0.05, vol_shock=-0.02)
    assert row["profit"].item() == found.profit[1, 2, 0]
    assert row["present_value"].item() == found.present_value[1, 2, 0]
    assert found.table().height == 18


def test_results_do_not_depend_on_threads():
    assert np.array_equal(grid(threads=1).present_value, grid(threads=3).present_value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"time_shocks": (-0.1,)}, "time_shocks holds -0.1; give finite years"),
        ({"time_shocks": ()}, "time_shocks holds nothing"),
        ({"spot_shocks": (-1.0,)}, "spot_shocks holds -1.0"),
        ({"vol_shocks": (np.inf,)}, "vol_shocks holds inf"),
        ({"dynamics": "sticky"}, "dynamics is 'sticky'"),
        ({"spot": 0.0}, "spot is 0.0"),
    ],
)
def test_impossible_arguments_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        grid(**change)
