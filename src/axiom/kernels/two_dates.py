"""Closed forms with two dates: options on options, choosers, barriers watched for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

__all__ = ["DateTerms", "SpotGreeks", "choosers", "compounds", "partial_knock_outs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTerms:
    """What is known of a date, each an array that broadcasts.

    Parameters
    ----------
    time : array_like
        Years, 0 or more.
    rate, dividend_yield : array_like
        Averages to the date.
    vol : array_like
        Average to the date, 0 or more.
    response : array_like
        How far `vol` moves where all vols are shifted by 1.
    """

    time: ArrayLike
    rate: ArrayLike
    dividend_yield: ArrayLike
    vol: ArrayLike
    response: ArrayLike = 1.0

    @property
    def columns(self) -> tuple[ArrayLike, ...]:
        """The five in the order of the core."""
        return (self.time, self.rate, self.dividend_yield, self.vol, self.response)


@dataclass(frozen=True, slots=True)
class SpotGreeks:
    """Prices with derivatives in spot, vols and rates, arrays of one shape.

    Attributes
    ----------
    price, delta, gamma, vega, rho : ndarray of float64
    amplification : ndarray of float64
        By how much the formula may have multiplied the rounding of its terms.
    """

    price: NDArray[np.float64]
    delta: NDArray[np.float64]
    gamma: NDArray[np.float64]
    vega: NDArray[np.float64]
    rho: NDArray[np.float64]
    amplification: NDArray[np.float64]


def compounds(
    *,
    spot: ArrayLike,
    strike: ArrayLike,
    underlying_strike: ArrayLike,
    is_call: ArrayLike,
    is_underlying_call: ArrayLike,
    first: DateTerms,
    second: DateTerms,
) -> SpotGreeks:
    """Price European options on European options.

    Parameters
    ----------
    spot : array_like
        Above 0.
    strike, underlying_strike : array_like
        Of the compound option, paid at the first date, and of the option that it is on; 0 or more.
    is_call, is_underlying_call : array_like of bool
    first, second : DateTerms
        The two expiries; the total variance must not fall from the first to the second.

    Returns
    -------
    SpotGreeks

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    Geske's formula [1]_; the price is stationary in the level that parts exercise from
    abandoning, so that it is a constant to the derivatives. Zero times and vols give their limits.

    References
    ----------
    .. [1] R. Geske (1979), The valuation of compound options, Journal of Financial Economics 7,
       63-81 (p. 68).

    Verified by ``tests/parity/test_two_dates.py``.
    """
    signs = (_sign(is_call), _sign(is_underlying_call))
    columns = (spot, strike, underlying_strike, *signs, *first.columns, *second.columns)
    names = ("spot", "strike", "underlying_strike")
    table, shape = _table(names, columns, 5)
    _check_order(table, 5, 10)
    return _greeks(_core.compounds, table, shape)


def choosers(
    *,
    spot: ArrayLike,
    call_strike: ArrayLike,
    put_strike: ArrayLike,
    choice: DateTerms,
    call: DateTerms,
    put: DateTerms,
) -> SpotGreeks:
    """Price the right to choose between a call and a put.

    Parameters
    ----------
    spot : array_like
        Above 0.
    call_strike, put_strike : array_like
        0 or more.
    choice, call, put : DateTerms
        The date of the choice and both expiries; total variance must not fall from the first.

    Returns
    -------
    SpotGreeks

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    References
    ----------
    .. [1] M. Rubinstein (1991), Options for the undecided, Risk 4 (4), 43.

    Verified by ``tests/parity/test_two_dates.py``.
    """
    dates = (*choice.columns, *call.columns, *put.columns)
    table, shape = _table(
        ("spot", "call_strike", "put_strike"), (spot, call_strike, put_strike, *dates), 3
    )
    _check_order(table, 3, 8)
    _check_order(table, 3, 13)
    return _greeks(_core.choosers, table, shape)


def partial_knock_outs(
    *,
    spot: ArrayLike,
    strike: ArrayLike,
    barrier: ArrayLike,
    start: ArrayLike,
    end: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike,
    is_call: ArrayLike,
    is_up: ArrayLike,
) -> SpotGreeks:
    """Price options that die if a barrier is reached within [start, end].

    Parameters
    ----------
    spot, barrier : array_like
        Above 0.
    strike : array_like
        0 or more.
    start, end, expiry : array_like
        Years, 0 <= start <= end <= expiry.
    vol : array_like
        Above 0, with vol^2 expiry of at least 1e-12.
    rate, dividend_yield : array_like
    is_call, is_up : array_like of bool

    Returns
    -------
    SpotGreeks

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    Closed forms where the window starts now or ends at expiry; else one smooth integral over the
    end of the window.

    References
    ----------
    .. [1] R. C. Heynen, H. M. Kat (1994), Partial barrier options, Journal of Financial
       Engineering 3, 253-274 (p. 256).

    Verified by ``tests/parity/test_two_dates.py``.
    """
    sides = -_sign(is_up)
    names = ("spot", "strike", "barrier", "start", "end", "expiry", "vol")
    columns = (spot, strike, barrier, start, end, expiry, vol, rate, dividend_yield)
    table, shape = _table(names, (*columns, _sign(is_call), sides), None)
    _check_window(table)
    return _greeks(_core.partial_barriers, table, shape)


def _sign(flag: ArrayLike) -> NDArray[np.float64]:
    return np.where(np.asarray(flag, dtype=bool), 1.0, -1.0)


def _table(
    names: tuple[str, ...], columns: tuple[ArrayLike, ...], first_date: int | None
) -> tuple[NDArray[np.float64], tuple[int, ...]]:
    """Return one row a contract, and the broadcast shape; the named columns are not negative."""
    arrays = np.broadcast_arrays(*(np.asarray(c, dtype=np.float64) for c in columns))
    table = np.stack([a.reshape(-1) for a in arrays], axis=1)
    if not np.isfinite(table).all():
        raise InvalidArgumentError("an argument is not finite; give finite numbers")
    for at, name in enumerate(names):
        bad = table[:, at] <= 0.0 if name in {"spot", "barrier"} else table[:, at] < 0.0
        if bad.any():
            domain = "above 0" if name in {"spot", "barrier"} else "of at least 0"
            raise InvalidArgumentError(f"{name} is {table[bad, at][0]}; give numbers {domain}")
    for at in range(first_date or table.shape[1], table.shape[1], 5):
        if (table[:, [at, at + 3]] < 0.0).any():
            raise InvalidArgumentError("a time or vol is below 0; give numbers of at least 0")
    return table, arrays[0].shape


def _check_order(table: NDArray[np.float64], first: int, second: int) -> None:
    variance = [table[:, at + 3] ** 2 * table[:, at] for at in (first, second)]
    if (variance[1] < variance[0] * (1.0 - 1e-12)).any():
        raise InvalidArgumentError(
            "total variance falls from one date to the next; give dates in order and vols to match"
        )


def _check_window(table: NDArray[np.float64]) -> None:
    start, end, expiry, vol = table[:, 3], table[:, 4], table[:, 5], table[:, 6]
    if ((start > end) | (end > expiry)).any():
        raise InvalidArgumentError(
            "start, end and expiry do not ascend; give 0 <= start <= end <= expiry"
        )
    if (vol * vol * expiry < 1e-12).any():
        raise InvalidArgumentError("vol^2 expiry is below 1e-12; value the certain path instead")


def _greeks(
    core: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    table: NDArray[np.float64],
    shape: tuple[int, ...],
) -> SpotGreeks:
    found = np.asarray(core(np.ascontiguousarray(table).reshape(-1))).reshape(-1, 6)
    return SpotGreeks(*(found[:, k].reshape(shape) for k in range(6)))
