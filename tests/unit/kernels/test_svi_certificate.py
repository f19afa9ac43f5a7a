"""The exact check of raw SVI slices against published parameters and dense grids."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.svi_certificate import PROVED, UNDECIDED, VIOLATED, prove_svi_slices

# Axel Vogt's raw SVI parameters: Gatheral & Jacquier (2014), equation (3.8), butterfly arbitrage.
VOGT = {"a": -0.0410, "b": 0.1331, "rho": 0.3060, "m": 0.3586, "sigma": 0.4153}


def durrleman(k, *, a, b, rho, m, sigma):
    root = np.sqrt((k - m) ** 2 + sigma**2)
    w, slope = a + b * (rho * (k - m) + root), b * (rho + (k - m) / root)
    curvature = b * sigma**2 / root**3
    return (1 - k * slope / (2 * w)) ** 2 - slope**2 / 4 * (1 / w + 0.25) + curvature / 2


def test_the_published_arbitrage_is_found() -> None:
    verdict, k = prove_svi_slices(**VOGT)
    assert verdict.tolist() == [VIOLATED]
    assert durrleman(k, **VOGT)[0] < 0.0


def raw_from_jump_wings(*, v, skew, put, call, least):
    """Gatheral & Jacquier (2014), lemma 3.2, at one year."""
    root = np.sqrt(v)
    b = root / 2 * (call + put)
    rho = 1 - put * root / b
    beta = rho - 2 * skew * root / b
    alpha = np.sign(beta) * np.sqrt(1 / beta**2 - 1)
    m = (v - least) / (
        b * (-rho + np.sign(alpha) * np.sqrt(1 + alpha**2) - alpha * np.sqrt(1 - rho**2))
    )
    sigma = alpha * m
    return {
        "a": least - b * sigma * np.sqrt(1 - rho**2),
        "b": b,
        "rho": rho,
        "m": m,
        "sigma": sigma,
    }


def test_the_published_repair_is_proved() -> None:
    # Gatheral & Jacquier (2014), example 5.1: Vogt's slice in jump wings, and its repair.
    wings = {"v": 0.01742625, "skew": -0.1752111, "put": 0.6997381}
    before = raw_from_jump_wings(**wings, call=1.316798, least=0.0116249)
    after = raw_from_jump_wings(**wings, call=0.3493158, least=0.0154818)
    assert before["a"] == pytest.approx(VOGT["a"], abs=1e-4)
    assert before["sigma"] == pytest.approx(VOGT["sigma"], abs=1e-4)
    assert prove_svi_slices(**before)[0].tolist() == [VIOLATED]
    assert prove_svi_slices(**after)[0].tolist() == [PROVED]


def test_slices_without_variance_and_with_a_kink() -> None:
    verdict, _ = prove_svi_slices(
        a=[0.04, 0.0, -0.01, 0.01, -0.1], b=[0.0, 0.0, 0.0, 0.1, 0.1], rho=[0.0] * 5, m=[0.0] * 5,
        sigma=[0.0, 0.0, 1.0, 0.0, 0.1],
    )  # fmt: skip
    assert verdict.tolist() == [PROVED, VIOLATED, VIOLATED, UNDECIDED, VIOLATED]


@settings(max_examples=300, deadline=None)
@given(
    least=st.floats(1e-5, 0.2),
    b=st.floats(1e-3, 0.9),
    rho=st.floats(-0.999, 0.999),
    m=st.floats(-1.0, 1.0),
    sigma=st.floats(1e-3, 2.0),
)
def test_it_agrees_with_a_dense_grid(least, b, rho, m, sigma) -> None:
    a = least - b * sigma * np.sqrt(1.0 - rho**2)
    slice_ = {"a": a, "b": b, "rho": rho, "m": m, "sigma": sigma}
    verdict, at = prove_svi_slices(**slice_)
    far = np.concatenate([np.linspace(0.0, 5.0, 4001), np.geomspace(5.0, 1e4, 200)])
    k = np.concatenate([m - sigma * far[::-1], m + sigma * far])
    least_g = durrleman(k, **slice_).min()
    if verdict[0] == PROVED:
        assert least_g > -1e-7
    else:
        assert verdict[0] == VIOLATED
        assert durrleman(at[0], **slice_) < 1e-7
        assert least_g < 1e-3


def test_bad_input_is_named() -> None:
    for name, value in (("b", -0.1), ("rho", 1.1), ("sigma", -1.0), ("a", np.nan)):
        with pytest.raises(InvalidArgumentError, match=f"{name} is {value}"):
            prove_svi_slices(**{**VOGT, name: value})
    with pytest.raises(InvalidArgumentError, match="shapes"):
        prove_svi_slices(**{**VOGT, "m": [0.1, 0.2]})
