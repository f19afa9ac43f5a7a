from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom import price
from axiom.volatility import RawSvi
from axiom.volatility.curves.svi.arbitrage import durrleman, least_g, least_gap
from axiom.volatility.curves.svi.feasible import (
    is_free,
    pull_inside,
    repair_butterfly,
    safe_above,
)
from tests.unit.volatility.twin import durrleman as twin

from .test_svi_parameters import VOGT, smiles

DENSE = np.linspace(-4.0, 4.0, 40_001)


def gap(early: RawSvi, late: RawSvi) -> float:
    return float((late.smile(DENSE).total_variance - early.smile(DENSE).total_variance).min())


def test_vogt_has_butterfly_arbitrage() -> None:
    assert least_g(VOGT) == pytest.approx(durrleman(VOGT, DENSE).min(), abs=1e-8)
    assert least_g(VOGT) < -0.03


def test_the_closed_repair_of_vogt_as_printed() -> None:
    """Gatheral and Jacquier (2014), section 5.1, p. 67: c' = 0.3493158, v_min' = 0.01548182."""
    repaired = repair_butterfly(VOGT, years=1.0, optimise=False).jump_wings(years=1.0)
    assert repaired.c == pytest.approx(0.3493158, abs=5e-8)
    assert repaired.v_min == pytest.approx(0.01548182, abs=5e-9)
    assert repaired.v == pytest.approx(0.01742625, abs=5e-9)
    assert least_g(repaired.raw()) > 0.0


def test_the_best_repair_of_vogt_is_at_least_as_close_as_the_printed_one() -> None:
    """Printed there for the search between: c = 0.8564763, v_min = 0.0116249."""
    printed = VOGT.jump_wings(years=1.0).replace(c=0.8564763, v_min=0.0116249).raw()
    assert least_g(printed) >= 0.0
    best = repair_butterfly(VOGT, years=1.0)
    assert least_g(best) >= 0.0
    assert away(best) <= away(printed) < away(repair_butterfly(VOGT, years=1.0, optimise=False))


def away(raw: RawSvi) -> float:
    k = np.linspace(-0.5, 0.5, 101)
    prices = [
        price(
            forward=1.0,
            strike=np.exp(k),
            expiry=1.0,
            vol=np.sqrt(smile.smile(k).total_variance),
            is_call=k > 0.0,
        )
        for smile in (raw, VOGT)
    ]
    return float(np.sum((prices[0] - prices[1]) ** 2))


@given(smiles)
@settings(max_examples=40, deadline=None)
def test_least_g_is_not_above_a_dense_grid(raw: RawSvi) -> None:
    w, dw, ddw = raw.smile(DENSE)
    found, dense = least_g(raw), float(twin(DENSE, w, dw, ddw).min())
    assert found <= dense + 1e-9 * (1.0 + abs(dense))
    if found < -1e-6 and raw.b * (1.0 + abs(raw.rho)) <= 2.0:
        u = np.linspace(-14.0, 14.0, 200_001)
        k = raw.m + raw.sigma * np.sinh(u)
        w, dw, ddw = raw.smile(k)
        assert found == pytest.approx(float(twin(k, w, dw, ddw).min()), rel=1e-3, abs=1e-6)


def test_steep_wings_and_zero_variance_are_arbitrage() -> None:
    assert least_g(RawSvi(a=0.5, b=1.5, rho=0.5, m=0.0, sigma=1.0)) == -np.inf
    assert least_g(RawSvi(a=0.0, b=0.0, rho=0.0, m=0.0, sigma=1.0)) == -np.inf
    assert least_g(RawSvi(a=0.1, b=0.0, rho=0.0, m=0.0, sigma=1.0)) == 1.0


@given(smiles, smiles)
@settings(max_examples=40, deadline=None)
def test_the_sign_of_the_least_gap_is_that_of_a_dense_grid(a: RawSvi, b: RawSvi) -> None:
    found, dense = least_gap(a, b), gap(a, b)
    if found >= 0.0:
        assert dense >= -1e-14
    if dense < -1e-12:
        assert found < 0.0


def test_touching_and_crossing_smiles() -> None:
    early = RawSvi(a=0.01, b=0.1, rho=-0.3, m=0.0, sigma=0.2)
    above = RawSvi(a=0.011, b=0.1, rho=-0.3, m=0.0, sigma=0.2)
    flatter = RawSvi(a=0.03, b=0.09, rho=-0.3, m=0.0, sigma=0.2)
    assert least_gap(early, early) == 0.0
    assert least_gap(early, above) == pytest.approx(0.001, rel=1e-9)
    assert least_gap(above, early) == pytest.approx(-0.001, rel=1e-9)
    assert least_gap(early, flatter) == -np.inf


@given(smiles, st.floats(0.5, 2.0))
@settings(max_examples=20, deadline=None)
def test_repairs_are_free_of_arbitrage(raw: RawSvi, years: float) -> None:
    repaired = repair_butterfly(raw, years=years)
    assert least_g(repaired) >= 0.0
    at = np.zeros(1)
    assert repaired.smile(at).total_variance == pytest.approx(raw.smile(at).total_variance)
    late = safe_above(repaired, variance_at_forward=1.3 * float(raw.smile(at).total_variance[0]))
    moved = pull_inside(raw, late, repaired)
    assert is_free(moved, repaired)
