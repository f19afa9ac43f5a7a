"""Arrays in and out of the compiled splines of total variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels import _core
from axiom.kernels.surfaces import Evaluator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

    from axiom.kernels._core import SplinePieces, SplineSurface, TimeGrid

__all__ = [
    "SplineEvaluator",
    "least_variance",
    "prepare",
    "second_derivatives",
    "slice_derivatives",
    "wing_slopes",
]


class SplineEvaluator(Evaluator):
    """Evaluates a surface of spline slices; see `Evaluator`.

    Parameters
    ----------
    core : SplineSurface
        From `build` or `with_slice`.
    """

    __slots__ = ()
    _core: SplineSurface

    @classmethod
    def build(cls, grid: TimeGrid, pieces: Iterable[SplinePieces]) -> SplineEvaluator:
        """Build the evaluator from prepared slices, one an expiry of the grid."""
        return cls(_core.spline_surface(grid, list(pieces)))

    def with_slice(self, index: int, pieces: SplinePieces) -> SplineEvaluator:
        """Copy with one slice replaced; the others and the table over expiry are shared."""
        return SplineEvaluator(self._core.with_slice(index, pieces))


def prepare(
    *,
    knots: NDArray[np.float64],
    total_variance: NDArray[np.float64],
    second: NDArray[np.float64],
    standard_error: NDArray[np.float64],
) -> SplinePieces:
    """Prepare a slice for look-ups; `standard_error` is that of the vol at each knot."""
    arrays = (knots, total_variance, second, standard_error)
    return _core.spline_pieces(*(_flat(a) for a in arrays))


def least_variance(pieces: SplinePieces) -> tuple[float, float]:
    """Least total variance of a slice between its end knots, and the log-moneyness of it."""
    return _core.spline_least(pieces)


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


def wing_slopes(
    *,
    knots: NDArray[np.float64],
    total_variance: NDArray[np.float64],
    second: NDArray[np.float64],
) -> tuple[float, float]:
    """Slopes in log-moneyness of the left and the right wing."""
    return _core.spline_wings(_flat(knots), _flat(total_variance), _flat(second))


def _flat(values: ArrayLike) -> NDArray[np.float64]:
    return np.ascontiguousarray(values, dtype=np.float64)
