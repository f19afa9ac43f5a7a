"""Recursions in one variable: options on sums of fixings, and sums of clipped returns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["asian_recursion", "expected_clipped_sum"]


def asian_recursion(
    *,
    start: float,
    forward: float,
    variance: float,
    growth: ArrayLike,
    variances: ArrayLike,
    weights: ArrayLike,
    nodes: int = 64,
) -> tuple[float, float, float]:
    """Value an option on a sum of lognormal fixings over the spot.

    Parameters
    ----------
    start : float
        What is left of the strike, over the spot.
    forward, variance : float
        The last function is Black's formula of this forward at what is then left of the strike;
        the variance is above 0.
    growth, variances, weights : array_like, (n,)
        For each step before: forward over spot, variance of the logarithm (above 0), and the
        weight of the fixing at its end, negative where the average is the strike.
    nodes : int
        Of each grid, in [16, 384]; the cost grows with the square.

    Returns
    -------
    tuple of float
        The undiscounted value over the spot, and its first two derivatives in `start`.

    Raises
    ------
    InvalidArgumentError
        If lengths disagree, or an argument is outside its domain.

    References
    ----------
    .. [1] E. Benhamou (2002), Fast Fourier transform for discrete Asian options, Journal of
       Computational Finance 6 (1), 49-68 (p. 54).

    Verified by ``tests/parity/test_recursions.py``.
    """
    grown, variance_of, weight = _columns(growth=growth, variances=variances, weights=weights)
    if not np.isfinite([start, forward, variance]).all() or not variance > 0.0:
        raise InvalidArgumentError(
            f"start={start}, forward={forward}, variance={variance}: give finite numbers, and a "
            "variance above 0"
        )
    if (grown <= 0.0).any() or (variance_of <= 0.0).any():
        raise InvalidArgumentError("growth or variances hold numbers that are not above 0")
    if not 16 <= nodes <= 384:
        raise InvalidArgumentError(f"nodes is {nodes}; give a number from 16 to 384")
    return _core.asian(start, forward, variance, grown, variance_of, weight, nodes)


def expected_clipped_sum(
    *,
    means: ArrayLike,
    deviations: ArrayLike,
    lower: float,
    upper: float,
    least: float,
    most: float,
    past: float = 0.0,
    points: int = 10,
) -> float:
    """Return E[min(max(p + sum_i min(max(exp(X_i) - 1, lower), upper), least), most)].

    Parameters
    ----------
    means, deviations : array_like, (n,)
        Of the independent normal X_i; deviations above 0.
    lower, upper, least, most : float
        May be infinite.
    past : float
        p.
    points : int
        Of the polynomials that hold the density, in [2, 32].

    Returns
    -------
    float

    Raises
    ------
    InvalidArgumentError
        If lengths disagree, bounds are in the wrong order, or an argument is outside its domain.

    Notes
    -----
    Atoms and breaks of the distribution lie on a lattice; between its points the density is held by
    polynomials, so that the error falls exponentially in `points`.

    Verified by ``tests/parity/test_recursions.py``.
    """
    mean, deviation = _columns(means=means, deviations=deviations)
    if mean.size == 0 or (deviation <= 0.0).any():
        raise InvalidArgumentError("deviations: give at least one, above 0")
    if not (lower <= upper and least <= most) or not math.isfinite(past):
        raise InvalidArgumentError(
            f"lower={lower}, upper={upper}, least={least}, most={most}, past={past}: give bounds "
            "in order, and a finite number"
        )
    if not 2 <= points <= 32:
        raise InvalidArgumentError(f"points is {points}; give a number from 2 to 32")
    return _core.expected_clipped_sum(mean, deviation, lower, upper, least, most, past, points)


def _columns(**columns: ArrayLike) -> list[NDArray[np.float64]]:
    arrays = {k: np.ascontiguousarray(v, dtype=np.float64) for k, v in columns.items()}
    shapes = {a.shape for a in arrays.values()}
    if len(shapes) > 1 or len(next(iter(shapes))) != 1:
        raise InvalidArgumentError(
            f"{', '.join(arrays)} have shapes {[a.shape for a in arrays.values()]}; give arrays of "
            "one length"
        )
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise InvalidArgumentError(f"{name} holds numbers that are not finite; correct them")
    return list(arrays.values())
