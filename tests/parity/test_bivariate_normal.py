"""Normal probabilities in two and more dimensions against mpmath and against known closed forms."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.bivariate import bivariate_normal, multivariate_normal


def twin(x: float, y: float, rho: float) -> mp.mpf:
    """Integrate phi(t) N((y - rho t) / sqrt(1 - rho^2)) up to x."""
    with mp.workdps(25):
        a, b, r = mp.mpf(x), mp.mpf(y), mp.mpf(rho)
        if abs(r) == 1:
            return mp.ncdf(min(a, b)) if r > 0 else max(mp.mpf(0), mp.ncdf(a) - mp.ncdf(-b))
        s = mp.sqrt(1 - r * r)
        steps = [b / r + k * s / abs(r) for k in (-8, -2, 0, 2, 8)] if r else []
        cuts = sorted({mp.mpf(-12), *(c for c in [*steps, -4, 0] if -12 < c < a)})
        return mp.quad(lambda t: mp.npdf(t) * mp.ncdf((b - r * t) / s), [*cuts, a])


def cases() -> list[tuple[float, float, float]]:
    rng = np.random.default_rng(20)
    rhos = [-1.0, 1.0, 0.0, 0.925, -0.925, 0.3, 0.75, *rng.uniform(-1.0, 1.0, 15)]
    rhos += [sign * (1.0 - 10.0**-k) for k in (2, 4, 6, 9) for sign in (-1.0, 1.0)]
    out = []
    for rho in rhos:
        x = float(rng.uniform(-6.0, 6.0))
        near = math.copysign(1.0, rho) * x + float(rng.normal()) * math.sqrt(1.0 - rho * rho)
        out += [(x, float(rng.uniform(-6.0, 6.0)), float(rho)), (x, near, float(rho))]
    return out


@pytest.mark.parametrize(("x", "y", "rho"), cases())
def test_two_dimensions_to_1e_15(x: float, y: float, rho: float) -> None:
    assert abs(float(bivariate_normal(x=x, y=y, correlation=rho)) - twin(x, y, rho)) < 1e-15


def test_infinite_bounds_and_nan() -> None:
    inf = math.inf
    found = bivariate_normal(
        x=[inf, -inf, inf, 0.3, math.nan], y=[inf, 1.0, 0.3, inf, 0.0], correlation=0.4
    )
    half = float(mp.ncdf(mp.mpf(0.3)))
    np.testing.assert_allclose(found[:4], [1.0, 0.0, half, half], rtol=0.0, atol=1e-15)
    assert math.isnan(found[4])


def test_orthants() -> None:
    """P(all below 0): Sheppard's arcsines for three, equal correlations 1/2 for any number."""
    r = np.array([[1.0, 0.4, -0.3], [0.4, 1.0, 0.2], [-0.3, 0.2, 1.0]])
    arcs = np.arcsin([0.4, -0.3, 0.2]).sum()
    found = multivariate_normal(upper=np.zeros(3), correlation=r, points=96)
    assert abs(found - (0.125 + arcs / (4.0 * math.pi))) < 1e-14
    for n, points, tolerance in ((3, 64, 1e-14), (4, 64, 1e-13), (5, 40, 1e-11)):
        half = np.full((n, n), 0.5) + 0.5 * np.eye(n)
        found = multivariate_normal(upper=np.zeros(n), correlation=half, points=points)
        assert abs(found - 1.0 / (n + 1)) < tolerance


def test_one_factor_in_five_dimensions() -> None:
    """Correlations b_i b_j: the product of conditional probabilities over the common factor."""
    b, upper = np.array([0.3, 0.5, 0.6, 0.4, 0.7]), np.array([0.5, -0.2, 1.0, 0.3, 0.1])
    r = np.outer(b, b)
    np.fill_diagonal(r, 1.0)

    def integrand(z: mp.mpf) -> mp.mpf:
        parts = [mp.ncdf((u - k * z) / mp.sqrt(1 - k * k)) for u, k in zip(upper, b, strict=True)]
        return mp.npdf(z) * mp.fprod(parts)

    expected = float(mp.quad(integrand, np.linspace(-9, 9, 10)))
    assert abs(multivariate_normal(upper=upper, correlation=r, points=40) - expected) < 1e-11


def test_independent_and_certain_variables() -> None:
    found = multivariate_normal(upper=[0.1, math.inf, 0.5, 0.2], correlation=np.eye(4))
    expected = float(mp.ncdf(0.1) * mp.ncdf(0.5) * mp.ncdf(0.2))
    assert abs(found - expected) < 1e-13
    assert multivariate_normal(upper=[0.1, -math.inf], correlation=np.eye(2)) == 0.0


def test_bad_arguments() -> None:
    with pytest.raises(InvalidArgumentError, match=r"correlation is 1\.5"):
        bivariate_normal(x=0.0, y=0.0, correlation=1.5)
    with pytest.raises(InvalidArgumentError, match="upper has shape"):
        multivariate_normal(upper=np.zeros(6), correlation=np.eye(6))
    with pytest.raises(InvalidArgumentError, match="eigenvalue"):
        multivariate_normal(
            upper=np.zeros(3), correlation=[[1, -0.9, -0.9], [-0.9, 1, -0.9], [-0.9, -0.9, 1]]
        )
    with pytest.raises(InvalidArgumentError, match="points is 1"):
        multivariate_normal(upper=np.zeros(2), correlation=np.eye(2), points=1)
    with pytest.raises(InvalidArgumentError, match="not symmetric"):
        multivariate_normal(upper=np.zeros(2), correlation=[[1.0, 0.2], [0.1, 1.0]])
    with pytest.raises(InvalidArgumentError, match="NaN"):
        multivariate_normal(upper=[0.0, math.nan], correlation=np.eye(2))
    with pytest.raises(InvalidArgumentError, match="not finite"):
        multivariate_normal(upper=[0.0, 0.0], correlation=[[1.0, math.nan], [math.nan, 1.0]])
