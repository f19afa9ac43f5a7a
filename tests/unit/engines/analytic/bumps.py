"""Greeks of a contract against bumps of its own price."""

import numpy as np
import pytest

import axiom


def price(contract, model, market):
    return axiom.value(contract, model=model, market=market, greeks=False, engine="analytic").price


def slope(function, h):
    return (8.0 * (function(h) - function(-h)) - function(2.0 * h) + function(-2.0 * h)) / (
        12.0 * h
    )


def aged_slope(contract, model, market, h=1e-4):
    later = [
        price(contract.aged(n * h, spots=market.spots), model.aged(n * h), market.aged(n * h))
        for n in range(4)
    ]
    return (-11.0 * later[0] + 18.0 * later[1] - 9.0 * later[2] + 2.0 * later[3]) / (6.0 * h)


def check_greeks(contract, model, market):
    greeks = axiom.value(contract, model=model, market=market, engine="analytic").greeks
    spot = market.spots[0]

    def moved(h):
        return price(contract, model, market.with_spot(spot + h))

    assert greeks.delta == pytest.approx(slope(moved, 0.01), rel=1e-8, abs=1e-9)
    h = 0.05
    values = [moved(n * h) for n in (-2, -1, 0, 1, 2)]
    curvature = float(np.dot([-1.0, 16.0, -30.0, 16.0, -1.0], values)) / (12.0 * h * h)
    assert greeks.gamma == pytest.approx(curvature, rel=1e-5, abs=1e-8)
    vega = slope(lambda h: price(contract, model.shifted(h), market), 1e-4)
    assert greeks.vega == pytest.approx(vega, rel=1e-7, abs=1e-8)
    rho = slope(lambda h: price(contract, model, market.with_rate_shifted(h)), 1e-4)
    assert greeks.rho == pytest.approx(rho, rel=1e-7, abs=1e-8)
    assert greeks.theta == pytest.approx(aged_slope(contract, model, market), rel=1e-5, abs=1e-5)
