"""Costs of hedging in the set-ups of Cao, Chen, Hull and Poulos against recorded figures.

Source: an independent simulation of the set-ups with 100,000 paths, printed to one digit (means and
deviations, and Y of Leland's rule) or two (Y of the tuned band). Both sides have errors of
simulation: a figure must lie within 99 % of their sum plus half a unit of the last printed digit.
The band is tuned here, on paths of another seed; the recorded one may be beaten.
"""

from __future__ import annotations

import math

import pytest

from axiom.desk.hedging import (
    BlackScholesDelta,
    Leland,
    cao_chen_hull_poulos,
    hedging_costs,
    tune_band,
)

QUANTILE = 2.576
TABLE = {
    "1 month daily": ((108.0, 37.7, 164.6), 144.4, 124.21),
    "1 month weekly": ((69.1, 49.5, 143.3), 140.5, 138.10),
    "3 months daily": ((90.7, 29.2, 134.5), 108.0, 81.92),
    "3 months, 2 days": ((71.8, 27.0, 112.4), 99.9, 84.05),
    "3 months weekly": ((54.6, 31.1, 101.3), 97.6, 90.09),
    "SABR 1 month daily": ((108.0, 38.0, 165.0), None, 125.3),
    "SABR 3 months daily": ((90.6, 33.1, 140.3), None, 92.5),
}


def interval(error, digit):
    """Both simulations have the same number of paths, and so the same error."""
    return QUANTILE * math.sqrt(2.0) * error + 0.5 * digit


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name):
    setup = cao_chen_hull_poulos()[name]
    delta, leland, band = TABLE[name]
    tuned = tune_band(setup, seed=1, paths=8192)
    policies = {
        "delta": BlackScholesDelta(),
        "leland": Leland(cost=setup.cost, interval=setup.interval),
        "band": tuned.policy,
    }
    found = {one.name: one for one in hedging_costs(policies, setup, seed=0).summary()}
    one = found["delta"]
    assert one.mean == pytest.approx(delta[0], abs=interval(one.mean_error, 0.1))
    assert one.deviation == pytest.approx(delta[1], abs=interval(one.deviation_error, 0.1))
    assert one.objective == pytest.approx(delta[2], abs=interval(one.objective_error, 0.1))
    if leland is not None:
        one = found["leland"]
        assert one.objective == pytest.approx(leland, abs=interval(one.objective_error, 0.1))
    one = found["band"]
    assert one.objective < band + interval(one.objective_error, 0.01)
