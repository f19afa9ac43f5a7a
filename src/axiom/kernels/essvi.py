"""Arrays in and out of the compiled eSSVI formulas and fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels import _core
from axiom.kernels.surfaces import Evaluator

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["evaluator", "fit_slices", "static_conditions", "theta_floor"]


def evaluator(
    *, grid: _core.TimeGrid, theta: ArrayLike, psi: ArrayLike, chi: ArrayLike
) -> Evaluator:
    """Build the evaluator of an eSSVI surface.

    Parameters
    ----------
    grid : TimeGrid
        From `axiom.kernels.surfaces.time_grid`.
    theta, psi, chi : array_like, (n,)
        The slices, one an expiry of the grid; chi = rho psi.

    Returns
    -------
    Evaluator
    """
    return Evaluator(_core.essvi_surface(grid, _flat(theta), _flat(psi), _flat(chi)))


def fit_slices(
    *,
    years: NDArray[np.float64],
    offsets: NDArray[np.int64],
    log_moneyness: NDArray[np.float64],
    vol: NDArray[np.float64],
    weight: NDArray[np.float64],
    loss_scale: float,
    tail: float,
    prior: float,
    sweeps: int,
    iterations: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Fit theta, psi and chi of each slice; quotes offsets[i]:offsets[i + 1] belong to years[i]."""
    theta, psi, chi, *_ = _core.essvi_fit(
        years, offsets, log_moneyness, vol, weight, loss_scale, tail, prior, sweeps, iterations
    )
    return theta, psi, chi


def theta_floor(*, rho: float, psi: float) -> float:
    """Give the least theta that the fit holds free of butterfly arbitrage.

    For psi (1 + abs(rho)) <= 4. It lies up to 0.4 % above the exact bound as psi -> 0, and more
    where a chord replaces a concave bound; it is below Gatheral and Jacquier's psi^2 (1 + abs(rho))
    / 4 throughout.
    """
    return _core.essvi_theta_floor(psi, rho * psi)


def static_conditions(
    *,
    log_moneyness: NDArray[np.float64],
    total_variance: NDArray[np.float64],
    dw_dk: NDArray[np.float64],
    d2w_dk2: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Durrleman's g (>= 0) and the undiscounted call's slope in strike (in [-1, 0]), both (n,)."""
    arrays = (log_moneyness, total_variance, dw_dk, d2w_dk2)
    return _core.static_conditions(*(_flat(a) for a in arrays))


def _flat(values: ArrayLike) -> NDArray[np.float64]:
    return np.ascontiguousarray(values, dtype=np.float64)
