"""Cash for reaching a barrier, or for staying away from one or two."""

from __future__ import annotations

from typing import Literal

import numpy.typing as npt

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.closed_forms.result import ClosedForm, check_order, evaluate

__all__ = ["double_no_touch", "no_touch", "one_touch"]


def one_touch(
    *,
    spot: npt.ArrayLike,
    barrier: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_up: npt.ArrayLike,
    pays_at: Literal["hit", "expiry"] = "hit",
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value one unit of cash, paid if a barrier is reached before expiry.

    Parameters
    ----------
    spot, barrier : array_like
        Above 0. A spot at the barrier or beyond has reached it.
    expiry, vol : array_like
        0 or more; years, and a decimal a year.
    rate, dividend_yield : array_like
        Continuously compounded, a year.
    is_up : array_like of bool
        Whether the barrier is reached from below.
    pays_at : {"hit", "expiry"}
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
    .. [1] E. Reiner, M. Rubinstein (1991), Unscrambling the binary code, Risk 4 (9), 75-83.
    .. [2] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 176-180.

    Verified by ``tests/reference/test_digital_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    if pays_at not in ("hit", "expiry"):
        raise InvalidArgumentError(f"pays_at={pays_at!r}: give 'hit' or 'expiry'")
    return evaluate(
        "one_touch",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={"barrier": barrier, "expiry": expiry},
        flags={"is_up": is_up, "pays_at": pays_at == "expiry"},
        greeks=greeks,
        threads=threads,
        positive=("barrier",),
    )


def no_touch(
    *,
    spot: npt.ArrayLike,
    barrier: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_up: npt.ArrayLike,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value one unit of cash, paid at expiry unless a barrier is reached before.

    Parameters
    ----------
    spot, barrier, expiry, vol, rate, dividend_yield, is_up, greeks, threads
        As in `one_touch`.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    References
    ----------
    .. [1] E. Reiner, M. Rubinstein (1991), Unscrambling the binary code, Risk 4 (9), 75-83.

    Verified by ``tests/reference/test_digital_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    return evaluate(
        "no_touch",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={"barrier": barrier, "expiry": expiry},
        flags={"is_up": is_up},
        greeks=greeks,
        threads=threads,
        positive=("barrier",),
    )


def double_no_touch(
    *,
    spot: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value one unit of cash, paid at expiry if the asset never leaves a corridor.

    Parameters
    ----------
    spot, lower, upper : array_like
        Above 0, lower < upper.
    expiry, vol, rate, dividend_yield, greeks, threads
        As in `one_touch`.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Images for wide corridors, a sine series for narrow ones, as in `double_barrier`.

    References
    ----------
    .. [1] C. H. Hui (1996), One-touch double barrier binary option values, Applied Financial
       Economics 6, 343-346.

    Verified by ``tests/reference/test_digital_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    check_order(lower, upper)
    return evaluate(
        "double_no_touch",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={"lower": lower, "upper": upper, "expiry": expiry},
        flags={},
        greeks=greeks,
        threads=threads,
        positive=("lower", "upper"),
    )
