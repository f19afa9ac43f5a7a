from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import SimulatedFeed, SimulatedMarket
from axiom.service.surfaces.reading import (
    comparison,
    distribution,
    evaluated,
    measured,
    read_tenors,
    smile,
)
from axiom.volatility import ChainFitSettings, Region, fit_chain, measures, smile_shape
from axiom.wire.surfaces import EvaluateRequest

CHAIN = SimulatedFeed(SimulatedMarket(n_updates=0), seed=5).opening()
SURFACE = fit_chain(CHAIN, settings=ChainFitSettings(curve="essvi")).surface


def test_one_expiry_serves_all_points_and_outputs_keep_their_order():
    outputs = ("region", "vol", "vol", "discount_factor")
    request = EvaluateRequest(expiry=(0.2,), strike=(90.0, 100.0, 500.0), outputs=outputs)
    table = evaluated(SURFACE, request)
    assert table.columns == ["expiry", "strike", "region", "vol", "discount_factor"]
    strikes = list(request.strike)
    assert table["vol"].to_list() == SURFACE.vol(strike=strikes, expiry=0.2).tolist()
    regions = [Region(int(one)).name for one in SURFACE.region(strike=strikes, expiry=0.2)]
    assert table["region"].to_list() == regions


def test_a_smile_reaches_four_deviations_and_has_the_librarys_shape():
    found = smile(SURFACE, expiry=0.2, points=9)
    shape = smile_shape(SURFACE, expiry=0.2)
    assert found.shape["atm_vol"] == shape.atm_vol
    assert found.shape["butterfly_25"] == shape.butterfly_25
    assert found.points["log_moneyness"][0] == pytest.approx(-4.0 * shape.atm_vol * np.sqrt(0.2))
    assert found.points["strike"][4] == pytest.approx(found.forward)


def test_a_distribution_has_mass_one_and_grows():
    found = distribution(SURFACE, expiry=0.2, points=41)
    assert found.mass == pytest.approx(1.0, abs=1e-6)
    assert (np.diff(found.points["cumulative"]) > 0.0).all()
    assert found.log_return["variance"] > 0.0


def test_tenors_are_years_or_words():
    assert read_tenors(()) == {}
    assert read_tenors(("1m", "0.5")) == {"tenors": ["1m", 0.5]}
    table = measured(SURFACE, tenors=("1m", "0.3"), convention="forward")
    assert table.equals(measures(SURFACE, ["1m", 0.3]))
    with pytest.raises(InvalidArgumentError, match="tenor is 'soon'"):
        measured(SURFACE, tenors=("soon",), convention="forward")


def test_a_surface_does_not_differ_from_itself():
    found = comparison(SURFACE, SURFACE, tenors=("1m",), same="tenor")
    assert (found.rms, found.largest) == (0.0, 0.0)
    assert len(found.tenors["level"]) == 1


@pytest.mark.parametrize("expiry", [-0.1, 0.0, float("nan")])
def test_expiries_that_are_none_are_refused(expiry):
    with pytest.raises(InvalidArgumentError):
        smile(SURFACE, expiry=expiry)
