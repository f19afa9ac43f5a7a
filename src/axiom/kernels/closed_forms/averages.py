"""Options on the geometric average of an asset."""

from __future__ import annotations

import numpy.typing as npt

from axiom.kernels.closed_forms.result import ClosedForm, evaluate

__all__ = ["geometric_average_price", "geometric_average_strike"]


def geometric_average_price(
    *,
    spot: npt.ArrayLike,
    strike: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    past: npt.ArrayLike = 0.0,
    weight: npt.ArrayLike = 1.0,
    mean_time: npt.ArrayLike,
    spread_time: npt.ArrayLike,
    past_slope: npt.ArrayLike = 0.0,
    weight_slope: npt.ArrayLike = 0.0,
    mean_slope: npt.ArrayLike = 1.0,
    spread_slope: npt.ArrayLike = 1.0,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value options on a geometric average G, struck at a price.

    Parameters
    ----------
    spot : array_like
        Above 0.
    strike, expiry, vol : array_like
        0 or more; years, and a decimal a year.
    rate, dividend_yield : array_like
        Continuously compounded, a year.
    is_call : array_like of bool
    past : array_like
        Sum of w_i ln S_i over the fixings made.
    weight : array_like
        Sum of the weights w_i of the fixings to come.
    mean_time, spread_time : array_like
        Sums of w_i t_i and of w_i w_j min(t_i, t_j) over them; integrals for a continuous average.
    past_slope, weight_slope, mean_slope, spread_slope : array_like
        How the four grow as all times of the contract grow, for theta; as given, those of an
        average that has not begun.
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
    .. [1] A. G. Z. Kemna, A. C. F. Vorst (1990), A pricing method for options based on average
       asset values, J. Banking and Finance 14, 113-129.
    .. [2] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 182-184.

    Verified by ``tests/reference/test_path_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    return evaluate(
        "geometric_price",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={
            "strike": strike,
            "expiry": expiry,
            "past": past,
            "weight": weight,
            "mean_time": mean_time,
            "spread_time": spread_time,
            "past_slope": past_slope,
            "weight_slope": weight_slope,
            "mean_slope": mean_slope,
            "spread_slope": spread_slope,
        },
        flags={"is_call": is_call},
        greeks=greeks,
        threads=threads,
        signed=("past", "past_slope"),
    )


def geometric_average_strike(
    *,
    spot: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike,
    past: npt.ArrayLike = 0.0,
    weight: npt.ArrayLike = 1.0,
    mean_time: npt.ArrayLike,
    spread_time: npt.ArrayLike,
    past_slope: npt.ArrayLike = 0.0,
    weight_slope: npt.ArrayLike = 0.0,
    mean_slope: npt.ArrayLike = 1.0,
    spread_slope: npt.ArrayLike = 1.0,
    greeks: bool = True,
    threads: int = 1,
) -> ClosedForm:
    """Value options on the asset, struck at its geometric average.

    Parameters
    ----------
    spot, expiry, vol, rate, dividend_yield, is_call, past, weight, mean_time, spread_time, \
    past_slope, weight_slope, mean_slope, spread_slope, greeks, threads
        As in `geometric_average_price`.

    Returns
    -------
    ClosedForm

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or the shapes do not broadcast.

    Notes
    -----
    The exchange of two lognormal variables: Cov(ln G, ln S_T) = vol^2 mean_time.

    References
    ----------
    .. [1] W. Margrabe (1978), The value of an option to exchange one asset for another, J. Finance
       33, 177-186.

    Verified by ``tests/reference/test_path_values.py`` and
    ``tests/parity/test_closed_form_parity.py``.
    """
    return evaluate(
        "geometric_strike",
        market={"spot": spot, "vol": vol, "rate": rate, "dividend_yield": dividend_yield},
        contract={
            "expiry": expiry,
            "past": past,
            "weight": weight,
            "mean_time": mean_time,
            "spread_time": spread_time,
            "past_slope": past_slope,
            "weight_slope": weight_slope,
            "mean_slope": mean_slope,
            "spread_slope": spread_slope,
        },
        flags={"is_call": is_call},
        greeks=greeks,
        threads=threads,
        signed=("past", "past_slope"),
    )
