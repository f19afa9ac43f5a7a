"""Bad quotes of every kind, the whole way from the chain: no violation, no exception, no NaN."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import AxiomError
from tests.planted.bad_quotes import SPOILS, all_of_it
from tests.planted.fits import fit_chain
from tests.planted.quotes import World, plant
from tests.planted.shapes import EventMixture, Ssvi

CURVES = ["spline", "essvi"]
CASES = {**SPOILS, "all of it": all_of_it}
K = np.linspace(-0.6, 0.5, 23)


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("truth", [Ssvi(), EventMixture()], ids=["ssvi", "event"])
@pytest.mark.parametrize("name", CASES)
def test_bad_quotes_make_no_violation(name, truth, curve):
    for seed in range(2):
        chain = CASES[name](plant(truth, World(gaps=0.1), seed=seed).chain, seed)
        fitted = fit_chain(chain, curve)
        assert fitted.certificate.is_arbitrage_free, (seed, fitted.certificate.summary())
        surface = fitted.surface
        assert len(surface.slices) + len(surface.skipped) == chain.expiries.height
        vols = surface.vol(log_moneyness=K, expiry=np.array([[0.01], [0.1], [1.0], [3.0]]))
        assert np.isfinite(vols).all()
        assert (np.asarray(vols) > 0.0).all()


@pytest.mark.parametrize("curve", CURVES)
def test_three_quotes_are_fitted_or_said_to_be_skipped(curve):
    planted = plant(Ssvi(), World(days=(7, 28, 126)), seed=0)
    chain = SPOILS["three quotes"](planted.chain, 5)
    fitted = fit_chain(chain, curve)
    few = next(row for row in chain.expiries.iter_rows(named=True) if row["n_quotes"] == 3)
    skipped = {one.expiry: one for one in fitted.surface.skipped}
    own = [one for one in fitted.surface.slices if one.expiry == few["expiry"]]
    assert (few["expiry"] in skipped) != bool(own)
    if few["expiry"] in skipped:
        assert skipped[few["expiry"]].reason


@pytest.mark.parametrize("name", ["locked", "crossed", "decimal slip", "one-sided"])
@pytest.mark.parametrize("curve", CURVES)
def test_single_bad_quotes_do_not_carry_the_fit_away(curve, name):
    world = World(noise=0.3)
    planted = plant(Ssvi(), world, seed=8)
    surface = fit_chain(SPOILS[name](planted.chain, 1), curve).surface
    for days in world.days:
        years = days / 365.0
        strike = world.forward(years) * np.exp(np.linspace(-1.5, 1.0, 21) * 0.17 * np.sqrt(years))
        miss = surface.vol(strike=strike, expiry=years) - planted.vol(strike, years)
        assert np.sqrt(np.mean(miss**2)) < 0.003


@pytest.mark.parametrize("curve", CURVES)
def test_a_chain_without_any_usable_quote_is_refused_in_words(curve):
    planted = plant(Ssvi(), World(days=(7, 28)), seed=0)
    quotes = planted.chain.quotes
    empty = planted.chain.replace(quotes=quotes.with_columns(bid=0.0 * quotes["bid"]))
    with pytest.raises(AxiomError, match=r"strike|quote|pair"):
        fit_chain(empty, curve)
