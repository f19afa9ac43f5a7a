from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.risk import HISTORICAL_STRESSES, Book, Stress, scenario_grid, stress_book, value_book

from .markets import CARRY, RATE, SPOT, VALUATION, TiltedSurface
from .test_valuation import ROWS

MARKET = {"surface": TiltedSurface(), "underlying": "X", "spot": SPOT}
PUT = {
    "underlying": "X", "expiry": dt.date(2024, 3, 31), "strike": 95.0, "is_call": False,
    "quantity": -3.0, "multiplier": 100.0,
}  # fmt: skip
YEARS = (dt.datetime(2024, 3, 31, 20, tzinfo=dt.UTC) - VALUATION).total_seconds() / (
    365.0 * 86400.0
)
CRASH = Stress(name="crash", spot=-0.2, vol=0.3, skew=-0.01, rate=-0.005)


def stress(rows=ROWS, stresses=(CRASH,), **changes):
    return stress_book(Book.from_rows(rows), stresses=stresses, **{**MARKET, **changes})


def by_hand(vol, one=CRASH):
    spot = SPOT * (1.0 + one.spot)
    return -300.0 * axiom.price(
        spot=spot, strike=95.0, expiry=YEARS - one.years, vol=vol, rate=RATE + one.rate,
        dividend_yield=RATE - CARRY, is_call=False,
    )  # fmt: skip


def places():
    """The at-the-money vol before, and the place of the strike after the move."""
    forward = SPOT * np.exp(CARRY * YEARS) * 0.8
    z = np.log(95.0 / forward) / (0.2 * np.sqrt(YEARS))
    return 0.3 * np.sqrt(30.0 / 365.0 / YEARS), min(z, 3.0)


@pytest.mark.parametrize("ratio", [0.0, 1.0, 1.5])
def test_one_option_by_hand(ratio):
    """The at-the-money vol ends where the stress says, whatever part of it the dynamics bring."""
    wanted, z = places()
    k = np.log(95.0 / (SPOT * np.exp(CARRY * YEARS))) - (1.0 - ratio) * np.log(0.8)
    brought = -0.1 * ratio * np.log(0.8)
    vol = 0.2 - 0.1 * k + (wanted - brought) - 0.01 * z
    found = stress([PUT], dynamics=ratio)
    value = found.table["present_value"].item()
    assert value == pytest.approx(by_hand(vol), rel=1e-9)
    now = value_book(Book.from_rows([PUT]), **MARKET).present_value
    assert found.present_value == pytest.approx(now, rel=1e-12)
    assert found.table["profit"].item() == pytest.approx(value - now, rel=1e-9)


def test_dynamics_that_bring_more_than_the_stress_are_left_alone():
    mild = Stress(name="mild", spot=-0.2, vol=0.01)
    found = stress([PUT], [mild], dynamics="sticky_strike")
    vol = 0.2 - 0.1 * np.log(95.0 / (SPOT * np.exp(CARRY * YEARS)))
    assert found.table["present_value"].item() == pytest.approx(by_hand(vol, mild), rel=1e-9)


def test_a_stress_without_a_move_of_vol_is_a_scenario():
    plain = Stress(name="down", spot=-0.1, years=0.02)
    found = stress(ROWS, [plain], dynamics=1.3)
    cell = scenario_grid(
        Book.from_rows(ROWS), time_shocks=(0.02,), spot_shocks=(-0.1,), vol_shocks=(0.0,),
        dynamics=1.3, **MARKET,
    )  # fmt: skip
    assert found.table["profit"].item() == pytest.approx(cell.profit.item(), rel=1e-9)


def test_rallies_lower_vols():
    rally = Stress(name="rally", spot=0.1, vol=-0.05)
    calm = Stress(name="calm", spot=0.1)
    found = stress([PUT], [rally, calm]).table
    assert found["profit"][0] > found["profit"][1] > 0.0


def test_tables_sum_to_the_profit():
    found = stress(ROWS, HISTORICAL_STRESSES)
    assert found.table["stress"].to_list() == [one.name for one in HISTORICAL_STRESSES]
    live = [row for row in ROWS if row.get("expiry") is None or row["expiry"] > VALUATION.date()]
    assert found.positions.height == len(live) * len(HISTORICAL_STRESSES)
    for wide in (found.by_expiry(), found.by_strike()):
        for name, profit in found.table.select("stress", "profit").iter_rows():
            assert wide[name].sum() == pytest.approx(profit, rel=1e-9)
    assert found.by_expiry()["expiry"][0] is None
    assert "underlying" in found.by_strike()["strike_bucket"].to_list()


def test_results_do_not_depend_on_threads():
    one, three = (stress(ROWS, HISTORICAL_STRESSES, threads=n).table for n in (1, 3))
    assert one.equals(three)


@pytest.mark.parametrize(
    ("stresses", "message"),
    [((), "stresses is empty"), ((CRASH, CRASH), "'crash' is there twice; rename one")],
)
def test_impossible_lists_are_refused(stresses, message):
    with pytest.raises(InvalidArgumentError, match=message):
        stress(ROWS, stresses)
