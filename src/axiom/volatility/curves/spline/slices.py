"""One expiry of a spline surface."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline import least_variance, prepare, second_derivatives, wing_slopes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.kernels import _core

__all__ = ["SplineSlice"]

_ARRAYS = ("knots", "total_variance", "standard_error")
_LEAST_KNOTS = 2
_LEE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SplineSlice:
    """One expiry of a spline surface: a natural cubic spline of total variance.

    Parameters
    ----------
    expiry : datetime
        The settlement instant, aware.
    years : float
        Calendar time to it, > 0.
    knots : ndarray of float64, (n,)
        log(strike / forward) of the knots, strictly ascending, n >= 2.
    total_variance : ndarray of float64, (n,)
        vol^2 years at the knots, > 0.
    standard_error : ndarray of float64, (n,)
        Standard error of the vol (not of the total variance) at each knot, >= 0.
    log_moneyness_min, log_moneyness_max : float
        Range of the quotes it was fitted to.
    n_quotes : int
        How many quotes it was fitted to.

    Attributes
    ----------
    second : ndarray of float64, (n,)
        Second derivatives of total variance at the knots; 0 at both ends.

    Raises
    ------
    InvalidArgumentError
        Input outside its domain, total variance that is not positive between two knots, or wings
        outside Lee's bounds: the slope of the left wing must lie in (-2, 0], that of the right one
        in [0, 2). Butterfly arbitrage is not an error here: `certify` finds it.

    Notes
    -----
    w'' is linear between knots and 0 at the first and the last; beyond them w goes on straight,
    with the slope it has there. Arrays are copied and read-only. Slices compare bit for bit.

    References
    ----------
    .. [1] Lee, R. (2004), "The moment formula for implied volatility at extreme strikes",
       Mathematical Finance 14(3), 469-480.

    Verified by `tests/unit/volatility/curves/spline/test_slices.py` and
    `tests/unit/kernels/test_spline.py`.
    """

    expiry: datetime
    years: float
    knots: NDArray[np.float64]
    total_variance: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    log_moneyness_min: float
    log_moneyness_max: float
    n_quotes: int
    second: NDArray[np.float64] = field(init=False, repr=False)
    _pieces: _core.SplinePieces = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Copy the arrays, check them and prepare the look-ups."""
        _check_numbers(self)
        for name in _ARRAYS:
            object.__setattr__(self, name, _frozen(name, getattr(self, name)))
        _check_arrays(self.knots, self.total_variance, self.standard_error)
        second = second_derivatives(knots=self.knots, total_variance=self.total_variance)
        second.flags.writeable = False
        object.__setattr__(self, "second", second)
        _check_wings(self)
        pieces = prepare(
            knots=self.knots,
            total_variance=self.total_variance,
            second=second,
            standard_error=self.standard_error,
        )
        _check_least(pieces)
        object.__setattr__(self, "_pieces", pieces)

    @property
    def pieces(self) -> _core.SplinePieces:
        """The slice as the compiled evaluator reads it."""
        return self._pieces

    def __eq__(self, other: object) -> bool:
        """Compare bit for bit."""
        return (
            self._identity() == other._identity()
            if isinstance(other, SplineSlice)
            else NotImplemented
        )

    def __hash__(self) -> int:
        """Hash what `==` compares."""
        return hash(self._identity())

    def _identity(self) -> tuple[object, ...]:
        arrays = (getattr(self, name).tobytes() for name in _ARRAYS)
        quoted = (self.log_moneyness_min, self.log_moneyness_max, self.n_quotes)
        return (self.expiry, self.years, *quoted, *arrays)

    def __reduce__(self) -> tuple[object, tuple[dict[str, object]]]:
        """Pickle the parameters; what is prepared from them is built again."""
        return _rebuilt, ({f.name: getattr(self, f.name) for f in fields(self) if f.init},)


def _rebuilt(arguments: dict[str, Any]) -> SplineSlice:
    return SplineSlice(**arguments)


def _check_numbers(s: SplineSlice) -> None:
    if s.expiry.tzinfo is None:
        msg = f"expiry {s.expiry} is naive; give it a time zone"
        raise InvalidArgumentError(msg)
    if not 0.0 < s.years < math.inf:
        msg = f"years is {s.years}; give a finite time to expiry above 0"
        raise InvalidArgumentError(msg)
    if not -math.inf < s.log_moneyness_min <= s.log_moneyness_max < math.inf:
        msg = f"log_moneyness_min is {s.log_moneyness_min} and log_moneyness_max "
        raise InvalidArgumentError(msg + f"{s.log_moneyness_max}; give a finite range")
    if s.n_quotes < 0:
        msg = f"n_quotes is {s.n_quotes}; give how many quotes there were, 0 or more"
        raise InvalidArgumentError(msg)


def _frozen(name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    copy = np.array(values, dtype=np.float64)
    if copy.ndim != 1 or copy.size < _LEAST_KNOTS:
        msg = f"{name} has shape {copy.shape}; give two or more knots in one dimension"
        raise InvalidArgumentError(msg)
    if not np.isfinite(copy).all():
        msg = f"{name} holds {copy[~np.isfinite(copy)][0]}; give finite numbers"
        raise InvalidArgumentError(msg)
    copy.flags.writeable = False
    return copy


def _check_arrays(
    knots: NDArray[np.float64], variance: NDArray[np.float64], error: NDArray[np.float64]
) -> None:
    if not knots.size == variance.size == error.size:
        sizes = f"{knots.size} knots, {variance.size} total variances and {error.size} errors"
        msg = f"knots, total_variance, standard_error: {sizes}; give one of each a knot"
        raise InvalidArgumentError(msg)
    falls = np.flatnonzero(knots[1:] <= knots[:-1])
    if falls.size:
        a, b = knots[falls[0]], knots[falls[0] + 1]
        msg = f"knots: {a} is followed by {b}; give strictly ascending knots"
        raise InvalidArgumentError(msg)
    if not variance.min() > 0.0:
        msg = f"total_variance holds {variance.min()}; give values above 0"
        raise InvalidArgumentError(msg)
    if error.min() < 0.0:
        msg = f"standard_error holds {error.min()}; give values of 0 or more"
        raise InvalidArgumentError(msg)


def _check_wings(s: SplineSlice) -> None:
    left, right = wing_slopes(knots=s.knots, total_variance=s.total_variance, second=s.second)
    if not (-_LEE < left <= 0.0 <= right < _LEE):
        msg = f"the wings of total_variance have slopes {left} and {right}; give values with the "
        raise InvalidArgumentError(msg + "left slope in (-2, 0] and the right one in [0, 2)")


def _check_least(pieces: _core.SplinePieces) -> None:
    least, at = least_variance(pieces)
    if not least > 0.0:
        msg = f"total_variance between knots falls to {least} at log-moneyness {at}; "
        raise InvalidArgumentError(msg + "give values whose spline stays above 0")
