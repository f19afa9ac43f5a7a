from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk import MarketMoves, surface_moves
from axiom.risk.value_at_risk.moves import ewma_vol
from axiom.volatility import SpotVolDynamics

from .markets import VALUATION, TiltedSurface

RNG = np.random.default_rng(5)
MOVES = MarketMoves(
    spot=0.01 * RNG.standard_normal(50), vols=0.005 * RNG.standard_normal((50, 2)), tenors=(0.1, 1)
)


class LaterSurface(TiltedSurface):
    """The tilted surface some days later, raised, its smile translated by R times a log-return."""

    def __init__(self, day, rise, travelled):
        self.rise, self.travelled = rise, travelled
        self.valuation_time = VALUATION + dt.timedelta(days=day)

    def vol(self, *, strike=None, log_moneyness=None, expiry):
        place = np.asarray(log_moneyness) + self.travelled
        return super().vol(log_moneyness=place, expiry=expiry) + self.rise


def test_windows_are_sums_of_neighbours():
    over = MOVES.over(3)
    assert (len(over), over.intervals) == (48, 3)
    assert over.spot[7] == pytest.approx(MOVES.spot[7:10].sum())
    assert over.vols[7] == pytest.approx(MOVES.vols[7:10].sum(axis=0))
    assert MOVES.over(1) is MOVES


def test_covariances_are_about_zero():
    factors = MOVES.factors
    assert MOVES.covariance() == pytest.approx(factors.T @ factors / 50)
    weights = 0.9 ** np.arange(50)[::-1]
    expected = (factors.T * weights) @ factors / weights.sum()
    assert MOVES.covariance(decay=0.9) == pytest.approx(expected)


def test_the_exponential_vol_is_the_recursion_and_forgets_its_start():
    vol = ewma_vol(MOVES.spot, decay=0.8)
    variance = np.mean(MOVES.spot[:5] ** 2)
    for i, move in enumerate(MOVES.spot):
        assert vol[i] == pytest.approx(np.sqrt(variance))
        variance = 0.8 * variance + 0.2 * move**2
    assert vol[-1] == pytest.approx(np.sqrt(variance))


def test_filtered_moves_have_the_volatility_of_now():
    rng = np.random.default_rng(0)
    vol = np.where(np.arange(2000) < 1000, 0.01, 0.03)
    moves = MarketMoves(spot=vol * rng.standard_normal(2000))
    scaled = moves.filtered(decay=0.97).spot
    now = ewma_vol(moves.spot, decay=0.97)[-1]
    assert scaled[200:900].std() == pytest.approx(now, rel=0.1)
    assert scaled[1200:].std() == pytest.approx(now, rel=0.1)
    assert np.array_equal(np.sign(scaled), np.sign(moves.spot))


def test_moves_that_never_vary_stay():
    still = MarketMoves(spot=np.zeros(5))
    assert still.filtered().spot.tolist() == [0.0] * 5


@pytest.mark.parametrize("ratio", [1.0, 0.0, 1.4])
def test_surfaces_that_follow_the_dynamics_leave_the_rise_alone(ratio):
    spots, rises = [100.0, 97.0, 101.0, 99.0], [0.0, 0.02, -0.01, 0.03]
    surfaces = [
        LaterSurface(day, rise, ratio * np.log(spot / spots[0]))
        for day, (spot, rise) in enumerate(zip(spots, rises, strict=True))
    ]
    moves = surface_moves(
        surfaces, spots, tenors=(0.25, 1.0), dynamics=SpotVolDynamics(skew_stickiness=ratio)
    )
    assert moves.spot == pytest.approx(np.diff(np.log(spots)))
    assert moves.vols == pytest.approx(np.repeat(np.diff(rises)[:, None], 2, axis=1), abs=1e-12)
    assert moves.tenors == (0.25, 1.0)


def test_arrays_are_kept_as_read_only_copies():
    given = np.array([0.01, -0.02])
    moves = MarketMoves(spot=given)
    given[0] = 9.0
    assert moves.spot[0] == 0.01
    with pytest.raises(ValueError, match="read-only"):
        moves.spot[0] = 1.0


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"spot": [[0.1]]}, InvalidArgumentError, "spot has the shape"),
        ({"spot": [0.1]}, DataError, "there are 1 moves; give at least 2"),
        ({"spot": [0.1, np.nan]}, DataError, "spot is nan at move 1; leave"),
        ({"vols": [[0.1], [0.2]]}, InvalidArgumentError, "vols has the shape"),
        ({"vols": [[0.1], [np.inf]], "tenors": (1.0,)}, DataError, "vols is inf at move 1"),
        ({"vols": [[0.1], [0.2]], "tenors": (0.0,)}, InvalidArgumentError, "tenors are"),
        ({"vols": np.zeros((2, 2)), "tenors": (1.0, 0.5)}, InvalidArgumentError, "give ascending"),
    ],
)
def test_histories_that_are_none_are_refused(fields, error, message):
    with pytest.raises(error, match=message):
        MarketMoves(**{"spot": [0.1, 0.2], **fields})


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: MOVES.over(0), InvalidArgumentError, "intervals=0: give a whole number"),
        (lambda: MOVES.over(2).over(2), InvalidArgumentError, "span 2 intervals already"),
        (lambda: MOVES.over(50), DataError, "50 moves do not hold 2 windows of 50"),
        (lambda: MOVES.filtered(decay=1.0), InvalidArgumentError, "decay is 1.0"),
        (lambda: MOVES.covariance(decay=0.0), InvalidArgumentError, "decay is 0.0"),
        (lambda: surface_moves([TiltedSurface()], [1.0, 2.0]), InvalidArgumentError, "spots has 2"),
        (
            lambda: surface_moves([TiltedSurface()] * 2, [1.0, 2.0]),
            InvalidArgumentError,
            "is followed by",
        ),
        (lambda: surface_moves([TiltedSurface()], [0.0]), InvalidArgumentError, "spots hold 0.0"),
    ],
)
def test_impossible_arguments_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
