"""Arrays in and out of the compiled evaluation of surfaces, whatever their slices are made of."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal, NoReturn

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Evaluator", "Quantity", "time_grid"]

Quantity = Literal["vol", "total_variance", "density", "vol_error"]

_CODES = {"vol": 0, "total_variance": 1, "density": 2, "vol_error": 4}
_DERIVATIVES = 3
_NUMBERS = (float, int)
_NOTHING = np.empty(0)


def time_grid(
    *,
    years: ArrayLike,
    node_years: ArrayLike,
    log_forward: ArrayLike,
    slope_before: float,
    slope_after: float,
    clock_years: ArrayLike = _NOTHING,
    clock_variance_years: ArrayLike = _NOTHING,
) -> _core.TimeGrid:
    """Merge the slices' expiries, the forward curve and the clock into one table over expiry.

    Parameters
    ----------
    years : array_like, (n,)
        Expiries of the slices, ascending.
    node_years, log_forward : array_like, (m,)
        The forward curve, piecewise linear in its logarithm.
    slope_before, slope_after : float
        Slope of the log-forward before its first and after its last node, per year.
    clock_years, clock_variance_years : array_like, (c,), default empty
        Nodes of variance time over calendar time, as `axiom.market.TimeTable` has them; without
        nodes variance time is calendar time.

    Returns
    -------
    TimeGrid
        For the families' evaluators.

    Raises
    ------
    InvalidArgumentError
        When no variance time passes before an expiry or between two of them.
    """
    arrays = (_flat(a) for a in (years, node_years, log_forward, clock_years, clock_variance_years))
    t, nodes, logs, clock, variance = arrays
    try:
        return _core.time_grid(t, nodes, logs, slope_before, slope_after, clock, variance)
    except ValueError as error:
        msg = f"{error}; give a clock on which variance time passes before each of {t.tolist()}"
        raise InvalidArgumentError(msg) from None


class Evaluator:
    """Evaluates a surface at points given by strike or log-moneyness and expiry.

    Parameters
    ----------
    core : EssviSurface or SplineSurface
        The compiled surface of a family.

    Notes
    -----
    Where the expiry is the same along the last axis it is bracketed once a row, and a row of
    strikes shared by all rows is read once: give a grid as ``strike[None, :], expiry[:, None]``.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.EssviSurface | _core.SplineSurface) -> None:
        self._core = core

    def __call__(
        self,
        quantity: Quantity,
        strike: ArrayLike | None,
        log_moneyness: ArrayLike | None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Evaluate one quantity; scalars in, float out; arrays broadcast."""
        x, is_strike = _one_of(strike, log_moneyness)
        code = _CODES[quantity]
        if isinstance(x, _NUMBERS) and isinstance(expiry, _NUMBERS):
            value = self._core.scalar(code, x, expiry, is_strike)
            if value is None:
                _refuse(np.float64(x), np.float64(expiry), is_strike)
            return value
        points, times, rows, shape = _layout(x, expiry, is_strike)
        out = np.empty(shape)
        if out.size and not self._core.fill(
            code, points, times, rows, out.size // rows, is_strike, out
        ):
            _refuse(points, times, is_strike)
        return out if shape else float(out)

    def derivatives(
        self, strike: ArrayLike | None, log_moneyness: ArrayLike | None, expiry: ArrayLike
    ) -> tuple[float, ...] | tuple[NDArray[np.float64], ...]:
        """Evaluate w, dw/dk, d2w/dk2 and dw/dt."""
        x, is_strike = _one_of(strike, log_moneyness)
        points, times, rows, shape = _layout(x, expiry, is_strike)
        out = np.empty((4, *shape))
        if out.size and not self._core.fill(
            _DERIVATIVES, points, times, rows, out.size // (4 * rows), is_strike, out
        ):
            _refuse(points, times, is_strike)
        return tuple(out) if shape else tuple(out.tolist())


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
        return np.asarray(values, dtype=np.float64, order="C")
    except (TypeError, ValueError) as error:
        msg = f"{name} is not numeric ({error}); give numbers"
        raise InvalidArgumentError(msg) from None


def _flat(values: ArrayLike) -> NDArray[np.float64]:
    return np.ascontiguousarray(values, dtype=np.float64)


_Layout = tuple["NDArray[np.float64]", "NDArray[np.float64]", int, tuple[int, ...]]


def _layout(x: ArrayLike, expiry: ArrayLike, is_strike: bool) -> _Layout:
    """Points, expiries, how many rows share an expiry each, and the broadcast shape."""
    name = "strike" if is_strike else "log_moneyness"
    a, b = _array(x, name), _array(expiry, "expiry")
    if b.ndim == 0 or a.shape == b.shape:
        return a, b, 1, a.shape
    if a.ndim == 0:
        return a, b, 1, b.shape
    try:
        shape = np.broadcast(a, b).shape
    except ValueError:
        msg = f"{name} of shape {a.shape} and expiry of shape {b.shape} do not broadcast; "
        raise InvalidArgumentError(msg + "give shapes that do") from None
    if b.shape[-1] != 1 or 0 in shape:
        return _filled(a, shape), _filled(b, shape), 1, shape
    rows = prod(shape[:-1])
    points = a if a.size == shape[-1] else _filled(a, shape)
    times = b if b.size == rows else _filled(b[..., 0], shape[:-1])
    return points, times, rows, shape


def _filled(values: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    if values.shape == shape:
        return np.ascontiguousarray(values)
    return np.ascontiguousarray(np.broadcast_to(values, shape))


def _refuse(x: ArrayLike, expiry: ArrayLike, is_strike: bool) -> NoReturn:
    """Say which element is outside its domain."""
    points, times = np.ravel(x), np.ravel(expiry)
    bad = (times < 0.0) | np.isinf(times)
    if bad.any():
        _raise(times, bad, "expiry", "finite years >= 0")
    if is_strike:
        _raise(points, (points <= 0.0) | np.isinf(points), "strike", "a finite price > 0")
    _raise(points, np.isinf(points), "log_moneyness", "finite log(strike / forward)")


def _raise(values: NDArray[np.float64], bad: NDArray[np.bool_], name: str, remedy: str) -> NoReturn:
    index = int(np.argmax(bad))
    where = f" at element {index}" if values.size > 1 else ""
    msg = f"{name} is {values[index]}{where}; give {remedy}"
    raise InvalidArgumentError(msg)
