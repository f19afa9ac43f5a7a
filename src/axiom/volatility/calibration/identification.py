"""Standard errors of calibrated parameters, and which of them the quotes do not identify."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.calibration.parameters import Box

__all__ = ["not_identified", "simulation_errors", "standard_errors"]

_SINGULAR = 1e-5  # of the largest singular value
_TOO_LARGE = 0.5  # standard error over the parameter's scale
_IN_COMBINATION = 0.25  # least share of a parameter in a combination


def standard_errors(
    jacobian: NDArray[np.float64], residuals: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Estimate standard errors (p,) by Gauss and Newton: s^2 (J'J)^-1, s^2 = RSS / (n - p).

    Infinite where J'J is singular, or where there are no more residuals than parameters.
    """
    n, p = jacobian.shape
    if n <= p:
        return np.full(p, np.inf)
    scale = np.linalg.norm(jacobian, axis=0)
    if not np.all(scale > 0.0):
        return np.full(p, np.inf)
    _, singular, v = np.linalg.svd(jacobian / scale, full_matrices=False)
    if singular[-1] < np.finfo(float).eps * n * singular[0]:
        return np.full(p, np.inf)
    variance = float(residuals @ residuals) / (n - p)
    errors: NDArray[np.float64] = np.sqrt(variance * ((v.T / singular) ** 2).sum(axis=1)) / scale
    return errors


def simulation_errors(
    jacobian: NDArray[np.float64], groups: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Estimate what simulated prices add to the errors of the parameters (p,).

    Parameters
    ----------
    jacobian : ndarray of float64, (n, p)
        Of the residuals.
    groups : ndarray of float64, (g, n)
        Residuals from each of at least two independent groups of paths alone.

    Returns
    -------
    ndarray of float64, (p,)
        Standard errors of the mean over the groups of the Gauss-Newton steps to their residuals.

    Notes
    -----
    Verified by ``tests/unit/volatility/calibration/test_identification.py``.
    """
    scale = np.linalg.norm(jacobian, axis=0)
    scale[scale == 0.0] = 1.0
    apart = groups - groups.mean(axis=0)
    steps = np.linalg.lstsq(jacobian / scale, apart.T, rcond=None)[0] / scale[:, None]
    errors: NDArray[np.float64] = steps.std(axis=1, ddof=1) / np.sqrt(len(groups))
    return errors


def not_identified(
    jacobian: NDArray[np.float64],
    errors: NDArray[np.float64],
    values: NDArray[np.float64],
    box: Box,
) -> tuple[str, ...]:
    """Name parameters, and combinations joined by " with ", that the quotes leave open.

    A parameter whose standard error exceeds half its scale (its value, or for correlations and
    jumps a tenth of the range); a combination whose change by a scale hardly moves the residuals;
    and what ended at a bound.

    Notes
    -----
    Verified by ``tests/unit/volatility/calibration/test_parameters.py``.
    """
    scales = box.scales(values)
    found = [n for n, e, s in zip(box.names, errors, scales, strict=True) if not e < _TOO_LARGE * s]
    found += [f"{name} (at its bound)" for name in box.at_bound(values)]
    _, singular, v = np.linalg.svd(jacobian * scales, full_matrices=False)
    for size, direction in zip(singular, v, strict=True):
        if size < _SINGULAR * singular[0]:
            shares = np.abs(direction)
            names = [n for n, s in zip(box.names, shares, strict=True) if s > _IN_COMBINATION]
            found.append(" with ".join(names))
    return tuple(dict.fromkeys(found))
