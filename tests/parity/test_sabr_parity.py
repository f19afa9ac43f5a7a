"""The arbitrage-free form of SABR against CEV and Bachelier, its order, and its density."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ncx2

from axiom import price
from axiom.kernels import _core
from axiom.kernels.sabr_effective import effective_sabr_calls

STRIKES = np.array([60.0, 80.0, 100.0, 115.0, 150.0])


def cev_call(forward, strike, alpha, beta, expiry):
    """Undiscounted, absorbed at zero: M. Schroder (1989), J. Finance 44(1), 211-219, p. 213."""
    twice = 2.0 * (1.0 - beta)
    scale = 4.0 / (twice**2 * alpha**2 * expiry)
    x, y = scale * forward**twice, scale * strike**twice
    return forward * ncx2.sf(y, 2.0 + 2.0 / twice, x) - strike * ncx2.cdf(x, 2.0 / twice, y)


@pytest.mark.parametrize(
    ("alpha", "beta", "expiry"),
    [(2.0, 0.5, 1.0), (2.0, 0.5, 10.0), (5.0, 0.3, 2.0), (0.6, 0.8, 5.0)],
)
def test_without_vol_of_vol_it_is_cev(alpha, beta, expiry):
    found = effective_sabr_calls(
        forward=100.0, strike=STRIKES, expiry=expiry, alpha=alpha, beta=beta, rho=0.3, nu=0.0
    )
    wanted = cev_call(100.0, STRIKES, alpha, beta, expiry)
    assert np.all(np.abs(found.call - wanted) <= found.call_error)
    assert found.call_error.max() < 2e-3
    h = 1e-3
    above, below = (cev_call(100.0, STRIKES + s, alpha, beta, expiry) for s in (h, -h))
    assert np.all(np.abs(found.slope - (above - below) / (2 * h)) <= found.slope_error + 1e-8)


def test_beta_one_without_vol_of_vol_is_black():
    found = effective_sabr_calls(
        forward=100.0, strike=STRIKES, expiry=1.0, alpha=0.3, beta=1.0, rho=0.0, nu=0.0
    )
    wanted = price(forward=100.0, strike=STRIKES, expiry=1.0, vol=0.3)
    assert np.all(np.abs(found.call - wanted) <= found.call_error)


def test_convergence_is_of_second_order():
    wanted = float(cev_call(100.0, 100.0, 2.0, 0.5, 1.0))
    errors = []
    for half in (50, 100, 200):
        strike, call = _core.sabr_calls(100.0, 2.0, 0.5, 0.0, 0.0, 1.0, half, half // 2)
        errors.append(abs(call[np.searchsorted(strike, 100.0)] - wanted))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    np.testing.assert_allclose(orders, 2.0, atol=0.1)


def test_calls_are_convex_with_the_forward_as_mean():
    strike, call = _core.sabr_calls(100.0, 2.0, 0.5, -0.5, 0.9, 10.0, 240, 120)
    slopes = np.diff(call) / np.diff(strike)
    assert np.all(np.diff(slopes) >= -1e-12)
    assert strike[0] == pytest.approx(0.0, abs=1e-9)
    assert call[0] == pytest.approx(100.0, rel=1e-12)
    assert np.all((slopes >= -1.0) & (slopes <= 1e-15))


@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.5])
@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.99, 1.0])
@pytest.mark.parametrize(
    ("level", "nu", "expiry"), [(0.2, 0.7, 5.0), (0.5, 3.0, 2.0), (0.1, 0.1, 0.003)]
)
def test_values_stay_between_their_bounds(level, nu, expiry, beta, rho):
    given = {"alpha": level * 100.0 ** (1.0 - beta), "beta": beta, "rho": rho, "nu": nu}
    found = effective_sabr_calls(forward=100.0, strike=STRIKES, expiry=expiry, **given)
    slack = found.call_error + 1e-10
    assert np.all(np.isfinite(found.call_error))
    assert np.all(found.call >= np.maximum(100.0 - STRIKES, 0.0) - slack)
    assert np.all(found.call <= 100.0 + slack)
