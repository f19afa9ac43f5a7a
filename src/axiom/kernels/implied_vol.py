"""Implied volatility, lognormal and normal, with a status for each element."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, overload

import numpy as np
import numpy.typing as npt

from axiom.core.errors import ImpliedVolError, InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels.arrays import Columns, Doubles, check_threads, empty
from axiom.kernels.terms import Model, check_model, gather_terms, raise_outside_domain

__all__ = ["ImpliedVolStatus", "implied_vol"]


class ImpliedVolStatus(IntEnum):
    """Whether a price has an implied vol, and if not, why.

    Attributes
    ----------
    OK
        The vol is determined by the price: its rounding moves the vol by less than 1e-6 of itself.
    BELOW_INTRINSIC
        The price lies below the discounted intrinsic value.
    ABOVE_MAXIMUM
        The price reaches or exceeds the value at infinite vol.
    NOT_IDENTIFIED
        The price's rounding leaves the vol undetermined; the interval says how far.
    INVALID_INPUT
        An argument is NaN, infinite or outside its domain.
    """

    OK = 0
    BELOW_INTRINSIC = 1
    ABOVE_MAXIMUM = 2
    NOT_IDENTIFIED = 3
    INVALID_INPUT = 4


@overload
def implied_vol(
    *,
    price: float,
    spot: float | None = None,
    forward: float | None = None,
    strike: float,
    expiry: float,
    rate: float = 0.0,
    dividend_yield: float = 0.0,
    is_call: bool = True,
    model: Model = "lognormal",
    return_status: Literal[False] = False,
    return_interval: Literal[False] = False,
    threads: int = 1,
) -> float: ...
@overload
def implied_vol(
    *,
    price: npt.ArrayLike,
    spot: npt.ArrayLike | None = None,
    forward: npt.ArrayLike | None = None,
    strike: npt.ArrayLike,
    expiry: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike = True,
    model: Model = "lognormal",
    return_status: bool = False,
    return_interval: bool = False,
    threads: int = 1,
) -> Any: ...
@_core.implied_vol_scalars
def implied_vol(
    *,
    price: Any,
    spot: Any = None,
    forward: Any = None,
    strike: Any,
    expiry: Any,
    rate: Any = 0.0,
    dividend_yield: Any = 0.0,
    is_call: Any = True,
    model: Model = "lognormal",
    return_status: bool = False,
    return_interval: bool = False,
    threads: int = 1,
) -> Any:
    """Find the volatility at which an option has a given price.

    Parameters
    ----------
    price : array_like
        Discounted price per unit of the underlying.
    spot, forward, strike, expiry, rate, dividend_yield, is_call, model, threads
        As in `axiom.price`.
    return_status : bool
        Also return an `ImpliedVolStatus` (an array of uint8 codes for arrays).
    return_interval : bool
        Also return the lowest and highest vol that the price's rounding to a double allows.

    Returns
    -------
    vol : float or ndarray of float64, the broadcast shape
        In arrays, NaN wherever the status is not OK.
    status : ImpliedVolStatus or ndarray of uint8
        With ``return_status``.
    lower, upper : float or ndarray of float64
        With ``return_interval``, last. ``upper`` may be infinite.

    Raises
    ------
    ImpliedVolError
        For scalars without ``return_status`` or ``return_interval``, when there is no identified
        vol; it names the bound or the interval, and the price.
    InvalidArgumentError
        For scalars outside their domain, for arguments that are not numeric, both or none of spot
        and forward, or shapes that do not broadcast.

    Notes
    -----
    Relative error below 1e-11 wherever the price identifies the vol that far, and within the
    interval otherwise. A vol is identified (status OK) when the interval's half-width is below
    1e-6 of the vol. A scalar NaN gives NaN.

    Householder iterations of third order on the logarithm of the normalised time value; the start
    follows the normal model's inverse.

    References
    ----------
    .. [1] P. Jaeckel (2017), Let's be rational, Wilmott 75, 40-53.
    .. [2] J. Choi, K. Kim, M. Kwak (2009), Numerical approximation of the implied volatility under
       arithmetic Brownian motion, Applied Mathematical Finance 16 (3), 261-268.

    Verified by ``tests/parity/test_implied_vol_parity.py`` (50-digit prices) and
    ``tests/properties/test_pricing_properties.py``.

    Examples
    --------
    >>> import axiom
    >>> round(axiom.implied_vol(price=2.1334, spot=60, strike=65, expiry=0.25, rate=0.08), 4)
    0.3
    >>> vol, status = axiom.implied_vol(
    ...     price=[10.0, 200.0], forward=100.0, strike=100.0, expiry=1.0, return_status=True
    ... )
    >>> vol.round(4), [axiom.ImpliedVolStatus(code).name for code in status]
    (array([0.2513,    nan]), ['OK', 'ABOVE_MAXIMUM'])
    """
    plain = not (return_status or return_interval)
    normal, checked_threads = check_model(model), check_threads(threads)
    columns, carries = gather_terms(
        spot=spot,
        forward=forward,
        strike=strike,
        expiry=expiry,
        rate=rate,
        dividend_yield=dividend_yield,
        is_call=is_call,
        price=price,
    )
    scalar = columns.shape == ()
    inversion = _invert(
        columns, carries, normal, checked_threads, with_interval=return_interval or scalar
    )
    if scalar and plain:
        return inversion.scalar_answer()
    parts: list[npt.NDArray[Any]] = [inversion.vol]
    if return_status:
        parts.append(inversion.status)
    if return_interval:
        parts += [inversion.lower, inversion.upper]
    shaped = [_shaped(part, columns.shape) for part in parts]
    return shaped[0] if len(shaped) == 1 else tuple(shaped)


@dataclass(frozen=True, slots=True)
class _Inversion:
    """What the core made of one call; the interval is empty where it was not wanted."""

    columns: Columns
    carries: bool
    normal: bool
    vol: Doubles
    lower: Doubles
    upper: Doubles
    status: npt.NDArray[np.uint8]

    def scalar_answer(self) -> float:
        """Return the vol of the only element, or raise why there is none."""
        terms = {name: float(column[0]) for name, column in self.columns.values.items()}
        code = ImpliedVolStatus(int(self.status[0]))
        if code == ImpliedVolStatus.OK or any(math.isnan(value) for value in terms.values()):
            return float(self.vol[0])
        if code == ImpliedVolStatus.INVALID_INPUT:
            if math.isinf(terms["price"]):
                raise InvalidArgumentError(f"price must be finite, got {terms['price']!r}")
            raise_outside_domain(self.columns, self.carries, self.normal, 0)
        raise ImpliedVolError(f"price {terms['price']!r} {self._complaint(code, terms)}")

    def _complaint(self, code: ImpliedVolStatus, terms: dict[str, float]) -> str:
        if code == ImpliedVolStatus.NOT_IDENTIFIED:
            lower, upper = float(self.lower[0]), float(self.upper[0])
            return (
                f"does not identify the vol: within its rounding, any vol from {lower:.6g} to"
                f" {upper:.6g} fits (return_interval=True returns this interval)"
            )
        intrinsic, maximum = _price_bounds(terms, bool(self.columns.is_call[0]), self.normal)
        if code == ImpliedVolStatus.BELOW_INTRINSIC:
            return f"is below the discounted intrinsic value {intrinsic!r}: no vol gives it"
        return f"is not below the maximum {maximum!r}, the value at infinite vol: no vol gives it"


def _invert(
    columns: Columns, carries: bool, normal: bool, threads: int, *, with_interval: bool
) -> _Inversion:
    size = columns.size
    vol, lower, upper = empty(3, size) if with_interval else [*empty(1, size), *empty(2, 0)]
    status = np.empty(size, dtype=np.uint8)
    _core.implied_vol_arrays(
        **columns.values,
        is_call=columns.is_call,
        carries=carries,
        normal=normal,
        vol=vol,
        status=status,
        lower=lower if with_interval else None,
        upper=upper if with_interval else None,
        size=size,
        threads=threads,
    )
    return _Inversion(columns, carries, normal, vol, lower, upper, status)


def _shaped(part: npt.NDArray[Any], shape: tuple[int, ...]) -> Any:
    if shape != ():
        return part.reshape(shape)
    return ImpliedVolStatus(int(part[0])) if part.dtype == np.uint8 else float(part[0])


def _price_bounds(terms: dict[str, float], is_call: bool, normal: bool) -> tuple[float, float]:
    forward_leg = terms["spot"] * math.exp(-terms["dividend_yield"] * terms["expiry"])
    strike_leg = terms["strike"] * math.exp(-terms["rate"] * terms["expiry"])
    intrinsic = max(forward_leg - strike_leg if is_call else strike_leg - forward_leg, 0.0)
    if terms["expiry"] == 0.0:
        return intrinsic, intrinsic
    return intrinsic, math.inf if normal else forward_leg if is_call else strike_leg
