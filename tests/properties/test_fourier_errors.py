"""The stated errors of the Fourier strips hold on random contracts, models and tolerances."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.kernels.fourier import AffineParameters, AffineStrips
from tests.parity.affine_twin import undiscounted


def random_case(rng, jumps):
    """One day to thirty years, vol of vol to 3, correlations to 0.99, Feller mostly violated."""
    parameters = AffineParameters(
        initial_variance=10 ** rng.uniform(-3, -0.3),
        mean_reversion=10 ** rng.uniform(-1.5, 1.2),
        long_variance=10 ** rng.uniform(-3, -0.3),
        vol_of_vol=10 ** rng.uniform(-1.3, 0.477),
        correlation=rng.uniform(-0.99, 0.99),
        jump_intensity=10 ** rng.uniform(-2, 1) if jumps else 0.0,
        jump_mean=rng.uniform(-0.4, 0.2) if jumps else 0.0,
        jump_vol=rng.uniform(0.0, 0.3) if jumps else 0.0,
    )
    expiry = 10 ** rng.uniform(math.log10(1 / 365), math.log10(30.0))
    p = parameters
    weight = -math.expm1(-p.mean_reversion * expiry) / p.mean_reversion
    variance = p.initial_variance * weight + p.long_variance * (expiry - weight)
    strikes = 100.0 * np.exp(math.sqrt(variance) * rng.uniform(-4.0, 3.0, 5))
    return parameters, expiry, strikes, rng.random(5) < 0.5


@pytest.mark.parametrize("jumps", [False, True])
def test_no_more_than_one_in_a_hundred_misses_its_stated_error(jumps):
    rng = np.random.default_rng(20)
    tolerances = np.array([1e-4, 1e-9])
    missed = np.zeros(2, dtype=int)
    for _ in range(100):
        parameters, expiry, strikes, is_call = random_case(rng, jumps)
        strips = AffineStrips(forward=100.0, strike=strikes, expiry=expiry, is_call=is_call)
        wanted = undiscounted(strikes, 100.0, parameters.as_array(), expiry, is_call)
        rounding = 1e-14 * (100.0 + strikes)
        for i, tolerance in enumerate(tolerances):
            found = strips.values(parameters, tolerance=tolerance)
            missed[i] += np.any(np.abs(found.values[0] - wanted) > found.errors[0] + rounding)
            assert np.all(found.errors[0] <= 1.1 * tolerance + rounding * 1e3)
    assert np.all(missed <= 1)


def test_derivatives_hold_their_stated_errors():
    rng = np.random.default_rng(21)
    missed = np.zeros(12, dtype=int)
    for _ in range(100):
        parameters, expiry, strikes, is_call = random_case(rng, jumps=True)
        strips = AffineStrips(forward=100.0, strike=strikes, expiry=expiry, is_call=is_call)
        found = strips.values(parameters, outputs=12, tolerance=1e-6)
        finer = strips.values(parameters, outputs=12, tolerance=1e-13)
        gap = np.abs(found.values - finer.values) - found.errors - finer.errors
        missed += np.any(gap > 0.0, axis=1)
        assert np.all(np.isfinite(found.values))
    assert np.all(missed <= 1)
