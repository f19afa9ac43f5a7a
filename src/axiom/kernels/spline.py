"""Arrays in and out of the compiled splines of total variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["second_derivatives", "slice_derivatives"]


def second_derivatives(
    *, knots: NDArray[np.float64], total_variance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Second derivatives at the knots of the natural cubic spline through the values.

    Parameters
    ----------
    knots : ndarray, (n,)
        Strictly ascending, n >= 2.
    total_variance : ndarray, (n,)
        The values at the knots.

    Returns
    -------
    ndarray, (n,)
        Zero at both ends.

    Notes
    -----
    Verified by `tests/unit/kernels/test_spline.py` against SciPy.
    """
    return _core.spline_second(_flat(knots), _flat(total_variance))


def slice_derivatives(
    *,
    knots: NDArray[np.float64],
    total_variance: NDArray[np.float64],
    second: NDArray[np.float64],
    log_moneyness: ArrayLike,
) -> tuple[NDArray[np.float64], ...]:
    """Total variance of a slice and its first three derivatives in log-moneyness, each (m,).

    Outside the knots the slice is straight; the third derivative is taken to the right of a knot.
    """
    arrays = (knots, total_variance, second, np.atleast_1d(log_moneyness))
    return _core.spline_jet(*(_flat(a) for a in arrays))


def _flat(values: ArrayLike) -> NDArray[np.float64]:
    return np.ascontiguousarray(values, dtype=np.float64)
