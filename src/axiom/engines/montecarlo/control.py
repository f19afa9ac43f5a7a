"""Control variates: how much of each control to take off each statistic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["coefficients"]

Doubles = NDArray[np.float64]


def coefficients(covariance: Doubles, floors: Doubles) -> Doubles:
    """Regress statistics on their controls.

    Parameters
    ----------
    covariance : ndarray of float64, (m (1 + c), m (1 + c))
        Of the m statistics, then the first control of each, then the second, and so on.
    floors : ndarray of float64, (m, c)
        Standard deviations below which a control is the rounding of its parts.

    Returns
    -------
    ndarray of float64, (m, c)
        Coefficients b that minimise the variance of X_i - sum_j b_ij Y_ij; 0 for controls that do
        not vary.

    Notes
    -----
    The covariance is that of the means of scrambles in a pilot run: what is left of a control once
    Sobol points have averaged it. As the coefficients do not depend on the paths whose means they
    correct, they leave no bias.
    Glasserman, Monte Carlo Methods in Financial Engineering, 2003, pp. 186-200. Verified by
    tests/unit/engines/montecarlo/test_control.py.
    """
    statistics, count = floors.shape
    found = np.zeros((statistics, count))
    for i in range(statistics):
        places = i + statistics * np.arange(1, count + 1)
        between = covariance[np.ix_(places, places)]
        scales = np.sqrt(np.maximum(np.diag(between), 0.0))
        moves = scales > floors[i]
        if not moves.any():
            continue
        kept = scales[moves]
        correlations = between[np.ix_(moves, moves)] / np.outer(kept, kept)
        solved = np.linalg.lstsq(correlations, covariance[i, places[moves]] / kept, rcond=1e-10)[0]
        found[i, moves] = solved / kept
    return found
