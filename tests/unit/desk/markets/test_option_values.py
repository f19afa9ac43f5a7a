"""Values of a strip along paths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import axiom
from axiom.desk.markets.option_values import HestonVols, strip_vols, values_of
from axiom.instruments import European
from tests.unit.desk.markets.strips import FLAT, HESTON, HORIZON, strip

ENDS = HORIZON * np.arange(1, 5) / 4


def test_under_black_scholes_values_are_the_formula():
    market = strip()
    spot = np.array([95.0, 104.0])
    found = values_of(
        market, time=0.1, spot=spot, vol=strip_vols(market, ENDS).at(2, spot, spot * 0.0)
    )
    for i, s in enumerate(spot):
        for j in range(market.n_options):
            own = axiom.greeks(
                spot=s,
                strike=market.option_strikes[j],
                expiry=market.option_expiries[j] - 0.1,
                vol=FLAT.vol,
            )
            assert found.price[i, j] == pytest.approx(own.price, rel=1e-13)
            assert found.delta[i, j] == pytest.approx(own.delta, rel=1e-13)
            assert found.vega[i, j] == pytest.approx(own.vega, rel=1e-13)


@pytest.mark.parametrize("step", [0, 1, 4])
def test_under_heston_values_are_those_of_the_fourier_engine(step):
    market = strip(model=HESTON)
    time = float(np.append(0.0, ENDS)[step])
    rng = np.random.default_rng(step)
    spot = 100.0 * np.exp(0.2 * np.sqrt(HORIZON) * rng.standard_normal(6))
    variance = np.clip(0.04 + 0.1 * np.sqrt(HORIZON) * rng.standard_normal(6), 0.003, None)
    vol = HestonVols(market, HESTON, ENDS).at(step, spot, variance)
    found = values_of(market, time=time, spot=spot, vol=vol).price
    for i in range(len(spot)):
        model = replace(HESTON, initial_variance=float(variance[i]))
        for j in range(market.n_options):
            option = European(
                strike=market.option_strikes[j], expiry=market.option_expiries[j] - time
            )
            wanted = axiom.value(
                option, model=model, market=axiom.Market(spot=float(spot[i]))
            ).price
            assert found[i, j] == pytest.approx(wanted, abs=1e-5)


def test_beyond_the_table_its_edge_stands():
    vols = HestonVols(strip(model=HESTON), HESTON, ENDS)
    calm, wild = (vols.at(0, np.array([100.0]), np.array([v])) for v in (1e-9, 50.0))
    assert np.isfinite(calm).all()
    assert np.isfinite(wild).all()
    assert (wild > calm).all()


def test_values_do_not_depend_on_the_episodes_beside():
    vols = HestonVols(strip(model=HESTON), HESTON, ENDS)
    spot, variance = np.linspace(95.0, 105.0, 7), np.linspace(0.02, 0.06, 7)
    together = vols.at(3, spot, variance)
    alone = [vols.at(3, spot[i : i + 1], variance[i : i + 1])[0] for i in range(7)]
    assert (together == np.array(alone)).all()


def test_strikes_out_of_reach_are_refused():
    with pytest.raises(axiom.InvalidArgumentError, match="worth nothing"):
        HestonVols(strip(model=HESTON, strikes=(10.0, 100.0)), HESTON, ENDS)
