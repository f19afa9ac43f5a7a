from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.risk import HISTORICAL_STRESSES, Stress

A_MONTH = 30.0 / 365.0
BY_NAME = {one.name: one for one in HISTORICAL_STRESSES}


def test_short_expiries_move_more():
    moves = Stress(name="up", vol=0.1).vol_move(np.array([1.0, 7.0, 30.0, 120.0]) / 365.0, 0.2)
    assert moves == pytest.approx([0.1 * np.sqrt(30.0 / 7.0)] * 2 + [0.1, 0.05])


def test_a_fall_is_no_larger_a_share_than_it_was():
    fall = Stress(name="down", vol=-0.15, vol_before=0.7)
    years, at_money = np.array([30.0, 365.0]) / 365.0, np.array([0.14, 0.9])
    long = -0.15 * np.sqrt(30.0 / 365.0)
    assert fall.vol_move(years, at_money) == pytest.approx([-0.14 * 0.15 / 0.7, long])
    assert Stress(name="down", vol=-0.15).vol_move(A_MONTH, 0.14) == pytest.approx(-0.15)


@pytest.mark.parametrize(
    ("name", "spot", "vol"),
    [
        ("1987-10-19", -0.2047, 1.1382),
        ("2008-09-29", -0.0881, 0.1198),
        ("2008-10-06 to 10", -0.1820, 0.2481),
        ("2008-10-13", 0.1158, -0.1496),
        ("2018-02-05", -0.0410, 0.2001),
        ("2020-03-16", -0.1198, 0.2486),
    ],
)
def test_the_named_days_are_as_they_were(name, spot, vol):
    assert BY_NAME[name].spot == pytest.approx(spot, abs=5e-5)
    assert BY_NAME[name].vol == pytest.approx(vol, abs=1e-9)


def test_each_has_a_source_and_a_name_of_its_own():
    assert len(BY_NAME) == len(HISTORICAL_STRESSES)
    for one in HISTORICAL_STRESSES:
        index = "VXO" if one.name.startswith("1987") else "VIX"
        assert one.source.startswith("S&P 500 ")
        assert index in one.source
        assert ("bp" in one.source) == (one.rate != 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "name is empty"),
        ({"spot": -1.0}, "spot=-1.0"),
        ({"vol": float("nan")}, "vol=nan"),
        ({"vol_before": 0.0}, "vol_before=0.0"),
        ({"skew": float("inf")}, "skew=inf"),
        ({"rate": "1"}, "rate='1'"),
        ({"years": -0.1}, "years=-0.1"),
    ],
)
def test_impossible_stresses_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        Stress(**{"name": "x"} | change)
