"""Points of a surface as its users give them: checked, broadcast, in log-moneyness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Points", "read_points"]


@dataclass(frozen=True, slots=True)
class Points:
    """Log-moneyness and expiry, flat and of equal length, and the shape they came in."""

    log_moneyness: NDArray[np.float64]
    expiry: NDArray[np.float64]
    shape: tuple[int, ...]

    def shaped(self, values: NDArray[np.float64]) -> float | NDArray[np.float64]:
        """Give results the shape of the input; a float for scalars."""
        return values.reshape(self.shape) if self.shape else float(values[0])


def read_points(
    strike: ArrayLike | None,
    log_moneyness: ArrayLike | None,
    expiry: ArrayLike,
    forward: Callable[[NDArray[np.float64]], float | NDArray[np.float64]],
) -> Points:
    """Check and broadcast points given by exactly one of strike and log-moneyness.

    Raises
    ------
    InvalidArgumentError
        Both or none of strike and log_moneyness, input outside its domain or not numeric, shapes
        that do not broadcast.
    """
    if (strike is None) == (log_moneyness is None):
        given = "neither strike nor log_moneyness was" if strike is None else "both were"
        msg = f"{given} given; give exactly one of strike and log_moneyness"
        raise InvalidArgumentError(msg)
    name = "strike" if log_moneyness is None else "log_moneyness"
    x = _array(strike if log_moneyness is None else log_moneyness, name)
    t = _array(expiry, "expiry")
    _refuse(t, (t < 0.0) | np.isinf(t), "expiry", "finite years >= 0")
    if log_moneyness is None:
        _refuse(x, (x <= 0.0) | np.isinf(x), "strike", "a finite price > 0")
    else:
        _refuse(x, np.isinf(x), "log_moneyness", "finite log(strike / forward)")
    try:
        x, t = np.broadcast_arrays(x, t)
    except ValueError:
        msg = f"{name} of shape {x.shape} and expiry of shape {t.shape} do not broadcast; "
        raise InvalidArgumentError(msg + "give shapes that do") from None
    k = np.log(x / forward(t)) if log_moneyness is None else x
    return Points(np.ravel(k), np.ravel(t), x.shape)


def _array(values: ArrayLike | None, name: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} is not numeric ({error}); give numbers"
        raise InvalidArgumentError(msg) from None


def _refuse(values: NDArray[np.float64], bad: NDArray[np.bool_], name: str, remedy: str) -> None:
    if bad.any():
        where = f" at element {int(np.argmax(bad))}" if values.size > 1 else ""
        msg = f"{name} is {values[bad].flat[0]}{where}; give {remedy}"
        raise InvalidArgumentError(msg)
