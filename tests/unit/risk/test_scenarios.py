from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.dividends import Dividend
from axiom.risk import Book, scenario_ladder, value_book
from axiom.volatility import ExerciseTerms, SpotVolDynamics

from .markets import SPOT, TiltedSurface
from .test_valuation import ROWS

MARKET = {"surface": TiltedSurface(), "underlying": "X"}


class ShiftedSurface(TiltedSurface):
    """The tilted surface after a move: forwards scaled, vols raised, read as a convention says."""

    def __init__(self, move, rise, convention):
        self.move, self.rise, self.convention = move, rise, convention

    def forward(self, expiry):
        return super().forward(expiry) * self.move

    def vol(self, *, strike=None, log_moneyness=None, expiry):
        scale = self.move if self.convention == "sticky_strike" else 1.0
        moneyness = np.log(np.asarray(strike) * scale / self.forward(expiry))
        return super().vol(log_moneyness=moneyness, expiry=expiry) + self.rise


def ladder(**changes):
    return scenario_ladder(Book.from_rows(ROWS), **{**MARKET, "spot": SPOT, **changes})


@pytest.mark.parametrize("convention", ["sticky_strike", "sticky_moneyness"])
def test_every_cell_agrees_with_a_full_revaluation(convention):
    shocks = {"spot_shocks": (-0.1, 0.0, 0.05), "vol_shocks": (-0.02, 0.0, 0.03)}
    found = ladder(dynamics=convention, **shocks)
    for i, spot_shock in enumerate(shocks["spot_shocks"]):
        for j, vol_shock in enumerate(shocks["vol_shocks"]):
            moved = ShiftedSurface(1 + spot_shock, vol_shock, convention)
            again = value_book(
                Book.from_rows(ROWS), surface=moved, spot=SPOT * (1 + spot_shock), underlying="X"
            )
            assert found.present_value[i, j] == pytest.approx(again.present_value, rel=1e-10)
            for name in ("delta", "gamma", "vega"):
                expected = again.totals[name]
                assert getattr(found, name)[i, j] == pytest.approx(expected, rel=1e-8, abs=1e-8)


def test_nothing_moved_is_no_profit():
    for convention in ("sticky_strike", "sticky_moneyness"):
        found = ladder(spot_shocks=(0.0,), vol_shocks=(0.0,), dynamics=convention)
        assert found.profit[0, 0] == pytest.approx(0.0, abs=1e-9)


def test_small_moves_are_what_the_greeks_say():
    totals = value_book(Book.from_rows(ROWS), spot=SPOT, **MARKET).totals
    found = ladder(spot_shocks=(1e-5,), vol_shocks=(0.0,))
    assert found.profit[0, 0] == pytest.approx(totals["delta"] * SPOT * 1e-5, rel=1e-3)
    found = ladder(spot_shocks=(0.0,), vol_shocks=(1e-5,))
    assert found.profit[0, 0] == pytest.approx(totals["vega"] * 1e-5, rel=1e-3)


def test_a_vol_below_zero_stays_at_zero():
    found = ladder(spot_shocks=(0.0,), vol_shocks=(-5.0, -9.0))
    assert found.present_value[0, 0] == found.present_value[0, 1]
    assert np.isfinite(found.present_value).all()


def test_the_default_is_sticky_strike_and_the_table_is_long():
    found = ladder()
    assert found.dynamics == SpotVolDynamics()
    table = found.table()
    assert table.height == found.profit.size
    row = table.filter(spot_shock=0.05, vol_shock=0.02).row(0, named=True)
    i = list(found.spot_shocks).index(0.05)
    j = list(found.vol_shocks).index(0.02)
    assert row["profit"] == found.profit[i, j]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dynamics": "sticky_delta"}, "dynamics is 'sticky_delta'; give one of"),
        ({"spot_shocks": (-1.0,)}, "spot_shocks holds -1.0; give finite decimals above -1"),
        ({"vol_shocks": (np.nan,)}, "vol_shocks holds nan"),
        ({"spot_shocks": ()}, "spot_shocks holds nothing"),
        ({"spot": -1.0}, "spot is -1.0"),
    ],
)
def test_impossible_arguments_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        ladder(**change)


def test_results_do_not_depend_on_threads():
    one, three = ladder(threads=1), ladder(threads=3)
    assert np.array_equal(one.present_value, three.present_value)


AMERICAN = ExerciseTerms(exercise="american", accuracy="fast")
DATED = ExerciseTerms(
    exercise="american", dividends=(Dividend(time=0.2, cash=1.0),), accuracy="fast"
)


@pytest.mark.parametrize("convention", ["sticky_strike", "sticky_moneyness"])
def test_american_cells_agree_with_a_full_revaluation(convention):
    shocks = {"spot_shocks": (-0.1, 0.05), "vol_shocks": (0.0, 0.03)}
    found = ladder(dynamics=convention, terms=AMERICAN, **shocks)
    for i, spot_shock in enumerate(shocks["spot_shocks"]):
        for j, vol_shock in enumerate(shocks["vol_shocks"]):
            moved = ShiftedSurface(1 + spot_shock, vol_shock, convention)
            spot = SPOT * (1 + spot_shock)
            again = value_book(
                Book.from_rows(ROWS), surface=moved, spot=spot, underlying="X", terms=AMERICAN
            )
            assert found.present_value[i, j] == pytest.approx(again.present_value, rel=1e-7)
            assert found.delta[i, j] == pytest.approx(again.totals["delta"], rel=1e-5)


@pytest.mark.parametrize("convention", ["sticky_strike", "sticky_moneyness"])
def test_dated_dividends_stay_when_the_spot_moves(convention):
    found = ladder(spot_shocks=(0.0, 1e-3), vol_shocks=(0.0,), terms=DATED, dynamics=convention)
    assert found.profit[0, 0] == pytest.approx(0.0, abs=1e-6)
    totals = value_book(Book.from_rows(ROWS), spot=SPOT, terms=DATED, **MARKET).totals
    if convention == "sticky_strike":
        expected = totals["delta"] * SPOT * 1e-3
        assert found.profit[1, 0] == pytest.approx(expected, rel=0.02)
    assert np.isfinite(found.profit).all()
