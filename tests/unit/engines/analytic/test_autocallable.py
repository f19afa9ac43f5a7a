"""Autocallables on one asset: simulation, closed forms of parts, Greeks, limits, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import Autocallable, Barrier, CashOrNothing, European
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, VolTermStructure

MODEL = BlackScholes(vol=0.25)
MARKET = Market(spot=95.0, rate=0.03, dividend_yield=0.01)
NEVER = float("inf")
NOTE = Autocallable(
    observations=(0.25, 0.5, 1.0, 1.1),
    autocall_levels=(1.05, 1.0, 0.95, 1.0),
    coupon=0.03,
    coupon_level=0.85,
    has_memory=True,
    missed_coupons=2,
    knock_in=0.7,
    initial_fixings=(100.0,),
    notional=50.0,
)
BARE = replace(NOTE, autocall_levels=(NEVER,) * 4, coupon=0.0, has_memory=False, missed_coupons=0)


def value(note, *, model=MODEL, market=MARKET, **how):
    return axiom.value(note, model=model, market=market, **({"engine": "analytic"} | how))


@pytest.mark.parametrize("watch", ["expiry", "observations", "continuous"])
@pytest.mark.parametrize("changes", [{}, {"has_memory": False}, {"is_knocked_in": True}])
def test_recursion_and_simulation_agree(watch, changes):
    note = replace(NOTE, knock_in_monitoring=watch, **changes)
    found, drawn = value(note), value(note, engine="montecarlo", tolerance=1e-4, max_paths=1 << 15)
    assert found.met
    assert abs(found.price - drawn.price) < 3.5 * drawn.error + found.error
    for name in ("delta", "vega", "rho"):
        gap = abs(getattr(found.greeks, name) - getattr(drawn.greeks, name))
        assert gap < 4.0 * drawn.greeks.errors[name], name


def test_the_default_is_the_recursion_and_its_errors_are_true():
    for tolerance in (1e-4, 1e-6, 1e-9):
        found = axiom.value(NOTE, model=MODEL, market=MARKET, tolerance=tolerance, greeks=False)
        exact = value(NOTE, tolerance=1e-12, greeks=False)
        assert found.engine == "analytic"
        assert abs(found.price - exact.price) <= found.error


def test_a_note_that_is_never_called_is_a_bond_less_a_put():
    """All of it paid back in shares below the put strike, knocked in from the start."""
    note = replace(BARE, is_knocked_in=True, put_strike=0.9)
    put = value(European(strike=90.0, expiry=1.1, is_call=False))
    bond = 50.0 * float(MARKET.discount(1.1))
    found = value(note, tolerance=1e-9)
    assert found.price == pytest.approx(bond - 50.0 / 90.0 * put.price, abs=1e-6)
    assert found.greeks.delta == pytest.approx(-50.0 / 90.0 * put.greeks.delta, rel=1e-5)
    assert found.greeks.gamma == pytest.approx(-50.0 / 90.0 * put.greeks.gamma, rel=1e-5)
    assert found.greeks.vega == pytest.approx(-50.0 / 90.0 * put.greeks.vega, rel=1e-5)


def test_a_knock_in_watched_always_is_a_barrier():
    note = replace(BARE, knock_in_monitoring="continuous")
    put = value(
        Barrier(
            strike=100.0, expiry=1.1, is_call=False, barrier=70.0, is_up=False, is_knock_in=True
        )
    )
    bond = 50.0 * float(MARKET.discount(1.1))
    found = value(note, tolerance=1e-9)
    assert found.price == pytest.approx(bond - 0.5 * put.price, abs=1e-6)
    for name in ("delta", "gamma", "vega", "rho", "theta"):
        whole = 0.5 * getattr(put.greeks, name)
        rest = {"rho": -1.1 * bond, "theta": 0.03 * bond}.get(name, 0.0)
        assert getattr(found.greeks, name) == pytest.approx(rest - whole, rel=1e-4), name


def test_coupons_without_memory_are_digitals():
    note = replace(BARE, coupon=0.03, knock_in=0.0)
    digitals = sum(
        value(CashOrNothing(strike=85.0, expiry=t, cash=1.5)).price for t in NOTE.observations
    )
    bond = 50.0 * float(MARKET.discount(1.1))
    assert value(note, tolerance=1e-9).price == pytest.approx(bond + digitals, abs=1e-6)


def test_greeks_are_those_of_a_tighter_run_bumped():
    for watch in ("observations", "continuous"):
        note = replace(NOTE, knock_in_monitoring=watch)

        def price(market=MARKET, model=MODEL, note=note):
            return value(note, market=market, model=model, tolerance=1e-11, greeks=False).price

        found, h = value(note).greeks, 0.05
        up, down = (price(MARKET.with_spot(95.0 + by)) for by in (h, -h))
        assert found.delta == pytest.approx((up - down) / (2.0 * h), rel=1e-3, abs=1e-5)
        assert found.gamma == pytest.approx((up - 2.0 * price() + down) / h**2, rel=2e-3)
        later = note.aged(1e-4, spots=MARKET.spots)
        assert found.theta == pytest.approx((price(note=later) - price()) / 1e-4, rel=5e-3)


def test_curves_and_term_structures_bend_nothing_but_the_steps():
    curve = ZeroCurve(times=(0.25, 1.1), rates=(0.02, 0.04))
    model = BlackScholes(vol=VolTermStructure(times=(0.5, 1.1), vols=(0.2, 0.3)))
    market = replace(MARKET, rate=curve)
    found = value(NOTE, model=model, market=market)
    drawn = value(NOTE, model=model, market=market, engine="montecarlo", max_paths=1 << 15)
    assert abs(found.price - drawn.price) < 3.5 * drawn.error + found.error
    always = replace(NOTE, knock_in_monitoring="continuous")
    with pytest.raises(InvalidArgumentError, match="not flat"):
        value(always, model=model, market=market)


@pytest.mark.parametrize(
    ("note", "model", "message"),
    [
        (NOTE, BlackScholes(vol=0.0), "too little for a grid"),
        (replace(NOTE, observations=(0.25, 0.5, 0.5 + 1e-8, 1.1)), MODEL, "nodes"),
    ],
)
def test_grids_that_do_not_fit_are_refused(note, model, message):
    with pytest.raises(InvalidArgumentError, match=message):
        value(note, model=model)


def test_many_observations_and_levels_out_of_reach():
    months = tuple((i + 1) / 12 for i in range(36))
    note = replace(
        NOTE, observations=months, autocall_levels=(1.0,) * 36, knock_in=1e-9, coupon_level=0.0
    )
    found = value(note)
    assert found.met
    assert np.isfinite([found.price, found.greeks.delta, found.greeks.gamma]).all()
    called_at_once = replace(note, autocall_levels=(1e-9,) * 36, has_memory=False)
    paid = 50.0 * 1.03 * float(MARKET.discount(1.0 / 12.0))
    assert value(called_at_once).price == pytest.approx(paid, rel=1e-7)
