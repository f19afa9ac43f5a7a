"""Published values of exchange, spread and rainbow options."""

from __future__ import annotations

import math

import pytest

import axiom
from axiom.engines.valuation import Valuation
from axiom.instruments import Exchange, Instrument, Rainbow, Spread
from axiom.market import Market
from axiom.models import BlackScholes, Correlated
from tests.reference.several_assets_tables import EXCHANGES, RAINBOWS, SPREADS


def valued(
    contract: Instrument,
    *,
    spots: tuple[float, float],
    yields: tuple[float, float],
    rate: float,
    vols: tuple[float, float],
    rho: float,
) -> Valuation:
    model = Correlated(
        models=tuple(BlackScholes(vol=v) for v in vols), correlation=((1.0, rho), (rho, 1.0))
    )
    market = Market(spot=spots, rate=rate, dividend_yield=yields)
    return axiom.value(contract, model=model, market=market, engine="analytic")


@pytest.mark.parametrize("row", RAINBOWS)
def test_rainbows(row: tuple[str, bool, *tuple[float, ...]]) -> None:
    """Haug, The Complete Guide to Option Pricing Formulas, 1998, pp. 56-58, and Firth's tables."""
    on, is_call, strike, s1, s2, q1, q2, r, t, v1, v2, rho, value, tolerance = row
    contract = Rainbow(strike=strike, expiry=t, on=on, quantities=(1.0, 1.0), is_call=is_call)
    found = valued(contract, spots=(s1, s2), yields=(q1, q2), rate=r, vols=(v1, v2), rho=rho)
    assert abs(found.price - value) < tolerance


@pytest.mark.parametrize("row", SPREADS)
def test_spreads(row: tuple[float, ...]) -> None:
    """Haug 1998, pp. 59-60: Kirk's approximation, which is off by up to 0.02 here.

    Options on futures: the yield is the rate. Independent checks: tests/parity/test_multi_asset.py.
    """
    strike, s1, s2, r, t, v1, v2, rho, value = row
    found = valued(
        Spread(strike=strike, expiry=t),
        spots=(s1, s2),
        yields=(r, r),
        rate=r,
        vols=(v1, v2),
        rho=rho,
    )
    assert abs(found.price - value) < 0.02


@pytest.mark.parametrize("row", EXCHANGES)
def test_exchanges(row: tuple[float, ...]) -> None:
    """Haug 1998, p. 52; the rows with quantities are from a spreadsheet.

    That counts the quantity in gamma once instead of twice, and its theta is another definition:
    theta is compared for single units only.
    """
    s1, s2, n1, n2, q1, q2, r, t, v1, v2, rho, value, *greeks = row
    contract = Exchange(expiry=t, quantities=(n1, n2))
    found = valued(contract, spots=(s1, s2), yields=(q1, q2), rate=r, vols=(v1, v2), rho=rho)
    assert abs(found.price - value) < 1e-3
    own = found.greeks
    assert own is not None
    pairs = zip((*own.delta, own.gamma[0][0] / n1, own.gamma[1][1] / n2), greeks[:4], strict=True)
    assert all(abs(a - b) < 1e-3 for a, b in pairs)
    if (n1, n2) == (1.0, 1.0):
        assert abs(own.theta - greeks[4]) < 1e-3
    assert abs(own.rho) < 1e-9


def test_the_best_and_the_worst() -> None:
    """The largest and the smallest of two are worth both together (Stulz 1982, p. 165)."""
    terms = {"yields": (0.06, 0.09), "rate": 0.05, "vols": (0.11, 0.16), "rho": 0.63}
    best, worst = (
        valued(make(expiry=0.5, quantities=(1.0, 1.0)), spots=(100.0, 105.0), **terms)
        for make in (Rainbow.best_of, Rainbow.worst_of)
    )
    both = 100.0 * math.exp(-0.03) + 105.0 * math.exp(-0.045)
    assert abs(best.price + worst.price - both) < 1e-11
