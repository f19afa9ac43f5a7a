"""Surfaces fitted to planted quotes: close to the truth and without a violation."""

from __future__ import annotations

import numpy as np
import pytest

from tests.planted.fits import fit_chain
from tests.planted.quotes import World, plant
from tests.planted.shapes import EventMixture, Ssvi
from tests.planted.truths import Bates, Heston

TRUTHS = {"heston": Heston(), "bates": Bates(), "ssvi": Ssvi(), "event": EventMixture()}
CLEAN = World()
SPOILT = World(outliers=0.02, gaps=0.1, cut=True)

# The largest RMSE of an expiry in vol points, over its quoted strikes; a half-spread at the money
# is 0.3. What a curve cannot express stays: eSSVI has no W and no short jump wing.
LIMITS = {
    ("spline", "ssvi"): 0.4,
    ("spline", "heston"): 0.4,
    ("spline", "bates"): 0.4,
    ("spline", "event"): 0.4,
    ("essvi", "ssvi"): 0.15,
    ("essvi", "heston"): 0.3,
    ("essvi", "bates"): 1.0,
    ("essvi", "event"): 5.0,
}


def errors(planted, surface):
    """Root mean square error of each expiry in vol points, on its quoted strikes."""
    found = []
    for fitted in surface.slices:
        k = np.linspace(fitted.log_moneyness_min, fitted.log_moneyness_max, 41)
        strike = planted.world.forward(fitted.years) * np.exp(k)
        miss = surface.vol(strike=strike, expiry=fitted.years) - planted.vol(strike, fitted.years)
        found.append(100.0 * float(np.sqrt(np.mean(miss**2))))
    return np.array(found)


@pytest.mark.parametrize("world", [CLEAN, SPOILT], ids=["clean", "spoilt"])
@pytest.mark.parametrize(("curve", "name"), LIMITS)
def test_the_truth_is_recovered_without_a_violation(curve, name, world):
    planted = plant(TRUTHS[name], world, seed=11)
    fitted = fit_chain(planted.chain, curve)
    assert fitted.certificate.is_arbitrage_free, fitted.certificate.summary()
    assert len(fitted.surface.slices) == len(world.days)
    assert errors(planted, fitted.surface).max() < LIMITS[curve, name]


@pytest.mark.parametrize(("curve", "limit"), [("spline", 0.002), ("essvi", 0.0005)])
def test_gross_errors_hardly_move_the_surface(curve, limit):
    world = World(noise=0.3)
    clean = plant(Ssvi(), world, seed=2)
    wrong = plant(Ssvi(), World(noise=0.3, outliers=0.02), seed=2)
    assert wrong.outliers.height >= 10
    alone, beside = (fit_chain(one.chain, curve).surface for one in (clean, wrong))
    for days in world.days:
        years = days / 365.0
        strike = world.forward(years) * np.exp(np.linspace(-2.0, 1.5, 41) * 0.17 * np.sqrt(years))
        moved = beside.vol(strike=strike, expiry=years) - alone.vol(strike=strike, expiry=years)
        assert np.sqrt(np.mean(moved**2)) < limit
