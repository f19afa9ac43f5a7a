from __future__ import annotations

import numpy as np
import pytest

from axiom.kernels.essvi import theta_floor

from . import twin

X = np.sinh(np.linspace(-9.0, 9.0, 8001))  # phi k


def exact_floor(rho: float, psi: float) -> float:
    """Least theta with g >= 0, which is affine in psi^2 / theta at fixed x = phi k.

    g = (1 - x N' / 2N)^2 - psi^2 N'^2 / 64 - psi^2 / theta (N'^2 / 8N - N'' / 4),
    N = 1 + rho x + sqrt((x + rho)^2 + 1 - rho^2).
    """
    root = np.sqrt((X + rho) ** 2 + 1 - rho**2)
    n, first, second = 1 + rho * X + root, rho + (X + rho) / root, (1 - rho**2) / root**3
    slope = first**2 / (8 * n) - second / 4
    rest = (1 - X * first / (2 * n)) ** 2 - psi**2 * first**2 / 64
    return float(psi**2 / np.min(rest[slope > 0] / slope[slope > 0]))


@pytest.mark.parametrize("rho", [-0.99, -0.9, -0.7, -0.4, 0.0, 0.3, 0.8, 0.95])
@pytest.mark.parametrize("share", [0.001, 0.1, 0.4, 0.7, 0.95])
def test_floor_is_safe_and_not_above_gatheral_and_jacquier(rho: float, share: float) -> None:
    psi = 4.0 * share / (1 + abs(rho))
    floor = theta_floor(rho=rho, psi=psi)
    assert exact_floor(rho, psi) <= floor
    assert floor <= psi**2 * (1 + abs(rho)) / 4 * (1 + 1e-12)
    w = twin.total_variance(X * floor / psi, floor, rho, psi)
    assert (w > 0.0).all()


@pytest.mark.parametrize("rho", [-0.9, -0.5, 0.0, 0.6])
def test_floor_is_tight_for_small_psi(rho: float) -> None:
    assert theta_floor(rho=rho, psi=1e-3) == pytest.approx(exact_floor(rho, 1e-3), rel=6e-3)
    assert theta_floor(rho=0.0, psi=1e-6) * (10 + 4 * 6**0.5) == pytest.approx(1e-12, rel=6e-3)
