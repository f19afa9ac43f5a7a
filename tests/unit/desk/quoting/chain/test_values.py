from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk.quoting.chain.values import ChainValues, seconds_of
from axiom.kernels.chain import FIGURES
from axiom.market import TimeTable
from axiom.risk import GREEK_NAMES, evaluate
from axiom.volatility import ExerciseTerms, SpotVolDynamics
from axiom.volatility.live.motion import moved_forwards, rolled, travelled
from tests.planted.quotes import NOW

from .made import SPOT, at, fitted, listing

CLOCK = TimeTable(years=[0.0, 0.01, 0.02, 2.0], variance_years=[0.0, 0.002, 0.018, 2.1])


def values(surface=None, *, spot=SPOT, dynamics="sticky_strike", threads=1, time=0.0, **given):
    made = ChainValues(listing(), dynamics=SpotVolDynamics.of(dynamics), threads=threads)
    given = {"terms": ExerciseTerms(), "vol_error": None, **given}
    made.set_surface(surface or fitted(), spot=spot, time=seconds_of(at(time)), **given)
    return made


def of_surface(surface, spot, *, clock=None):
    """The same rows by `axiom.risk.evaluate`."""
    options = listing()
    years = (options.instants - seconds_of(surface.valuation_time)) / (365.0 * 86400.0)
    years = years[options.expiry]
    return evaluate(
        spot=spot,
        strike=options.strike,
        years=years,
        forward=surface.forward(years),
        discount_factor=surface.discount_factor(years),
        vol=surface.vol(strike=options.strike, expiry=years),
        is_call=options.is_call,
        clock=clock,
    )


def assert_alike(made, expected, rel=1e-9):
    assert ("price", *GREEK_NAMES) == FIGURES
    for row, name in enumerate(FIGURES):
        scale = np.abs(expected[name]).max()
        assert made.figures[row] == pytest.approx(expected[name], rel=rel, abs=1e-11 * scale), name


def test_values_at_the_surface_are_those_of_a_book():
    assert_alike(values(), of_surface(fitted(), SPOT))


@pytest.mark.parametrize("move", [-0.03, -1e-4, 2e-3, 0.05])
def test_a_spot_move_under_sticky_strike_keeps_vols_and_carries_forwards(move):
    made = values()
    spot = SPOT * math.exp(move)
    made.revalue(spot, time=seconds_of(NOW))
    surface = replace(fitted(), forwards=moved_forwards(fitted().forwards, move))
    expected = of_surface(surface, spot) | {}
    options, years = listing(), made.years
    again = evaluate(
        spot=spot,
        strike=options.strike,
        years=years,
        forward=surface.forward(years),
        discount_factor=surface.discount_factor(years),
        vol=fitted().vol(strike=options.strike, expiry=years),
        is_call=options.is_call,
    )
    assert_alike(made, again)
    assert np.abs(expected["price"] - again["price"]).max() > 1e-6


@pytest.mark.parametrize("dynamics", ["sticky_moneyness", 1.5])
@pytest.mark.parametrize("move", [-0.002, 0.001])
def test_a_spot_move_is_that_of_the_travelled_surface(dynamics, move):
    surface, share = travelled(fitted(), move, SpotVolDynamics.of(dynamics))
    assert share == 1.0
    made = values(dynamics=dynamics)
    made.revalue(SPOT * math.exp(move), time=seconds_of(NOW))
    assert_alike(made, of_surface(surface, SPOT * math.exp(move)))


@pytest.mark.parametrize("clock", [None, CLOCK], ids=["calendar", "clock"])
def test_time_passes_as_the_surface_rolls(clock):
    surface = replace(fitted(), clock=clock)
    later = at(7 * 3600.0)
    made = values(surface)
    made.revalue(SPOT, time=seconds_of(later))
    there = rolled(surface, later)
    assert_alike(made, of_surface(there, SPOT, clock=there.clock), rel=1e-8)


@pytest.mark.parametrize("dynamics", ["sticky_strike", "sticky_moneyness", 1.7])
def test_smile_delta_is_the_derivative_along_the_dynamics(dynamics):
    made, step = values(dynamics=dynamics), SPOT * 1e-4
    delta = made.smile_delta(SPOT).copy()
    prices = []
    for spot in (SPOT - step, SPOT + step):
        made.revalue(spot, time=seconds_of(NOW))
        prices.append(made.figures[0].copy())
    assert delta == pytest.approx((prices[1] - prices[0]) / (2.0 * step), abs=2e-5)


def test_rows_that_have_expired_are_nan_and_the_others_are_not():
    made = values()
    after = (listing().instants[0] - seconds_of(NOW)) + 1.0
    made.revalue(SPOT, time=seconds_of(at(after)))
    gone = listing().expiry == 0
    assert np.isnan(made.figures[:, gone]).all()
    assert np.isfinite(made.figures[:, ~gone]).all()


def test_threads_change_no_bit():
    one, two = values(threads=1), values(threads=2)
    assert one.figures.tobytes() == two.figures.tobytes()


def test_errors_are_the_surfaces_or_the_given_ones():
    options, own = listing(), values()
    expected = fitted().vol_error(strike=options.strike, expiry=own.years)
    assert own.vol_error == pytest.approx(expected)
    assert (values(vol_error=0.01).vol_error == 0.01).all()
    with pytest.raises(InvalidArgumentError, match="vol_error"):
        values(vol_error=-0.01)


def test_naive_times_are_refused():
    with pytest.raises(InvalidArgumentError, match="naive"):
        seconds_of(NOW.replace(tzinfo=None))
