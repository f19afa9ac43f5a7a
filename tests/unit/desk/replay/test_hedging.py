from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import (
    BookExposure,
    CostBand,
    DeltaBand,
    HedgeRule,
    HedgingState,
    NoHedge,
    WhalleyWilmott,
)
from axiom.instruments import European

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)


def state(delta, gamma=0.0):
    greeks = {"gamma": gamma}
    return BookExposure(time=NOON, spot=100.0, delta=delta, underlying=0.0, exposures=greeks)


@pytest.mark.parametrize(
    ("rule", "delta", "expected"),
    [
        (DeltaBand(width=100.0), 100.0, 0.0),
        (DeltaBand(width=100.0), 100.6, -101.0),
        (DeltaBand(width=100.0), -250.4, 250.0),
        (DeltaBand(width=100.0, is_to_edge=True), 250.0, -150.0),
        (DeltaBand(width=0.0, lot=50.0), 70.0, -50.0),
        (DeltaBand(width=0.0, lot=50.0), 20.0, 0.0),
        (DeltaBand(), np.nan, 0.0),
        (NoHedge(), 1e9, 0.0),
    ],
)
def test_units_traded(rule, delta, expected):
    assert isinstance(rule, HedgeRule)
    assert rule.units_to_trade(state(delta)) == expected


@pytest.mark.parametrize("given", [{"width": -1.0}, {"lot": 0.0}, {"is_to_edge": 1}])
def test_bands_outside_their_domain_are_refused(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        DeltaBand(**given)


def test_the_band_of_a_book_is_that_of_a_single_option():
    option = European(strike=105.0, expiry=0.5)
    at = HedgingState(option=option, spot=100.0, time_left=0.5, vol=0.2)
    greeks = at.greeks("delta", "gamma")
    band = WhalleyWilmott(cost=0.01, risk_aversion=0.1).band(at)
    rule = CostBand(cost=0.01, risk_aversion=0.1, lot=1e-9)
    assert rule.width(spot=100.0, gamma=greeks.gamma) == pytest.approx(band.most - greeks.delta)
    for held, target in ((0.0, band.least), (1.0, band.most), (float(greeks.delta), None)):
        book = state(held - float(greeks.delta), gamma=-float(greeks.gamma))
        traded = rule.units_to_trade(book)
        assert traded == pytest.approx(0.0 if target is None else target - held, abs=1e-8)


def test_without_cost_the_delta_is_traded_away_and_without_gamma_too():
    assert CostBand(cost=0.0, risk_aversion=1.0).units_to_trade(state(7.0, gamma=3.0)) == -7.0
    assert CostBand(cost=0.01, risk_aversion=1.0).units_to_trade(state(-7.0)) == 7.0


@pytest.mark.parametrize("gamma", [np.nan, np.inf])
def test_a_gamma_that_is_not_finite_is_not_hedged(gamma):
    assert CostBand(cost=0.01, risk_aversion=1.0).units_to_trade(state(7.0, gamma=gamma)) == 0.0


@pytest.mark.parametrize("given", [{"cost": -1.0}, {"risk_aversion": 0.0}, {"lot": -1.0}])
def test_cost_bands_outside_their_domain_are_refused(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        CostBand(**{"cost": 0.01, "risk_aversion": 1.0, **given})
