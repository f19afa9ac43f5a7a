"""Feasible surfaces are certified; fits to noise are certified; exact quotes are recovered."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.kernels.essvi import theta_floor
from axiom.volatility import EssviSurface, certify, fit_essvi
from tests.unit.volatility.conftest import VALUATION, make_curve, make_slice
from tests.unit.volatility.quotes import forwards_of, quotes_from

shares = st.floats(0.0, 1.0)
triples = st.tuples(shares, shares, shares)
first_slices = st.tuples(st.floats(0.005, 0.3), st.floats(-0.97, 0.9), st.floats(0.05, 1.0))


@st.composite
def feasible_surfaces(draw):
    """Slices anywhere in the feasible set, its edges included: wings and theta rise, phi falls."""
    n = draw(st.integers(1, 6))
    years = np.cumsum([draw(st.floats(0.003, 1.0)) for _ in range(n)])
    theta, rho, share = draw(first_slices)
    theta *= float(years[0])
    psi = share * (theta / theta_floor(rho=rho, psi=1e-6)) ** 0.5 * 1e-6
    psi = min(psi, 3.9 / (1 + abs(rho)))
    theta = max(theta, theta_floor(rho=rho, psi=psi))
    right, left = psi * (1 + rho), psi * (1 - rho)
    slices = [make_slice(float(years[0]), theta, rho, psi)]
    for t in years[1:]:
        a, b, c = draw(triples)
        right, left = right + (3.99 - right) * a**4, left + (3.99 - left) * b**4
        grown = (right + left) / 2
        rho = (right - left) / (right + left)
        least = max(theta_floor(rho=rho, psi=grown), theta * grown / psi)
        theta, psi = least * (1 + 1e-9) * (1 + c), grown
        slices.append(make_slice(float(t), theta, rho, psi))
    curve = make_curve(tuple(years.tolist()))
    return EssviSurface(valuation_time=VALUATION, slices=tuple(slices), forwards=curve)


@given(feasible_surfaces())
@settings(max_examples=150, deadline=None)
def test_feasible_surfaces_are_free_of_arbitrage_between_and_beyond_slices(surface) -> None:
    certificate = certify(surface, quotes_from(surface, n=5).clear())
    assert certificate.is_arbitrage_free, certificate.violations


@given(feasible_surfaces())
@settings(max_examples=100, deadline=None)
def test_json_round_trip_is_bit_exact(surface) -> None:
    again = EssviSurface.from_json(surface.to_json())
    assert again == surface
    k, t = np.linspace(-2.0, 2.0, 31), np.linspace(0.0, 7.0, 5)[:, None]
    for method in ("vol", "density"):
        a, b = (getattr(s, method)(log_moneyness=k, expiry=t) for s in (surface, again))
        assert a.tobytes() == b.tobytes()


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.15), st.integers(3, 40))
@settings(max_examples=60, deadline=None)
def test_a_fit_to_noise_is_free_of_arbitrage(seed: int, noise: float, n: int) -> None:
    rng = np.random.default_rng(seed)
    years = np.cumsum(rng.uniform(0.001, 0.5, size=rng.integers(1, 8)))
    made = EssviSurface(
        valuation_time=VALUATION,
        slices=tuple(
            make_slice(t, 0.06 * t, -0.4, 0.5 * (0.06 * t) ** 0.5) for t in years.tolist()
        ),
        forwards=make_curve(tuple(years.tolist())),
    )
    quotes = quotes_from(made, n=n, noise=noise, rng=rng)
    vols = [pl.col(c).clip(lower_bound=0.005) for c in ("bid_vol", "mid_vol", "ask_vol")]
    quotes = quotes.with_columns(vols)
    fitted = fit_essvi(quotes, forwards_of(made), valuation_time=VALUATION)
    certificate = certify(fitted, quotes)
    assert certificate.is_arbitrage_free, certificate.violations


@given(
    st.floats(0.1, 0.8),
    st.floats(-0.85, 0.5),
    st.floats(0.3, 1.3),
    st.integers(1, 6),
)
@settings(max_examples=60, deadline=None)
def test_exact_quotes_are_recovered(vol: float, rho: float, curve: float, n: int) -> None:
    years = tuple(np.geomspace(0.02, 2.0, n).tolist())
    slices = []
    for t in years:
        theta = vol**2 * t
        slices.append(make_slice(t, theta, rho, min(curve * theta**0.5, 2.0 / (1 + abs(rho)))))
    made = EssviSurface(valuation_time=VALUATION, slices=tuple(slices), forwards=make_curve(years))
    quotes = quotes_from(made)
    fitted = fit_essvi(quotes, forwards_of(made), valuation_time=VALUATION)
    certificate = certify(fitted, quotes)
    assert certificate.is_arbitrage_free
    assert certificate.in_spread_share == 1.0
    assert certificate.rmse_vol == pytest.approx(0.0, abs=2e-4)
