"""Options on several assets against plain quadratures of the same expectations."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermegauss
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray
from scipy.special import ndtr

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.multi_asset import (
    TerminalValues,
    exchange_options,
    extreme_values,
    sum_options,
)

Doubles = NDArray[np.float64]


def covariance(vols: Doubles, correlation: Doubles) -> Doubles:
    return np.asarray(np.outer(vols, vols) * correlation)


def pair(rho: float) -> Doubles:
    return np.array([[1.0, rho], [rho, 1.0]])


def random_correlation(rng: np.random.Generator, n: int) -> Doubles:
    factors = rng.normal(size=(n, n + 1))
    c = factors @ factors.T
    scale = np.sqrt(np.diag(c))
    return np.asarray(0.5 * (c + c.T) / np.outer(scale, scale))


def black(forward: Doubles, strike: Doubles, s: float) -> Doubles:
    positive = np.maximum(strike, 1e-300)
    d = np.log(forward / positive) / s + 0.5 * s
    value = forward * ndtr(d) - strike * ndtr(d - s)
    return np.where(strike > 0.0, value, forward - strike)


def spread_twin(f: Doubles, c: Doubles, strike: float) -> float:
    """Integrate Black's formula of the first asset, given the second, in 6000 panels."""
    s1, s2 = np.sqrt(np.diag(c))
    rho = c[0, 1] / (s1 * s2)
    x, weights = leggauss(12)
    edges = np.linspace(-9.0, 9.0, 6001)
    z = (edges[:-1, None] + 0.5 * (x + 1.0) * np.diff(edges)[:, None]).ravel()
    w = (0.5 * weights * np.diff(edges)[:, None]).ravel()
    first = f[0] * np.exp(rho * s1 * z - 0.5 * (rho * s1) ** 2)
    second = f[1] * np.exp(s2 * z - 0.5 * s2**2)
    inner = black(first, strike + second, s1 * np.sqrt(1.0 - rho * rho))
    return float(w @ (np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi) * inner))


@pytest.mark.parametrize("rho", [-0.9999, -0.5, 0.0, 0.5, 0.9, 0.99, 0.9999])
@pytest.mark.parametrize("strike", [-20.0, -4.0, 0.0, 4.0, 20.0])
def test_spreads_to_1e_12(rho: float, strike: float) -> None:
    for vols in ((0.3, 0.2), (0.2, 0.2), (0.05, 0.6)):
        f, c = np.array([100.0, 96.0]), covariance(np.array(vols), pair(rho))
        found = sum_options(forwards=[f], covariance=[c], weights=[[1.0, -1.0]], strike=[strike])
        assert abs(found.value[0] - spread_twin(f, c, strike)) < 1e-12 * 200.0
        assert found.error[0] < 1e-10 * 200.0


def test_exchanges_against_quadrature_and_against_sums() -> None:
    """Margrabe's formula, with its derivatives, is the sum of one asset less the other."""
    rng = np.random.default_rng(3)
    for rho in (-0.9, 0.0, 0.6, 0.99):
        f, q = rng.uniform(60.0, 140.0, (5, 2)), rng.uniform(0.5, 1.5, (5, 2))
        c = np.array([covariance(rng.uniform(0.1, 0.5, 2), pair(rho)) for _ in f])
        found = exchange_options(forwards=f, covariance=c, quantities=q)
        sums = sum_options(forwards=f, covariance=c, weights=q * [1.0, -1.0], strike=np.zeros(5))
        np.testing.assert_allclose(found.value, sums.value, rtol=0, atol=1e-10 * 200.0)
        np.testing.assert_allclose(found.gradient, sums.gradient, rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.hessian, sums.hessian, rtol=0, atol=1e-9)
        for i in range(5):
            assert abs(found.value[i] - spread_twin(q[i] * f[i], c[i], 0.0)) < 1e-12 * 300.0


def test_exchanges_at_their_limits() -> None:
    """Nothing to give: the first asset; nothing to receive: nothing; no spread: what is left."""
    c = covariance(np.array([0.2, 0.2]), pair(1.0))
    found = exchange_options(
        forwards=[[100.0, 90.0]] * 3,
        covariance=[covariance(np.array([0.2, 0.3]), pair(0.5))] * 2 + [c],
        quantities=[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]],
    )
    np.testing.assert_allclose(found.value, [100.0, 0.0, 10.0], rtol=0, atol=1e-10)
    np.testing.assert_allclose(found.gradient, [[1.0, 0.0], [0.0, 0.0], [1.0, -1.0]], atol=1e-12)
    assert np.isfinite(found.hessian).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"forwards": [[100.0, 90.0, 80.0]], "covariance": [np.eye(3)]}, "two assets"),
        ({"quantities": [[1.0, -1.0]]}, "quantities"),
        ({"quantities": [1.0, 1.0]}, "quantities"),
        ({"forwards": [[100.0, -90.0]]}, "forwards"),
        ({"covariance": [[[0.04, 0.1], [0.1, 0.04]]]}, "eigenvalue"),
    ],
)
def test_bad_exchanges_are_refused(changes: dict[str, object], message: str) -> None:
    given = {"forwards": [[100.0, 90.0]], "covariance": [np.eye(2)], "quantities": [[1.0, 1.0]]}
    with pytest.raises(InvalidArgumentError, match=message):
        exchange_options(**(given | changes))  # type: ignore[arg-type]


def product_twin(f: Doubles, c: Doubles, payoff: object, points: int = 400) -> float:
    """Integrate a payoff of two lognormals by a fine trapezoid rule."""
    z = np.linspace(-8.5, 8.5, points)
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi) * (z[1] - z[0])
    root = np.linalg.cholesky(c)
    a, b = np.meshgrid(z, z, indexing="ij")
    s1 = f[0] * np.exp(root[0, 0] * a - 0.5 * c[0, 0])
    s2 = f[1] * np.exp(root[1, 0] * a + root[1, 1] * b - 0.5 * c[1, 1])
    return float(density @ payoff(s1, s2) @ density)  # type: ignore[operator]


@pytest.mark.parametrize(("of_largest", "strike"), [(True, 98.0), (False, 98.0), (True, 0.0)])
def test_extremes_of_two(of_largest: bool, strike: float) -> None:
    f, c = np.array([100.0, 105.0]), covariance(np.array([0.2, 0.3]), pair(0.63))
    pick = np.maximum if of_largest else np.minimum
    found = extreme_values(forwards=[f], covariance=[c], strike=[strike], of_largest=of_largest)
    expected = product_twin(f, c, lambda a, b: pick(pick(a, b), strike), points=1500)
    assert abs(found.value[0] - expected) < 2e-3  # the trapezoid rule at the kink


def basket_twin(f: Doubles, c: Doubles, w: Doubles, strike: float) -> float:
    """Integrate Black's formula of the first asset, given the others, by Gauss-Hermite."""
    n = len(f)
    order = [*range(1, n), 0]
    root = np.linalg.cholesky(c[np.ix_(order, order)])
    x, weight = hermegauss(150)
    grids = np.meshgrid(*[x] * (n - 1), indexing="ij")
    z = np.stack([g.ravel() for g in grids])
    mass = np.ones(z.shape[1])
    for g in np.meshgrid(*[weight / weight.sum()] * (n - 1), indexing="ij"):
        mass = mass * g.ravel()
    moved = np.exp(root[:, : n - 1] @ z - 0.5 * (root[:, : n - 1] ** 2).sum(axis=1)[:, None])
    rest = strike - sum(w[i] * f[i] * moved[k] for k, i in enumerate(order[:-1]))
    return float(mass @ black(w[0] * f[0] * moved[-1], rest, root[-1, -1]))


@pytest.mark.parametrize("seed", range(6))
def test_baskets_of_three_within_their_errors(seed: int) -> None:
    rng = np.random.default_rng(seed)
    f, c = (
        rng.uniform(80.0, 120.0, 3),
        covariance(rng.uniform(0.2, 0.4, 3), 0.5 * np.eye(3) + 0.5 * random_correlation(rng, 3)),
    )
    w = np.array([0.6, 0.5, -0.2]) if seed % 2 else np.array([0.5, 0.3, 0.2])
    strike = float(w @ f)
    expected = basket_twin(f, c, w, strike)
    for tolerance in (1e-4, 1e-7, 1e-9):
        found = sum_options(
            forwards=[f], covariance=[c], weights=[w], strike=[strike], tolerance=tolerance
        )
        assert abs(found.value[0] - expected) < found.error[0] + 2e-10
        assert found.error[0] < 2.0 * tolerance * (strike + np.abs(w) @ f)


def as_one(found: TerminalValues) -> tuple[float, Doubles, Doubles]:
    return float(found.value[0]), found.gradient[0], found.hessian[0]


@pytest.mark.parametrize("kind", ["sum", "largest", "smallest"])
@pytest.mark.parametrize("n", [2, 3, 4])
def test_derivatives_against_differences(kind: str, n: int) -> None:
    rng = np.random.default_rng(n)
    f = rng.uniform(90.0, 110.0, n)
    c = covariance(rng.uniform(0.2, 0.4, n), 0.6 * np.eye(n) + 0.4 * random_correlation(rng, n))
    w = np.array([0.5, -0.4, 0.6, 0.3])[:n]

    def value(at: Doubles, of: Doubles = c) -> tuple[float, Doubles, Doubles]:
        if kind == "sum":
            return as_one(
                sum_options(
                    forwards=[at], covariance=[of], weights=[w], strike=[20.0], tolerance=1e-11
                )
            )
        return as_one(
            extreme_values(
                forwards=[at], covariance=[of], strike=[97.0], of_largest=kind == "largest"
            )
        )

    _, gradient, hessian = value(f)
    h = 1e-2
    for i, step in enumerate(h * np.eye(n)):
        up, down = value(f + step), value(f - step)
        assert abs((up[0] - down[0]) / (2.0 * h) - gradient[i]) < 1e-6
        np.testing.assert_allclose((up[1] - down[1]) / (2.0 * h), hessian[i], rtol=0, atol=1e-7)
    bump = np.zeros((n, n))
    bump[0, 1] = bump[1, 0] = 1e-5
    slope = (value(f, c + bump)[0] - value(f, c - bump)[0]) / 2e-5
    assert abs(slope - f[0] * f[1] * hessian[0, 1]) < 1e-4 * abs(slope) + 1e-4


@pytest.mark.parametrize("n", [3, 4, 5])
def test_extremes_of_many_against_independent_assets(n: int) -> None:
    """Uncorrelated assets: the integral of one less the product of distributions."""
    f, s = np.linspace(95.0, 105.0, n), np.linspace(0.2, 0.35, n)
    x, weights = leggauss(400)
    level = 98.0 * np.exp(1.75 * (x + 1.0))
    below = np.prod(ndtr(np.log(level[:, None] / f) / s + 0.5 * s), axis=1)
    expected = 98.0 + float(1.75 * weights @ (level * (1.0 - below)))
    found = extreme_values(
        forwards=[f], covariance=[np.diag(s * s)], strike=[98.0], of_largest=True, tolerance=1e-9
    )
    assert abs(found.value[0] - expected) < found.error[0] + 1e-9 * n


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_threads_change_no_bit(threads: int) -> None:
    rng = np.random.default_rng(1)
    f = rng.uniform(80.0, 120.0, (9, 3))
    c = np.array([covariance(rng.uniform(0.1, 0.4, 3), random_correlation(rng, 3)) for _ in f])
    c = 0.5 * (c + np.swapaxes(c, 1, 2))
    terms = {"forwards": f, "covariance": c, "strike": np.full(9, 50.0), "tolerance": 1e-6}
    one = sum_options(**terms, weights=np.full((9, 3), 0.5))
    many = sum_options(**terms, weights=np.full((9, 3), 0.5), threads=threads)
    assert np.array_equal(one.value, many.value)
    assert np.array_equal(one.hessian, many.hessian)
