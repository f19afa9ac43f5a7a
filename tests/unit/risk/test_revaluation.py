from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.dividends import Dividend
from axiom.risk import Book, MarketMoves, Revaluation, scenario_ladder
from axiom.risk.value_at_risk import revaluation as module
from axiom.risk.value_at_risk.revaluation import tenor_weights
from axiom.volatility import ExerciseTerms

from .markets import SPOT, TiltedSurface
from .test_valuation import ROWS

MARKET = {"surface": TiltedSurface(), "underlying": "X", "spot": SPOT}
SHOCKS = (-0.12, -0.01, 0.0, 0.07)
RISES = (0.0, -0.03, 0.05, 0.01)
TERMS = {
    "european": None,
    "american": ExerciseTerms(exercise="american", accuracy="fast"),
    "dated": ExerciseTerms(
        exercise="american", dividends=(Dividend(time=0.2, cash=1.0),), accuracy="fast"
    ),
}


def profits(moves, rows=ROWS, **changes):
    return Revaluation.of(Book.from_rows(rows), **{**MARKET, **changes}).profits(moves)


@pytest.mark.parametrize("style", TERMS)
@pytest.mark.parametrize("dynamics", ["sticky_strike", "sticky_moneyness", 1.4])
def test_each_move_is_the_cell_of_a_ladder(style, dynamics):
    moves = MarketMoves(spot=np.log1p(SHOCKS), vols=np.array(RISES)[:, None], tenors=(0.5,))
    found = profits(moves, dynamics=dynamics, terms=TERMS[style])
    ladder = scenario_ladder(
        Book.from_rows(ROWS), **MARKET, spot_shocks=SHOCKS, vol_shocks=RISES, dynamics=dynamics,
        terms=TERMS[style],
    )  # fmt: skip
    assert found == pytest.approx(np.diag(ladder.profit), rel=1e-9, abs=1e-7)


def test_moves_of_vol_fall_on_the_expiries_by_their_tenors():
    near, far = ([row] for row in (ROWS[0], ROWS[2]))
    for rows, column in ((near, 0), (far, 1)):
        vols = np.zeros((2, 2))
        vols[:, column] = 0.02
        moves = MarketMoves(spot=np.zeros(2), vols=vols, tenors=(0.31, 1.04))
        parallel = MarketMoves(spot=np.zeros(2), vols=np.full((2, 1), 0.02), tenors=(1.0,))
        assert profits(moves, rows) == pytest.approx(profits(parallel, rows), rel=1e-9)


def test_weights_are_linear_in_the_log_and_flat_beyond():
    found = tenor_weights(np.array([0.01, 0.1, np.sqrt(0.1), 1.0, 9.0]), (0.1, 1.0))
    assert found == pytest.approx(np.array([[1, 0], [1, 0], [0.5, 0.5], [0, 1], [0, 1]]))


def test_blocks_and_threads_change_nothing(monkeypatch):
    rng = np.random.default_rng(0)
    moves = MarketMoves(spot=0.02 * rng.standard_normal(40))
    whole = profits(moves)
    assert np.array_equal(profits(moves, threads=3), whole)
    monkeypatch.setattr(module, "BLOCK", 6)
    assert np.array_equal(profits(moves), whole)


def test_the_underlying_alone_moves_with_spot():
    moves = MarketMoves(spot=[0.1, -0.1])
    found = profits(moves, [{"underlying": "X", "quantity": -3}])
    assert found == pytest.approx(-3 * SPOT * np.expm1([0.1, -0.1]))


def test_a_spot_that_is_none_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"spot is -1\.0; give a finite value above 0"):
        Revaluation.of(Book.from_rows(ROWS), **{**MARKET, "spot": -1.0})
