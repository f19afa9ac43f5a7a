"""The arbitrage-free effective form of SABR: calls and their slopes at any strikes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["EffectiveCalls", "effective_sabr_calls"]

_COARSEST: Final = 60  # intervals to each side of the forward; doubled twice
_POINTS: Final = 6  # of the interpolation


@dataclass(frozen=True, slots=True)
class EffectiveCalls:
    """Undiscounted calls (n,), their slopes in strike, and estimated errors of both."""

    call: NDArray[np.float64]
    slope: NDArray[np.float64]
    call_error: NDArray[np.float64]
    slope_error: NDArray[np.float64]


def effective_sabr_calls(
    *,
    forward: float,
    strike: ArrayLike,
    expiry: float,
    alpha: float,
    beta: float,
    rho: float,
    nu: float,
) -> EffectiveCalls:
    """Value calls under the effective one-dimensional form of SABR.

    Parameters
    ----------
    forward : float
        Above 0; with a shift, raised by it, as the strikes.
    strike : array_like, (n,)
        0 or more.
    expiry : float
        Years, above 0.
    alpha, beta, rho, nu : float
        alpha above 0, beta in [0, 1], rho in (-1, 1), nu 0 or more.

    Returns
    -------
    EffectiveCalls
        Extrapolated from three grids, each twice as fine as the one before; the errors are the
        differences of the two extrapolations and a twentieth of that of the finest grids.

    Notes
    -----
    The density is that of [1]_: positive, with the forward as mean, absorbed at a price of zero.
    Without vol of vol the form is exact (the CEV model).

    References
    ----------
    .. [1] P. Hagan, D. Kumar, A. Lesniewski, D. Woodward (2014), Arbitrage-free SABR, Wilmott,
       January, 60-75.

    Verified by ``tests/parity/test_sabr_parity.py``.
    """
    strikes = np.atleast_1d(np.asarray(strike, dtype=np.float64))
    parameters = (float(forward), alpha, beta, rho, nu, float(expiry))
    coarse, middle, fine = (
        np.array(_at_strikes(*_core.sabr_calls(*parameters, half, half // 2), strikes))
        for half in (_COARSEST, 2 * _COARSEST, 4 * _COARSEST)
    )
    first, second = (4.0 * middle - coarse) / 3.0, (4.0 * fine - middle) / 3.0
    error = np.abs(second - first) + 0.05 * np.abs(fine - middle) + 1e-13 * (forward + strikes)
    return EffectiveCalls(second[0], second[1], error[0], error[1])


def _at_strikes(
    nodes: NDArray[np.float64], calls: NDArray[np.float64], strikes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interpolate by the polynomials through the nearest nodes; straight lines outside."""
    first = np.clip(np.searchsorted(nodes, strikes) - _POINTS // 2, 0, nodes.size - _POINTS)
    x, y = (a[first[:, None] + np.arange(_POINTS)] for a in (nodes, calls))
    value, slope = np.zeros(strikes.size), np.zeros(strikes.size)
    for i in range(_POINTS):
        others = [j for j in range(_POINTS) if j != i]
        gaps = np.stack([strikes - x[:, j] for j in others])
        share = y[:, i] / np.prod([x[:, i] - x[:, j] for j in others], axis=0)
        value += share * np.prod(gaps, axis=0)
        for k in range(_POINTS - 1):
            slope += share * np.prod(np.delete(gaps, k, axis=0), axis=0)
    low, high = strikes < nodes[0], strikes > nodes[-1]
    value = np.where(low, calls[0] + nodes[0] - strikes, np.where(high, 0.0, value))
    return value, np.where(low, -1.0, np.where(high, 0.0, slope))
