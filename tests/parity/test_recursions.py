"""Asian options by recursion and sums of clipped returns against independent quadratures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import norm

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.recursions import asian_recursion, expected_clipped_sum


def black(forward: np.ndarray, strike: np.ndarray, s: float) -> np.ndarray:
    positive = np.maximum(strike, 1e-300)
    d = np.log(forward / positive) / s + 0.5 * s
    return np.where(strike > 0.0, forward * ndtr(d) - positive * ndtr(d - s), forward - strike)


@pytest.mark.parametrize("strike", [0.8, 1.0, 1.25])
@pytest.mark.parametrize("vols", [(0.2, 0.2, 0.2), (0.1, 0.3, 0.15), (0.5, 0.4, 0.6)])
def test_three_fixings(strike: float, vols: tuple[float, float, float]) -> None:
    """The trapezoid rule over two returns, Black's formula for the third."""
    growth = np.array([1.01, 1.02, 0.99])
    x = np.linspace(-10.0, 10.0, 1001)
    w = norm.pdf(x) * (x[1] - x[0])
    r1 = growth[0] * np.exp(vols[0] * x - 0.5 * vols[0] ** 2)[:, None]
    r2 = growth[1] * np.exp(vols[1] * x - 0.5 * vols[1] ** 2)[None, :]
    left = strike - (r1 + r1 * r2) / 3.0
    inner = black(r1 * r2 * growth[2] / 3.0, left, vols[2])
    expected = float(w @ inner @ w)
    variance = np.square(vols)
    found = asian_recursion(
        start=strike,
        forward=growth[2] / 3.0,
        variance=variance[2],
        growth=growth[:2],
        variances=variance[:2],
        weights=[1.0 / 3.0, 1.0 / 3.0],
        nodes=240,
    )
    assert abs(found[0] - expected) < 5e-11


@pytest.mark.parametrize("past", [0.0, 0.3])
def test_average_strike(past: float) -> None:
    """Two fixings before the end: the trapezoid rule over two returns, Black for the third."""
    vols, w3 = (0.2, 0.25, 0.15), 1.0 / 3.0
    x = np.linspace(-10.0, 10.0, 1001)
    w = norm.pdf(x) * (x[1] - x[0])
    r1 = np.exp(vols[0] * x - 0.5 * vols[0] ** 2)[:, None]
    r2 = np.exp(vols[1] * x - 0.5 * vols[1] ** 2)[None, :]
    expected = float(w @ black(r1 * r2, past + w3 * (r1 + r1 * r2), vols[2]) @ w)
    variance = np.square(vols)
    found = asian_recursion(
        start=past,
        forward=1.0,
        variance=variance[2],
        growth=[1.0, 1.0],
        variances=variance[:2],
        weights=[-w3, -w3],
        nodes=240,
    )
    assert abs(found[0] - expected) < 5e-11


def test_recursion_converges_and_its_derivatives_are_its_slopes() -> None:
    def value(start: float, nodes: int) -> tuple[float, float, float]:
        step = 0.2**2 / 12.0
        weights = np.full(11, 1.0 / 12.0)
        return asian_recursion(
            start=start, forward=1.0 / 12.0, variance=step, growth=np.ones(11),
            variances=np.full(11, step), weights=weights, nodes=nodes,
        )  # fmt: skip

    exact = value(1.0, 384)[0]
    errors = [abs(value(1.0, nodes)[0] - exact) for nodes in (48, 96, 192)]
    assert errors[0] < 1e-4
    assert errors[1] < 1e-7
    assert errors[2] < errors[1] / 8.0
    h = 1e-4
    down, here, up = (value(k, 240) for k in (1.0 - h, 1.0, 1.0 + h))
    assert abs((up[0] - down[0]) / (2.0 * h) - here[1]) < 1e-6
    assert abs((up[1] - down[1]) / (2.0 * h) - here[2]) < 1e-4
    assert value(-0.1, 48) == (pytest.approx(1.1, abs=1e-12), -1.0, 0.0)


def capped(mean: float, s: float, cap: float) -> float:
    """Return E[min(exp(X), 1 + cap)]."""
    d = (math.log1p(cap) - mean) / s
    return math.exp(mean + 0.5 * s * s) * norm.cdf(d - s) + (1.0 + cap) * norm.sf(d)


def test_one_period_in_closed_form() -> None:
    mean, s = 0.01, 0.2
    for low, high in ((-0.1, 0.15), (-0.02, 0.02), (0.0, 0.4)):
        found = expected_clipped_sum(
            means=[mean], deviations=[s], lower=low, upper=high, least=-math.inf, most=math.inf
        )
        floor = (1.0 + low) + capped(mean, s, high) - capped(mean, s, low) - 1.0
        assert abs(found - floor) < 1e-12


@pytest.mark.parametrize("bounds", [(-0.05, 0.06), (-math.inf, 0.0), (-math.inf, math.inf)])
def test_two_periods(bounds: tuple[float, float]) -> None:
    """Integrate the second return's clipped expectation over the first, split at its breaks."""
    lower, upper = bounds
    mean, s, least, most, past = (0.01, -0.005), (0.1, 0.15), -0.02, 0.07, 0.01
    low = max(lower, -0.9999)
    high = min(upper, 20.0)

    def second(level: np.ndarray) -> np.ndarray:
        """Return E[clip(level + second return)], by the integral of its upper probability."""
        x = np.linspace(least, most, 801)
        q = x[None, :] - level[:, None]
        beyond = norm.sf((np.log1p(np.clip(q, -0.99999, None)) - mean[1]) / s[1])
        beyond = np.where(q <= low, 1.0, np.where(q > high, 0.0, beyond))
        return least + np.trapezoid(beyond, x, axis=1)

    z = np.linspace(-8.0, 8.0, 1601)
    first = np.clip(np.expm1(mean[0] + s[0] * z), lower, upper)
    expected = np.trapezoid(norm.pdf(z) * second(past + first), z)
    found = expected_clipped_sum(
        means=mean, deviations=s, lower=lower, upper=upper, least=least, most=most, past=past
    )
    assert abs(found - expected) < 1e-4  # the trapezoids at the breaks


def test_order_of_periods_and_number_of_points_do_not_matter() -> None:
    mean, s = np.array([0.01, 0.0, -0.01, 0.02]), np.array([0.1, 0.15, 0.12, 0.1])
    terms = {"lower": -0.05, "upper": 0.08, "least": -0.03, "most": 0.2}
    one = expected_clipped_sum(means=mean, deviations=s, **terms, points=12)
    assert (
        abs(expected_clipped_sum(means=mean[::-1], deviations=s[::-1], **terms, points=12) - one)
        < 1e-11
    )
    assert abs(expected_clipped_sum(means=mean, deviations=s, **terms, points=20) - one) < 1e-11


def test_bad_arguments() -> None:
    steps = {"growth": [1.0], "variances": [0.01], "weights": [0.5]}
    with pytest.raises(InvalidArgumentError, match=r"variance=0\.0"):
        asian_recursion(start=1.0, forward=0.5, variance=0.0, **steps)
    with pytest.raises(InvalidArgumentError, match="not above 0"):
        asian_recursion(start=1.0, forward=0.5, variance=0.1, **{**steps, "growth": [0.0]})
    with pytest.raises(InvalidArgumentError, match="nodes is 8"):
        asian_recursion(start=1.0, forward=0.5, variance=0.1, **steps, nodes=8)
    with pytest.raises(InvalidArgumentError, match="have shapes"):
        asian_recursion(start=1.0, forward=0.5, variance=0.1, **{**steps, "growth": [1.0, 1.0]})
    bounds = {"lower": -0.1, "upper": 0.1, "least": 0.0, "most": 1.0}
    with pytest.raises(InvalidArgumentError, match="deviations"):
        expected_clipped_sum(means=[0.0], deviations=[0.0], **bounds)
    with pytest.raises(InvalidArgumentError, match="in order"):
        expected_clipped_sum(means=[0.0], deviations=[0.1], **{**bounds, "upper": -0.2})
    with pytest.raises(InvalidArgumentError, match="points is 99"):
        expected_clipped_sum(means=[0.0], deviations=[0.1], **bounds, points=99)
    with pytest.raises(InvalidArgumentError, match="not finite"):
        expected_clipped_sum(means=[math.nan], deviations=[0.1], **bounds)
