"""Lookbacks, watched continuously."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from axiom.kernels.closed_forms.result import ClosedForm, evaluate

__all__ = ["fixed_lookback", "floating_lookback"]

_NO_MAXIMUM, _NO_MINIMUM = 1e-99, 1e99


def fixed_lookback(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    extreme: npt.ArrayLike | None = None,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value options on the highest price above a strike, or on the lowest below it.

    Parameters
    ----------
    spot : array_like
        Above 0.
    strike, expiry, vol : array_like
        0 or more; years, and a decimal a year.
    rate, dividend_yield : array_like
        Continuously compounded, a year.
    is_call : array_like of bool
    extreme : array_like, optional
        Above 0: highest (calls) or lowest (puts) price so far. Where the spot is further out, or
        without it, the spot is the extreme, and moves with it in the Greeks.
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

    Notes
    -----
    Where rate and yield agree the textbook formula divides by zero; a series in their difference
    replaces it near there.

    References
    ----------
    .. [1] A. Conze, R. Viswanathan (1991), Path dependent options: the case of lookback options,
       J. Finance 46, 1893-1907.
    .. [2] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 143-144.

    Verified by ``tests/reference/test_path_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    return evaluate(
        "fixed_lookback",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={
            "strike": strike,
            "expiry": expiry,
            "extreme": _extreme(extreme, is_maximum=np.asarray(is_call)),
        },
        flags={"is_call": is_call},
        greeks=greeks,
        threads=threads,
        positive=("extreme",),
    )


def floating_lookback(
    *,
    spot: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    extreme: npt.ArrayLike | None = None,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value options to buy at the lowest price (calls), or to sell at the highest (puts).

    Parameters
    ----------
    spot, expiry, vol, rate, dividend_yield, is_call, greeks, threads
        As in `fixed_lookback`.
    extreme : array_like, optional
        Lowest (calls) or highest (puts) price so far; as in `fixed_lookback`.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    References
    ----------
    .. [1] M. B. Goldman, H. B. Sosin, M. A. Gatto (1979), Path dependent options: buy at the low,
       sell at the high, J. Finance 34, 1111-1127.
    .. [2] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 141-143.

    Verified by ``tests/reference/test_path_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    return evaluate(
        "floating_lookback",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={
            "expiry": expiry,
            "extreme": _extreme(extreme, is_maximum=~np.asarray(is_call, dtype=bool)),
        },
        flags={"is_call": is_call},
        greeks=greeks,
        threads=threads,
        positive=("extreme",),
    )


def _extreme(extreme: npt.ArrayLike | None, *, is_maximum: npt.NDArray[np.bool_]) -> npt.ArrayLike:
    """Return the extreme, or one on the wrong side of every spot where there is none."""
    if extreme is not None:
        return extreme
    return np.where(is_maximum, _NO_MAXIMUM, _NO_MINIMUM)
