"""One implicit step of Dupire's equation, on a grid of strikes over forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.volatility.curves.solvers import solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Grid", "make_grid", "solve", "step"]


@dataclass(frozen=True, slots=True)
class Grid:
    """Strikes over forward (n,), 1 among them, and the second difference operator on them.

    Attributes
    ----------
    log_moneyness, moneyness : ndarray of float64
        Nodes; ascending.
    below, at, above : ndarray of float64
        The operator's diagonals: (T f)_j = below_j f_{j-1} + at_j f_j + above_j f_{j+1}; zero in
        the first and last row. It is exact for quadratics.
    kink : int
        The node at 1.
    """

    log_moneyness: NDArray[np.float64]
    moneyness: NDArray[np.float64]
    below: NDArray[np.float64]
    at: NDArray[np.float64]
    above: NDArray[np.float64]
    kink: int

    @property
    def source(self) -> float:
        """Second difference of max(1 - moneyness, 0) at the kink; it is zero elsewhere."""
        return float(self.below[self.kink] * (1.0 - self.moneyness[self.kink - 1]))

    def second(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Second differences of prices given by their time values (n,)."""
        out = self.at * values
        out[1:] += self.below[1:] * values[:-1]
        out[:-1] += self.above[:-1] * values[1:]
        out[self.kink] += self.source
        return out


def make_grid(*, reach: float, finest: float, nodes: int) -> Grid:
    """Spread nodes over abs(log moneyness) <= reach, densest around the forward.

    `finest` is the scale, in log-moneyness, below which they are evenly spaced; `nodes` is odd.
    """
    half = nodes // 2
    u = np.linspace(-np.arcsinh(reach / finest), np.arcsinh(reach / finest), 2 * half + 1)
    x = finest * np.sinh(u)
    x[half] = 0.0
    moneyness = np.exp(x)
    left, right = np.diff(moneyness)[:-1], np.diff(moneyness)[1:]
    below, above = (np.zeros_like(x) for _ in range(2))
    below[1:-1] = 2.0 / (left * (left + right))
    above[1:-1] = 2.0 / (right * (left + right))
    return Grid(x, moneyness, below, -(below + above), above, half)


def step(
    grid: Grid, before: NDArray[np.float64], variance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Time values at an expiry from those at the one before.

    Parameters
    ----------
    grid : Grid
        Of n nodes.
    before : ndarray of float64, (n,)
        Undiscounted prices over forward, less intrinsic value, of out-of-the-money options; zero at
        time zero.
    variance : ndarray of float64, (n,)
        Local variance times the length of the step, >= 0.

    Returns
    -------
    ndarray of float64, (n,)
        The same at the end of the step, >= 0 and zero at both ends.

    Notes
    -----
    Solves c - variance moneyness^2 c'' / 2 = c_before. The matrix is an M-matrix: with convex
    prices before, prices are convex and not lower after, each to high relative accuracy.

    References
    ----------
    .. [1] Andreasen, J., Huge, B. (2011), "Volatility interpolation", Risk, March, 76-79.

    Verified by ``tests/unit/volatility/curves/test_andreasen_huge.py``.
    """
    diffusion = 0.5 * variance * grid.moneyness**2
    right = before.copy()
    right[grid.kink] += diffusion[grid.kink] * grid.source
    right[[0, -1]] = 0.0
    after = solve(grid, diffusion, right)
    after[[0, -1]] = 0.0
    return after


def solve(
    grid: Grid, diffusion: NDArray[np.float64], right: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Solve (1 - diffusion T) x = right, for columns (n,) or (n, m)."""
    bands = np.zeros((3, diffusion.size))
    bands[0, 1:] = -(diffusion * grid.above)[:-1]
    bands[1] = 1.0 - diffusion * grid.at
    bands[2, :-1] = -(diffusion * grid.below)[1:]
    found: NDArray[np.float64] = solver("scipy.linalg").solve_banded(
        (1, 1), bands, right, check_finite=False
    )
    return found
