"""Levenberg and Marquardt's least squares, by normal equations: small, dense, deterministic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Minimum", "difference_jacobian", "minimise"]

_FIRST, _LESS, _MORE, _MOST = 1e-3, 0.2, 5.0, 1e12


@dataclass(frozen=True, slots=True)
class Minimum:
    """Where a search ended, and half the sum of squares there."""

    x: NDArray[np.float64]
    cost: float


def minimise(
    residuals: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    jacobian: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    start: NDArray[np.float64],
    *,
    evaluations: int,
    tolerance: float = 1e-6,
) -> Minimum:
    """Search for the least sum of squares of residuals (m,) over x (p,).

    Parameters
    ----------
    residuals, jacobian : callable
        Of x: (m,) and (m, p).
    start : ndarray of float64, (p,)
    evaluations : int
        At most so many residuals.
    tolerance : float
        Ends the search when a step gains less than this share of the cost.

    Returns
    -------
    Minimum
        Never worse than the start.

    Notes
    -----
    Damping is relative to the diagonal of J'J and falls by 5 after a step that gains, rises by 5
    after one that does not.

    References
    ----------
    .. [1] Nocedal, J., Wright, S. (2006), Numerical optimization, 2nd edition, section 10.3.

    Verified by ``tests/unit/volatility/curves/test_least_squares.py``.
    """
    x, r = start, residuals(start)
    cost, damping = 0.5 * float(r @ r), _FIRST
    normal, gradient = _equations(jacobian(x), r)
    for _ in range(evaluations - 1):
        weight = damping * (np.diag(normal) + 1e-12 * np.trace(normal))
        trial = x - np.linalg.solve(normal + np.diag(weight + 1e-300), gradient)
        r = residuals(trial)
        now = 0.5 * float(r @ r)
        if not now < cost:
            damping *= _MORE
            if damping > _MOST:
                break
            continue
        gain, x, cost, damping = cost - now, trial, now, _LESS * damping
        if gain <= tolerance * cost:
            break
        normal, gradient = _equations(jacobian(x), r)
    return Minimum(x, cost)


def difference_jacobian(
    residuals: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    scale: NDArray[np.float64],
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Make a Jacobian of forward differences; `scale` (p,) is the size of each coordinate."""

    def jacobian(x: NDArray[np.float64]) -> NDArray[np.float64]:
        at, steps = residuals(x), 1e-7 * scale
        columns = [(residuals(x + h) - at) for h in np.diag(steps)]
        return np.stack(columns, axis=1) / steps

    return jacobian


def _equations(
    jacobian: NDArray[np.float64], residuals: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return jacobian.T @ jacobian, jacobian.T @ residuals
