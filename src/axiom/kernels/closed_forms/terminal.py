"""Payoffs that look at the asset on one date, or at its ratio between two."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from axiom.kernels.arrays import as_doubles
from axiom.kernels.closed_forms.result import ClosedForm, evaluate

__all__ = [
    "asset_or_nothing",
    "cash_or_nothing",
    "clipped_return",
    "forward_start",
    "range_digital",
]

_UNBOUNDED = 9e99


def cash_or_nothing(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value one unit of cash, paid if the asset ends above the strike (calls) or below (puts).

    Parameters
    ----------
    spot : array_like
        Above 0.
    strike, expiry, vol : array_like
        0 or more; years, and a decimal a year.
    rate, dividend_yield : array_like
        Continuously compounded, a year.
    is_call : array_like of bool
    greeks : bool
    threads : int
        Results are bit-identical for any number.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    References
    ----------
    .. [1] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 174-175.

    Verified by ``tests/reference/test_digital_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    return evaluate(
        "cash_digital",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={"strike": strike, "expiry": expiry},
        flags={"is_call": is_call},
        greeks=greeks,
        threads=threads,
    )


def asset_or_nothing(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value one unit of the asset, paid if it ends above the strike (calls) or below (puts).

    Parameters
    ----------
    spot, strike, expiry, vol, rate, dividend_yield, is_call, greeks, threads
        As in `cash_or_nothing`.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    References
    ----------
    .. [1] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 175-176.

    Verified by ``tests/reference/test_digital_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    return evaluate(
        "asset_digital",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={"strike": strike, "expiry": expiry},
        flags={"is_call": is_call},
        greeks=greeks,
        threads=threads,
    )


def range_digital(
    *,
    spot: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    expiry: npt.ArrayLike,
    payment: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value one unit of cash, paid if the asset lies between two bounds at expiry.

    Parameters
    ----------
    spot : array_like
        Above 0.
    lower, upper : array_like
        0 or more; a lower bound of 0 or an infinite upper one is none.
    expiry, payment : array_like
        Years, 0 or more: when the asset is looked at, and when the cash is paid.
    vol, rate, dividend_yield, greeks, threads
        As in `cash_or_nothing`.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    References
    ----------
    .. [1] S. M. Turnbull (1995), Interest rate digital options and range notes, J. Derivatives 3
       (1), 92-101.

    Verified by ``tests/parity/test_closed_form_parity.py``.
    """
    bound = as_doubles("upper", upper)
    return evaluate(
        "range_digital",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={
            "lower": lower,
            "upper": np.where(bound > _UNBOUNDED, _UNBOUNDED, bound),
            "expiry": expiry,
            "payment": payment,
        },
        flags={},
        greeks=greeks,
        threads=threads,
    )


def forward_start(
    *,
    spot: npt.ArrayLike,
    moneyness: npt.ArrayLike,
    start: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value options whose strike is a multiple of the asset's price at a later date.

    Parameters
    ----------
    spot : array_like
        Above 0.
    moneyness : array_like
        Strike over the price at `start`, 0 or more.
    start, expiry : array_like
        Years, 0 or more, start no later than expiry.
    vol, rate, dividend_yield, is_call, greeks, threads
        As in `cash_or_nothing`; vol, rate and yield are those between start and expiry, the yield
        also that until the start.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    References
    ----------
    .. [1] M. Rubinstein (1991), Pay now, choose later, Risk 4 (2), 13.
    .. [2] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 121-122.

    Verified by ``tests/reference/test_path_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    return evaluate(
        "forward_start",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={"moneyness": moneyness, "start": start, "expiry": expiry},
        flags={"is_call": is_call},
        greeks=greeks,
        threads=threads,
    )


def clipped_return(
    *,
    spot: npt.ArrayLike,
    start: npt.ArrayLike,
    expiry: npt.ArrayLike,
    payment: npt.ArrayLike,
    floor: npt.ArrayLike,
    cap: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    previous_fixing: npt.ArrayLike = 0.0,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value the simple return of the asset over a period, clipped to an interval.

    Parameters
    ----------
    spot : array_like
        Above 0.
    start, expiry, payment : array_like
        Years, 0 or more: the ends of the period, and when the clipped return is paid.
    floor, cap : array_like
        Bounds of the return, of any sign; may be infinite.
    previous_fixing : array_like
        The price at the start where that has passed; 0 where it is the spot, now or at the start.
    vol, rate, dividend_yield, greeks, threads
        As in `cash_or_nothing`; those of the period.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    Notes
    -----
    The floor plus a forward-start call struck at 1 + floor less one struck at 1 + cap.

    References
    ----------
    .. [1] M. Rubinstein (1991), Pay now, choose later, Risk 4 (2), 13.

    Verified by ``tests/parity/test_closed_form_parity.py``.
    """
    least, most = as_doubles("floor", floor), as_doubles("cap", cap)
    return evaluate(
        "clipped_return",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={
            "start": start,
            "expiry": expiry,
            "payment": payment,
            "previous_fixing": previous_fixing,
            "floor": np.where(least < -1.0, -1.0, least),
            "cap": np.where(most > _UNBOUNDED, _UNBOUNDED, most),
        },
        flags={},
        greeks=greeks,
        threads=threads,
        signed=("floor", "cap"),
    )
