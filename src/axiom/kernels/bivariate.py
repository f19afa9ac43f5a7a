"""Distributions of two and more standard normal variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["bivariate_normal", "multivariate_normal"]

MOST_VARIABLES = 5
MOST_POINTS = 96


def bivariate_normal(*, x: ArrayLike, y: ArrayLike, correlation: ArrayLike) -> NDArray[np.float64]:
    """Return P(X < x, Y < y) of two standard normal variables.

    Parameters
    ----------
    x, y : array_like
        May be infinite.
    correlation : array_like
        In [-1, 1]; broadcasts with x and y.

    Returns
    -------
    ndarray of float64, the broadcast shape
        NaN where an argument is.

    Raises
    ------
    InvalidArgumentError
        If a correlation lies outside [-1, 1].

    Notes
    -----
    Absolute error below 1e-15.

    References
    ----------
    .. [1] A. Genz (2004), Numerical computation of rectangular bivariate and trivariate normal
       and t probabilities, Statistics and Computing 14, 251-260 (p. 252).

    Verified by ``tests/parity/test_bivariate_normal.py``.

    Examples
    --------
    >>> from axiom.kernels.bivariate import bivariate_normal
    >>> round(float(bivariate_normal(x=0.0, y=0.0, correlation=0.5)), 12)
    0.333333333333
    """
    given = [np.asarray(a, dtype=np.float64) for a in (x, y, correlation)]
    outside = np.abs(given[2]) > 1.0
    if outside.any():
        worst = given[2][outside].flat[0]
        raise InvalidArgumentError(f"correlation is {worst}; give numbers in [-1, 1]")
    arrays = np.broadcast_arrays(*given)
    flat = [np.ascontiguousarray(a).reshape(-1) for a in arrays]
    return np.asarray(_core.bivariate_normal(*flat)).reshape(arrays[0].shape)


def multivariate_normal(*, upper: ArrayLike, correlation: ArrayLike, points: int = 48) -> float:
    """Return P(X_k < upper_k for all k) of up to five standard normal variables.

    Parameters
    ----------
    upper : array_like, (n,)
        1 <= n <= 5; may be infinite.
    correlation : array_like, (n, n)
        Symmetric, with ones on its diagonal and no negative eigenvalue.
    points : int
        Of each of the n - 2 Gauss-Legendre integrations, in [2, 96]. Doubling it shows the error,
        which grows as correlations near 1.

    Returns
    -------
    float

    Raises
    ------
    InvalidArgumentError
        If a shape, the number of points or the matrix is not as above.

    Verified by ``tests/parity/test_bivariate_normal.py``.
    """
    bounds = np.ascontiguousarray(upper, dtype=np.float64)
    matrix = np.ascontiguousarray(correlation, dtype=np.float64)
    n = bounds.size
    if bounds.ndim != 1 or not 1 <= n <= MOST_VARIABLES or matrix.shape != (n, n):
        raise InvalidArgumentError(
            f"upper has shape {bounds.shape}, correlation {matrix.shape}; give (n,) and (n, n), "
            f"n from 1 to {MOST_VARIABLES}"
        )
    if not 2 <= points <= MOST_POINTS:
        raise InvalidArgumentError(f"points is {points}; give a number from 2 to {MOST_POINTS}")
    if np.isnan(bounds).any():
        raise InvalidArgumentError("upper holds NaN; give numbers, infinite ones included")
    _check_correlation(matrix)
    return float(_core.normal_probability(bounds, matrix.reshape(-1), int(points)))


def _check_correlation(matrix: NDArray[np.float64]) -> None:
    if not np.isfinite(matrix).all():
        raise InvalidArgumentError("correlation holds numbers that are not finite; correct them")
    if not np.array_equal(matrix, matrix.T) or (np.diag(matrix) != 1.0).any():
        raise InvalidArgumentError(
            "correlation is not symmetric with ones on its diagonal; correct it"
        )
    smallest = float(np.linalg.eigvalsh(matrix)[0])
    if smallest < -1e-12 * len(matrix):
        raise InvalidArgumentError(
            f"correlation has the eigenvalue {smallest:.6g}; give a matrix without negative ones"
        )
