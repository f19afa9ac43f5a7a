"""Prices and Greeks against 75-digit prices and their numerical derivatives."""

from __future__ import annotations

import numpy as np
import pytest
from high_precision import DERIVATIVES, random_option, reference_greek

import axiom

TOLERANCE = 5e-12  # relative, out to 12 standard deviations: the stated accuracy


def assert_parity(option, names=tuple(DERIVATIVES)):
    scalar = axiom.greeks(**option.arguments)
    batch = axiom.greeks(**{**option.arguments, "spot": [option.terms[0]]})
    for name in names:
        expected = reference_greek(name, option.model, option.terms, is_call=option.is_call)
        for value in (getattr(scalar, name), float(getattr(batch, name)[0])):
            error = float(abs(value - expected) / abs(expected))
            assert error <= TOLERANCE, f"{name} of {option}: {value!r}, expected {expected}"


@pytest.mark.parametrize("model", ["lognormal", "normal"])
@pytest.mark.parametrize("seed", range(12))
def test_every_greek_within_three_deviations(model, seed):
    assert_parity(random_option(np.random.default_rng([seed, 3]), model, deviations=3.0))


@pytest.mark.parametrize("model", ["lognormal", "normal"])
@pytest.mark.parametrize("seed", range(12))
def test_every_greek_out_to_twelve_deviations(model, seed):
    assert_parity(random_option(np.random.default_rng([seed, 12]), model, deviations=12.0))


@pytest.mark.parametrize("model", ["lognormal", "normal"])
def test_price_on_many_random_options(model):
    rng = np.random.default_rng(7)
    for _ in range(400):
        assert_parity(random_option(rng, model, deviations=12.0, shortest=1e-5), names=("price",))


def test_price_at_tiny_total_vol_near_the_money():
    """An hour to expiry at a vol of 1 %: total vol 1e-4, where differences of N(d) fail."""
    rng = np.random.default_rng(8)
    for _ in range(50):
        option = random_option(rng, "lognormal", deviations=6.0, shortest=1e-5)
        terms = (*option.terms[:2], 1e-4, 0.01, *option.terms[4:])
        spot = 100.0 * float(np.exp(rng.uniform(-6, 6) * 1e-4))
        assert_parity(
            type(option)(terms=(spot, *terms[1:]), is_call=option.is_call, model="lognormal"),
            names=("price", "delta", "gamma", "vega"),
        )


@pytest.mark.parametrize(
    ("name", "spot"),
    [
        ("vanna", 100.0 * np.exp(+0.5 * 0.04)),  # d2 = 0
        ("volga", 100.0 * np.exp(-0.5 * 0.04)),  # d1 = 0
        ("speed", 100.0 * np.exp(-1.5 * 0.04)),  # d1 = -total vol
    ],
)
def test_where_a_greek_crosses_zero_it_is_exact_on_its_own_scale(name, spot):
    terms = (float(spot), 100.0, 1.0, 0.2, 0.0, 0.0)
    expected = reference_greek(name, "lognormal", terms, is_call=True)
    scale = abs(reference_greek(name, "lognormal", (spot * 1.1, *terms[1:]), is_call=True))
    value = getattr(axiom.greeks(spot=terms[0], strike=100.0, expiry=1.0, vol=0.2), name)
    assert abs(value - expected) <= TOLERANCE * scale
    assert abs(expected) < 1e-10 * scale
