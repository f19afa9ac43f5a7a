"""Look for the least values of a condition between the points of a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels.essvi import static_conditions

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from axiom.volatility.certificate.arbitrage import CertificateSettings, Points
    from axiom.volatility.surface import Surface

__all__ = ["refined_points"]

_MOST = 48
"""At most so many minima of the grid are refined, the lowest first."""

_OFFSETS = np.linspace(-1.0, 1.0, 5)


def refined_points(
    surface: Surface,
    expiries: NDArray[np.float64],
    log_moneyness: NDArray[np.float64],
    grid: Points,
    settings: CertificateSettings,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Expiries and log-moneyness (p,) where g and dw/dt are least near the minima of a grid.

    `expiries` (m,) and `log_moneyness` (m, n) are the grid's, `grid` its conditions. Around each
    local minimum a rectangle of twice the spacing is searched on five by five points, and halved
    about the least of them `settings.refinements` times.
    """
    shape = log_moneyness.shape
    boxes = _boxes(expiries, log_moneyness)
    found = [
        _zoom(function, boxes, _minima(values.reshape(shape)), settings.refinements)
        for function, values in ((_g(surface), grid.g), (_growth(surface), grid.dw_dt))
    ]
    t, k = (np.concatenate([f[i] for f in found]) for i in range(2))
    return t, k


def _g(surface: Surface) -> Callable[..., NDArray[np.float64]]:
    def value(t: NDArray[np.float64], k: NDArray[np.float64]) -> NDArray[np.float64]:
        d = surface.derivatives(log_moneyness=k, expiry=t)
        g, _ = static_conditions(
            log_moneyness=k,
            total_variance=np.asarray(d.total_variance),
            dw_dk=np.asarray(d.dw_dk),
            d2w_dk2=np.asarray(d.d2w_dk2),
        )
        return g

    return value


def _growth(surface: Surface) -> Callable[..., NDArray[np.float64]]:
    def value(t: NDArray[np.float64], k: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(surface.derivatives(log_moneyness=k, expiry=t).dw_dt)

    return value


@dataclass(frozen=True, slots=True)
class _Boxes:
    """Grid points and half the extent of the rectangle around each (m, n); least expiry sought."""

    t: NDArray[np.float64]
    k: NDArray[np.float64]
    dt: NDArray[np.float64]
    dk: NDArray[np.float64]
    least: float


def _boxes(t: NDArray[np.float64], k: NDArray[np.float64]) -> _Boxes:
    gaps = np.diff(t)
    dt = np.maximum(np.concatenate([0.5 * t[:1], gaps]), np.concatenate([gaps, 0.5 * t[-1:]]))
    dk = k[:, 1:2] - k[:, :1]
    at_t, at_k, around_t, around_k = np.broadcast_arrays(t[:, None], k, dt[:, None], dk)
    return _Boxes(at_t, at_k, around_t, around_k, 0.5 * float(t[0]))


def _minima(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """Flat indices of the lowest local minima; NaN is none."""
    padded = np.pad(np.where(np.isnan(values), np.inf, values), 1, constant_values=np.inf)
    centre = padded[1:-1, 1:-1]
    lowest = np.isfinite(centre)
    for i in range(3):
        for j in range(3):
            lowest &= centre <= padded[i : i + centre.shape[0], j : j + centre.shape[1]]
    indices = np.flatnonzero(lowest)
    order = np.argsort(centre.ravel()[indices], kind="stable")
    return indices[order[:_MOST]]


def _zoom(
    value: Callable[..., NDArray[np.float64]],
    boxes: _Boxes,
    start: NDArray[np.intp],
    rounds: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    t, k, dt, dk = (a.ravel()[start] for a in (boxes.t, boxes.k, boxes.dt, boxes.dk))
    rows = np.arange(t.size)
    for _ in range(rounds if t.size else 0):
        around_t = t[:, None, None] + dt[:, None, None] * _OFFSETS[:, None]
        around_k = k[:, None, None] + dk[:, None, None] * _OFFSETS
        around_t, around_k = np.broadcast_arrays(np.maximum(around_t, boxes.least), around_k)
        found = value(around_t.ravel(), around_k.ravel()).reshape(t.size, -1)
        best = np.argmin(np.where(np.isnan(found), np.inf, found), axis=1)
        t = around_t.reshape(t.size, -1)[rows, best]
        k = around_k.reshape(t.size, -1)[rows, best]
        dt, dk = 0.5 * dt, 0.5 * dk
    return t, k
