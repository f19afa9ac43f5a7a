"""Arrays in and out of the compiled eSSVI evaluation and fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NoReturn

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Evaluator",
    "Quantity",
    "fit_slices",
    "static_conditions",
    "theta_floor",
]

Quantity = Literal["vol", "total_variance", "density"]


class Evaluator:
    """Evaluates an eSSVI surface at points given by strike or log-moneyness and expiry.

    Parameters
    ----------
    years, theta, psi, chi : sequence of float, (n,)
        The slices, ascending in `years`; chi = rho psi.
    theta_slope_after : float
        Growth of theta per year after the last slice.
    node_years, log_forward : sequence of float, (m,)
        The forward curve, piecewise linear in its logarithm.
    slope_before, slope_after : float
        Slope of the log-forward before its first and after its last node, per year.
    """

    __slots__ = ("_core",)

    def __init__(
        self,
        *,
        years: Sequence[float],
        theta: Sequence[float],
        psi: Sequence[float],
        chi: Sequence[float],
        theta_slope_after: float,
        node_years: Sequence[float],
        log_forward: Sequence[float],
        slope_before: float,
        slope_after: float,
    ) -> None:
        self._core = _core.essvi_evaluator(
            _flat(years),
            _flat(theta),
            _flat(psi),
            _flat(chi),
            theta_slope_after,
            _flat(node_years),
            _flat(log_forward),
            slope_before,
            slope_after,
        )

    def __call__(
        self,
        quantity: Quantity,
        strike: ArrayLike | None,
        log_moneyness: ArrayLike | None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Evaluate one quantity; scalars in, float out; arrays broadcast."""
        x, is_strike = _one_of(strike, log_moneyness)
        if isinstance(x, (float, int)) and isinstance(expiry, (float, int)):
            value: float | None = getattr(self._core, f"{quantity}_scalar")(x, expiry, is_strike)
            if value is None:
                _refuse(np.float64(x), np.float64(expiry), is_strike)
            return value
        points, times, shape = _broadcast(x, expiry, is_strike)
        out: NDArray[np.float64] | None = getattr(self._core, quantity)(points, times, is_strike)
        if out is None:
            _refuse(points, times, is_strike)
        return out.reshape(shape) if shape else float(out[0])

    def derivatives(
        self, strike: ArrayLike | None, log_moneyness: ArrayLike | None, expiry: ArrayLike
    ) -> tuple[float, ...] | tuple[NDArray[np.float64], ...]:
        """Evaluate w, dw/dk, d2w/dk2 and dw/dt."""
        x, is_strike = _one_of(strike, log_moneyness)
        points, times, shape = _broadcast(x, expiry, is_strike)
        out = self._core.derivatives(points, times, is_strike)
        if out is None:
            _refuse(points, times, is_strike)
        if shape:
            return tuple(a.reshape(shape) for a in out)
        return tuple(float(a[0]) for a in out)


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


def _one_of(strike: ArrayLike | None, log_moneyness: ArrayLike | None) -> tuple[ArrayLike, bool]:
    if strike is None:
        if log_moneyness is None:
            msg = "neither strike nor log_moneyness was given; give exactly one of them"
            raise InvalidArgumentError(msg)
        return log_moneyness, False
    if log_moneyness is not None:
        msg = "both strike and log_moneyness were given; give exactly one of them"
        raise InvalidArgumentError(msg)
    return strike, True


def _array(values: ArrayLike, name: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} is not numeric ({error}); give numbers"
        raise InvalidArgumentError(msg) from None


def _flat(values: ArrayLike) -> NDArray[np.float64]:
    return np.ascontiguousarray(values, dtype=np.float64)


def _broadcast(
    x: ArrayLike, expiry: ArrayLike, is_strike: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[int, ...]]:
    """Flat arrays of equal length (or length one) and the broadcast shape."""
    name = "strike" if is_strike else "log_moneyness"
    a, b = _array(x, name), _array(expiry, "expiry")
    if b.ndim == 0 or a.shape == b.shape:
        shape = a.shape
    elif a.ndim == 0:
        shape = b.shape
    else:
        try:
            a, b = np.broadcast_arrays(a, b)
        except ValueError:
            msg = f"{name} of shape {a.shape} and expiry of shape {b.shape} do not broadcast; "
            raise InvalidArgumentError(msg + "give shapes that do") from None
        shape = a.shape
    if 0 in shape:
        empty = np.empty(0)
        return empty, empty, shape
    return np.ascontiguousarray(a).ravel(), np.ascontiguousarray(b).ravel(), shape


def _refuse(x: ArrayLike, expiry: ArrayLike, is_strike: bool) -> NoReturn:
    """Say which element is outside its domain."""
    points, times = np.atleast_1d(x), np.atleast_1d(expiry)
    if ((times < 0.0) | np.isinf(times)).any():
        _raise(times, (times < 0.0) | np.isinf(times), "expiry", "finite years >= 0")
    if is_strike:
        _raise(points, (points <= 0.0) | np.isinf(points), "strike", "a finite price > 0")
    _raise(points, np.isinf(points), "log_moneyness", "finite log(strike / forward)")


def _raise(values: NDArray[np.float64], bad: NDArray[np.bool_], name: str, remedy: str) -> NoReturn:
    index = int(np.argmax(bad))
    where = f" at element {index}" if values.size > 1 else ""
    msg = f"{name} is {values[index]}{where}; give {remedy}"
    raise InvalidArgumentError(msg)


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
