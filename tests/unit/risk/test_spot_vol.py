from __future__ import annotations

import numpy as np
import pytest

from axiom.kernels.dividends import Dividend
from axiom.risk import Book, scenario_ladder, value_book
from axiom.risk.evaluation import on_spot
from axiom.risk.spot_vol import smile_greeks, spot_vol_slopes, travelled_vol
from axiom.volatility import ExerciseTerms, SpotVolDynamics

from .markets import SPOT, TiltedSurface
from .test_valuation import ROWS

EUROPEAN = ExerciseTerms()
AMERICAN = ExerciseTerms(exercise="american", accuracy="fast")
DATED = ExerciseTerms(dividends=(Dividend(time=0.2, cash=1.0),), accuracy="fast")


def market(n=3):
    years = np.full(n, 0.5)
    surface, strike = TiltedSurface(), np.linspace(85.0, 115.0, n)
    return {
        "strike": strike,
        "years": years,
        "forward": surface.forward(years),
        "discount_factor": surface.discount_factor(years),
        "vol": surface.vol(strike=strike, expiry=years),
        "is_call": strike > 100.0,
    }


def slopes(ratio, terms):
    dynamics = SpotVolDynamics(skew_stickiness=ratio)
    given = {"surface": TiltedSurface(), "spot": SPOT, "terms": terms, "dynamics": dynamics}
    return spot_vol_slopes(market(), **given)


def test_a_straight_smile_has_slopes_in_closed_form():
    first, second = slopes(0.3, EUROPEAN)
    assert first == pytest.approx(0.7 * 0.1 / SPOT, rel=1e-12)
    assert second == pytest.approx(-0.7 * 0.1 / SPOT**2, rel=1e-10)


def test_sticky_strike_has_no_slopes_and_changes_no_greek():
    assert all(not one.any() for one in slopes(1.0, DATED))
    figures = {name: np.array([1.0, np.nan]) for name in ("delta", "gamma", "vanna")}
    found = smile_greeks(figures, (np.zeros(2), np.zeros(2)), SpotVolDynamics())
    assert found["smile_delta"] is figures["delta"]
    assert found["smile_gamma"] is figures["gamma"]


def test_dated_dividends_move_the_slopes_little():
    plain, dated = slopes(0.3, EUROPEAN), slopes(0.3, DATED)
    assert dated[0] == pytest.approx(plain[0], rel=0.05)
    assert not np.array_equal(dated[0], plain[0])


@pytest.mark.parametrize("ratio", [0.0, 0.6, 1.8])
def test_a_travelled_vol_is_read_off_the_surface_without_dividends(ratio):
    dynamics = SpotVolDynamics(skew_stickiness=ratio)
    base, _ = on_spot(spot=SPOT, terms=EUROPEAN, **market())
    found = travelled_vol(base, TiltedSurface(), EUROPEAN, dynamics, log_return=0.1)
    expected = market()["vol"] + 0.1 * (1.0 - ratio) * 0.1
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("terms", [EUROPEAN, AMERICAN, DATED], ids=["european", "american", "cash"])
@pytest.mark.parametrize("dynamics", ["sticky_moneyness", 0.5, 1.5])
def test_smile_greeks_are_derivatives_of_the_ladder(terms, dynamics):
    given = {"surface": TiltedSurface(), "spot": SPOT, "underlying": "X", "terms": terms}
    given |= {"dynamics": dynamics}
    step = 2e-3
    ladder = scenario_ladder(
        Book.from_rows(ROWS), spot_shocks=(-step, 0.0, step), vol_shocks=(0.0, 0.02), **given
    )
    value, move = ladder.present_value, step * SPOT
    totals = value_book(Book.from_rows(ROWS), **given).totals
    slope = (value[2] - value[0]) / (2.0 * move)
    assert ladder.smile_delta[1] == pytest.approx(slope, rel=2e-3, abs=2e-3)
    assert totals["smile_delta"] == pytest.approx(slope[0], rel=2e-3, abs=2e-3)
    bend = (value[2] - 2.0 * value[1] + value[0])[0] / move**2
    assert totals["smile_gamma"] == pytest.approx(bend, rel=2e-2, abs=2e-3)
    assert totals["smile_delta_cash"] == pytest.approx(SPOT * totals["smile_delta"])
