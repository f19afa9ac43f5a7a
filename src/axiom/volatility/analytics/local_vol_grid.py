"""Local volatility tabulated for solvers and simulations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.models import LocalVol

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.surface import Surface

__all__ = ["LocalVolGrid", "default_grid"]

_POINTS, _DEVIATIONS = 241, 6.0
_FINEST = 0.1
_BEFORE, _STEPS_PER_DOUBLING = 24, 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocalVolGrid:
    """Local vols, constant in time over each step and piecewise linear in log-moneyness.

    Attributes
    ----------
    expiries : ndarray of float64, (m,)
        Ends of the steps, in years; the first step begins at 0.
    log_moneyness : ndarray of float64, (n,)
        log(price / forward), ascending.
    vol : ndarray of float64, (m, n)
        Per square root of a calendar year.
    status : ndarray of uint8, (m, n)
        Codes of `LocalVolStatus`.

    Notes
    -----
    Verified by ``tests/unit/volatility/analytics/test_local_vol_pde.py``.
    """

    expiries: NDArray[np.float64]
    log_moneyness: NDArray[np.float64]
    vol: NDArray[np.float64]
    status: NDArray[np.uint8]

    @property
    def undefined_share(self) -> float:
        """Share of the points that a bound or a missing density decides."""
        return float((self.status != 0).mean())

    @property
    def min(self) -> float:
        """Least vol of the grid."""
        return float(self.vol.min())

    @property
    def max(self) -> float:
        """Largest vol of the grid."""
        return float(self.vol.max())

    def __call__(
        self, *, log_moneyness: ArrayLike, expiry: ArrayLike
    ) -> float | NDArray[np.float64]:
        """Vol of the step that contains an expiry, linear in log-moneyness, flat beyond the grid.

        Parameters
        ----------
        log_moneyness : array_like
            log(price / forward).
        expiry : array_like
            Years, >= 0; beyond the last step its vols; the end of a step belongs to it.

        Returns
        -------
        float or ndarray of float64
            The broadcast shape; NaN where an input is NaN.

        Raises
        ------
        InvalidArgumentError
            When an expiry is negative.
        """
        k, t = np.broadcast_arrays(
            np.asarray(log_moneyness, dtype=np.float64), np.asarray(expiry, dtype=np.float64)
        )
        if (t < 0.0).any():
            raise InvalidArgumentError(f"expiry is {t[t < 0.0].flat[0]}; give years >= 0")
        x = self.log_moneyness
        step = np.minimum(np.searchsorted(self.expiries, t, side="left"), self.expiries.size - 1)
        right = np.clip(np.searchsorted(x, k), 1, x.size - 1)
        share = np.clip((k - x[right - 1]) / (x[right] - x[right - 1]), 0.0, 1.0)
        vol = (1.0 - share) * self.vol[step, right - 1] + share * self.vol[step, right]
        vol = np.where(np.isnan(t), np.nan, vol)
        return vol if vol.shape else float(vol)

    def model(self) -> LocalVol:
        """Return the model whose local vols are these, for `axiom.value`.

        Returns
        -------
        axiom.models.LocalVol
            With the vols of each step in its middle, linear in time between the middles.

        Notes
        -----
        Verified by ``tests/unit/volatility/analytics/test_local_vol_model.py``.
        """
        middles = 0.5 * (self.expiries + np.append(0.0, self.expiries[:-1]))
        return LocalVol(
            times=tuple(middles.tolist()),
            log_moneyness=tuple(self.log_moneyness.tolist()),
            vols=tuple(tuple(row) for row in self.vol.tolist()),
        )


def default_grid(
    surface: Surface, log_moneyness: ArrayLike | None, expiries: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-moneyness (n,) and ends of steps (m,), as given or by default.

    Raises
    ------
    InvalidArgumentError
        When what is given does not ascend, or the expiries do not begin above 0.
    """
    ends = _default_ends(surface) if expiries is None else _ascending("expiries", expiries, 1)
    if not ends[0] > 0.0:
        raise InvalidArgumentError(f"expiries begins at {ends[0]}; give years above 0")
    if log_moneyness is not None:
        return _ascending("log_moneyness", log_moneyness, 2), ends
    at = np.array([min(surface.fitted_expiries[0], ends[-1]), ends[-1]])
    short, long = np.sqrt(surface.total_variance(log_moneyness=np.zeros(2), expiry=at))
    return _stretched(_FINEST * float(short), _DEVIATIONS * float(long)), ends


def _stretched(finest: float, reach: float) -> NDArray[np.float64]:
    """Points to both sides of 0, `finest` apart at 0 and further apart away from it."""
    half = _POINTS // 2
    if finest * half >= reach:
        return np.linspace(-reach, reach, _POINTS)
    scale = reach
    for _ in range(60):
        scale = finest * half / np.arcsinh(reach / scale)
    rank = np.arange(-half, half + 1) / half
    points: NDArray[np.float64] = scale * np.sinh(np.arcsinh(reach / scale) * rank)
    return points


def _default_ends(surface: Surface) -> NDArray[np.float64]:
    """Give ends of steps that grow with time, the fitted expiries among them."""
    fitted = np.asarray(surface.fitted_expiries, dtype=np.float64)
    first = fitted[0] * (np.arange(1, _BEFORE + 1) / _BEFORE) ** 2
    parts = [first]
    for a, b in pairwise(fitted):
        steps = max(2, int(np.ceil(_STEPS_PER_DOUBLING * np.log2(b / a))))
        parts.append(np.append(np.geomspace(a, b, steps + 1)[1:-1], b))
    return np.concatenate(parts)


def _ascending(name: str, values: ArrayLike, least: int) -> NDArray[np.float64]:
    found = np.array(values, dtype=np.float64)
    if found.ndim != 1 or found.size < least or not (np.diff(found) > 0.0).all():
        raise InvalidArgumentError(
            f"{name} of shape {found.shape} does not ascend; give {least} or more values, sorted, "
            "each once"
        )
    if not np.isfinite(found).all():
        raise InvalidArgumentError(f"{name} holds values that are not finite; leave them out")
    return found
