"""Weights that take single bad observations out of a least-squares fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["huber_weights"]

THRESHOLD: Final = 2.5
MEDIAN_TO_SCALE: Final = 1.4826


def huber_weights(residuals: NDArray[np.float64], *, reject: float = np.inf) -> NDArray[np.float64]:
    """Return Huber's weights of residuals in standard errors.

    Parameters
    ----------
    residuals : ndarray of float64
        In standard errors, shape (n,).
    reject : float, default inf
        Residuals beyond this many scales have no weight at all.

    Returns
    -------
    ndarray of float64
        1 up to 2.5 times the scale, then falling as 1 / residual; the scale is 1, or 1.4826 times
        the median of the absolute residuals where that is more.

    Notes
    -----
    Verified by ``tests/unit/volatility/events/test_atm.py``.
    """
    size = np.abs(residuals)
    scale = max(1.0, MEDIAN_TO_SCALE * float(np.median(size)))
    weights = np.minimum(1.0, THRESHOLD * scale / np.maximum(size, 1e-300))
    return np.where(size > reject * scale, 0.0, weights)
