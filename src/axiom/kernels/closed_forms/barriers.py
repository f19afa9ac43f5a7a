"""Options with one barrier or two, watched continuously."""

from __future__ import annotations

from typing import Literal

import numpy.typing as npt

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.closed_forms.result import ClosedForm, check_order, evaluate

__all__ = ["barrier", "double_barrier"]


def barrier(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    barrier: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    is_up: npt.ArrayLike,
    is_knock_in: npt.ArrayLike,
    rebate: npt.ArrayLike = 0.0,
    rebate_at: Literal["hit", "expiry"] = "hit",
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value European options with one barrier.

    Parameters
    ----------
    spot, barrier : array_like
        Above 0. A spot at the barrier or beyond has reached it.
    strike, expiry, vol : array_like
        0 or more; years, and a decimal a year.
    rate, dividend_yield : array_like
        Continuously compounded, a year.
    is_call, is_up, is_knock_in : array_like of bool
    rebate : array_like
        0 or more. Of a knock-in, paid at expiry if the barrier was never reached.
    rebate_at : {"hit", "expiry"}
        When a knock-out pays its rebate.
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
    The law of ln S_T killed at H is that of a source at S less its image at H^2 / S. A rebate at
    hit under a rate so far below 0 that the square root of its closed form is imaginary is a
    quadrature. A total vol of 0 is taken as 1e-14. NaN in gives NaN out, in that contract alone.

    References
    ----------
    .. [1] E. Reiner, M. Rubinstein (1991), Breaking down the barriers, Risk 4 (8), 28-35.
    .. [2] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 152-156.

    Verified by ``tests/reference/test_barrier_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    if rebate_at not in ("hit", "expiry"):
        raise InvalidArgumentError(f"rebate_at={rebate_at!r}: give 'hit' or 'expiry'")
    return evaluate(
        "barrier",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={"strike": strike, "barrier": barrier, "expiry": expiry, "rebate": rebate},
        flags={
            "is_call": is_call,
            "is_up": is_up,
            "is_knock_in": is_knock_in,
            "rebate_at": rebate_at == "expiry",
        },
        greeks=greeks,
        threads=threads,
        positive=("barrier",),
    )


def double_barrier(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    is_knock_in: npt.ArrayLike,
    rebate: npt.ArrayLike = 0.0,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value European options with a barrier on either side.

    Parameters
    ----------
    spot, lower, upper : array_like
        Above 0, lower < upper. A spot outside or at a barrier has reached it.
    strike, expiry, vol : array_like
        0 or more; years, and a decimal a year.
    rate, dividend_yield : array_like
        Continuously compounded, a year.
    is_call, is_knock_in : array_like of bool
    rebate : array_like
        0 or more. Of a knock-out paid at the first exit, of a knock-in at expiry if there was none.
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
    A sum of images where ln(U / L) is above 2.5 vol sqrt(T), a sine series else; either needs few
    terms there.

    References
    ----------
    .. [1] N. Kunitomo, M. Ikeda (1992), Pricing options with curved boundaries, Mathematical
       Finance 2, 275-298.
    .. [2] C. H. Hui (1996), One-touch double barrier binary option values, Applied Financial
       Economics 6, 343-346.

    Verified by ``tests/reference/test_barrier_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    check_order(lower, upper)
    return evaluate(
        "double_barrier",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={
            "strike": strike,
            "lower": lower,
            "upper": upper,
            "expiry": expiry,
            "rebate": rebate,
        },
        flags={"is_call": is_call, "is_knock_in": is_knock_in},
        greeks=greeks,
        threads=threads,
        positive=("lower", "upper"),
    )
