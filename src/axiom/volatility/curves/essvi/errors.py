"""Standard errors of eSSVI slices, and what they make of the vol."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from axiom.volatility.curves.essvi.fit import EssviSettings
    from axiom.volatility.curves.essvi.slices import EssviSlice

__all__ = ["SliceErrors", "slice_errors", "vol_errors"]

_BOUND = 3.0
_PAIRS = ((0, 1), (0, 2), (1, 2))


class SliceErrors(NamedTuple):
    """Of theta, rho and psi: standard errors, and the correlations of the pairs in that order."""

    standard_error: tuple[float, ...]
    correlation: tuple[float, ...]


def slice_errors(
    parameters: tuple[float, float, float],
    *,
    years: float,
    log_moneyness: NDArray[np.float64],
    vol: NDArray[np.float64],
    half_spread: NDArray[np.float64],
    settings: EssviSettings,
) -> SliceErrors:
    """Give the errors of a slice's theta, rho and psi from its quotes (n,).

    Notes
    -----
    With J the Jacobian of model vols over half-spreads and W the weights with which the loss pulls,
    the covariance is s^2 H^-1 (J'W^2 J + D) H^-1, H = J'W J + D (Huber): s^2 is the mean square of
    the misfits in half-spreads, each cut off at 3, and not below that of the noise. D holds each
    parameter to its own size (rho to 1), which bounds the errors of what the quotes do not
    identify. What the conditions against arbitrage add to the quotes is left out, so that errors
    are on the large side where those bind.

    References
    ----------
    .. [1] Huber, P. J., Ronchetti, E. M. (2009), "Robust Statistics", 2nd ed., Wiley, section 6.3.

    Verified by ``tests/unit/volatility/curves/test_essvi_errors.py``.
    """
    theta, rho, psi = parameters
    w, by = _slopes(theta, rho, psi, log_moneyness)
    model = np.sqrt(w / years)
    scale = np.array([theta, 1.0, max(psi, 1e-2 * np.sqrt(theta))])
    jacobian = by.T * scale / (2.0 * model * years * half_spread)[:, None]
    r, c = np.abs(model - vol) / half_spread, settings.loss_scale**2
    pull = (c / (c + r**2)) ** 2 + settings.tail
    misfit = float(np.sum(np.minimum(r, _BOUND) ** 2)) / max(1, r.size - scale.size)
    held = np.eye(scale.size)
    inverse = np.linalg.inv(jacobian.T @ (pull[:, None] * jacobian) + held)
    middle = jacobian.T @ (pull[:, None] ** 2 * jacobian) + held
    covariance = max(settings.noise**2, misfit) * inverse @ middle @ inverse
    deviation = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(deviation, deviation)
    return SliceErrors(
        tuple((scale * deviation).tolist()),
        tuple(float(np.clip(correlation[i, j], -1.0, 1.0)) for i, j in _PAIRS),
    )


def vol_errors(
    slices: Sequence[EssviSlice], index: NDArray[np.intp], log_moneyness: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the errors of the vol at log-moneyness (n,) on the slices at index (n,)."""
    table = np.array([(s.theta, s.rho, s.psi, s.years) for s in slices])[index]
    theta, rho, psi, years = table.T
    w, by = _slopes(theta, rho, psi, log_moneyness)
    by = by * np.array([s.standard_error for s in slices])[index].T
    variance = np.sum(by**2, axis=0)
    for (i, j), correlation in zip(
        _PAIRS, np.array([s.correlation for s in slices])[index].T, strict=True
    ):
        variance = variance + 2.0 * correlation * by[i] * by[j]
    return np.asarray(0.5 * np.sqrt(np.maximum(variance, 0.0) / (w * years)))


def _slopes(
    theta: NDArray[np.float64] | float,
    rho: NDArray[np.float64] | float,
    psi: NDArray[np.float64] | float,
    k: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Total variance (n,) and its derivatives in theta, rho and psi (3, n)."""
    x = psi * k
    root = np.sqrt(np.maximum((x + rho * theta) ** 2 + theta**2 * (1.0 - rho**2), 0.0))
    safe = np.where(root > 0.0, root, 1.0)
    w = 0.5 * (theta + rho * x + root)
    by = [
        0.5 * (1.0 + (rho * x + theta) / safe),
        0.5 * x * (1.0 + theta / safe),
        0.5 * k * (rho + (x + rho * theta) / safe),
    ]
    return w, np.stack(np.broadcast_arrays(*by))
