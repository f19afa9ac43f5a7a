"""What must hold of figures read from any surface free of arbitrage."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.volatility import EssviSurface
from axiom.volatility.analytics import (
    delta_log_moneyness,
    forward_variance,
    implied_distribution,
    local_vol,
    measures,
    variance_swap,
)
from tests.unit.volatility.analytics.made import made

FEW = settings(max_examples=25)


@st.composite
def surfaces(draw) -> EssviSurface:
    """Three slices of one SSVI shape: rho and phi constant in theta to a power of -1/2.

    Gatheral and Jacquier 2014, section 4: free of arbitrage for eta (1 + abs(rho)) <= 2 while
    theta phi (1 + abs(rho)) < 4.
    """
    rho = draw(st.floats(-0.9, 0.9))
    eta = draw(st.floats(0.05, 0.98)) * 2.0 / (1.0 + abs(rho))
    vols = [draw(st.floats(0.08, 0.6)) for _ in range(3)]
    total, slices = 0.0, []
    for years, step, vol in zip((0.1, 0.5, 1.5), (0.1, 0.4, 1.0), vols, strict=True):
        total += vol**2 * step
        slices.append((years, total, rho, eta * math.sqrt(total)))
    return made(*slices)


@FEW
@given(surfaces(), st.floats(0.05, 2.0))
def test_variance_swaps_are_dearer_than_the_least_vol_and_have_small_errors(surface, expiry):
    found = variance_swap(surface, expiry=expiry)
    k = np.linspace(-3.0, 3.0, 301) * surface.vol(log_moneyness=0.0, expiry=expiry)
    assert found.vol >= np.min(surface.vol(log_moneyness=k, expiry=expiry)) * (1.0 - 1e-9)
    assert found.error < 1e-8
    mean = implied_distribution(surface, expiry=expiry).log_return.mean
    assert found.variance == pytest.approx(-2.0 * mean / expiry, rel=1e-7)


@FEW
@given(surfaces(), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_forward_variance_is_not_negative(surface, start, length):
    assert forward_variance(surface, start=start, end=start + length) >= -1e-9


@FEW
@given(surfaces(), st.floats(0.05, 2.0), st.lists(st.floats(1e-6, 1.0 - 1e-6), min_size=2))
def test_quantiles_invert_the_cumulative_and_ascend(surface, expiry, probabilities):
    found = implied_distribution(surface, expiry=expiry)
    p = np.sort(probabilities)
    price = found.quantile(p)
    assert (np.diff(price) >= 0.0).all()
    assert found.cumulative(price) == pytest.approx(p, abs=1e-9)
    assert (np.asarray(found.density(price)) >= 0.0).all()


@FEW
@given(surfaces(), st.floats(0.05, 2.0))
def test_lower_strikes_have_larger_call_deltas(surface, expiry):
    k = delta_log_moneyness(surface, delta=[0.95, 0.75, 0.5, 0.25, 0.05], expiry=expiry)
    assert (np.diff(k) > 0.0).all()


@FEW
@given(surfaces(), st.booleans())
def test_local_vols_are_defined_and_reproduce_total_variance_where_there_is_no_smile(
    surface, smooth
):
    vol = local_vol(surface, smooth=smooth)
    k, t = np.meshgrid(np.linspace(-0.3, 0.3, 7), [0.0, 0.05, 0.3, 1.0, 1.4])
    found = vol(log_moneyness=k, expiry=t)
    assert np.isfinite(found).all()
    assert (found > 0.0).all()
    bare = dataclasses.replace(
        surface, slices=tuple(dataclasses.replace(s, psi=0.0, rho=0.0) for s in surface.slices)
    )
    grid = local_vol(bare, smooth=smooth).grid(expiries=[0.05, 0.3, 1.5], log_moneyness=[-0.1, 0.1])
    total = (grid.vol[:, 0] ** 2 * np.diff(grid.expiries, prepend=0.0)).sum()
    w = bare.total_variance(log_moneyness=-0.1, expiry=1.5)
    assert total == pytest.approx(w, rel=1e-12)


@FEW
@given(surfaces())
def test_every_measure_is_a_number(surface):
    table = measures(surface, ("2w", "3m", "1y"))
    numbers = table.select(table.columns[4:]).to_numpy()
    assert np.isfinite(numbers).all()
    assert (table["kurtosis"] > 1.0 + table["skewness"] ** 2).all()
