"""Implied volatility, lognormal and normal, with a status for each element."""

from __future__ import annotations

from typing import Any, Literal, overload

import numpy.typing as npt

from axiom.kernels import _core
from axiom.kernels.accuracy import Accuracy, check_accuracy
from axiom.kernels.arrays import check_threads
from axiom.kernels.exercise import Exercise, check_exercise
from axiom.kernels.inversion import ImpliedVolStatus, Quotes
from axiom.kernels.schedule import (
    DividendModel,
    Dividends,
    check_dividend_model,
    read_schedule,
)
from axiom.kernels.terms import Model, check_model, gather_terms

__all__ = ["ImpliedVolStatus", "implied_vol"]


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
    exercise: Exercise = "european",
    dividends: Dividends | None = None,
    dividend_model: DividendModel = "spot",
    accuracy: Accuracy = "accurate",
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
    exercise: Exercise = "european",
    dividends: Dividends | None = None,
    dividend_model: DividendModel = "spot",
    accuracy: Accuracy = "accurate",
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
    exercise: Exercise = "european",
    dividends: Dividends | None = None,
    dividend_model: DividendModel = "spot",
    accuracy: Accuracy = "accurate",
    return_status: bool = False,
    return_interval: bool = False,
    threads: int = 1,
) -> Any:
    """Find the volatility at which an option has a given price.

    Parameters
    ----------
    price : array_like
        Discounted price per unit of the underlying.
    spot, forward, strike, expiry, rate, dividend_yield, is_call, model, exercise, dividends
        As in `axiom.price`.
    dividend_model, threads
        As in `axiom.price`.
    accuracy : {"fast", "accurate", "reference"}
        Of American options and of options with dividends; see Notes.
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

    The vols of American options and of options with dividends come from a search along the price of
    a European option like them, whose secants stay inside a bracket. Their prices at the vols found
    differ from those given by at most 1e-4, 1e-5 and 1e-8 (fast, accurate, reference) at a strike
    of 100, as far as `axiom.price` with the same ``accuracy`` goes.

    Householder iterations of third order on the logarithm of the normalised time value; the start
    follows the normal model's inverse.

    References
    ----------
    .. [1] P. Jaeckel (2017), Let's be rational, Wilmott 75, 40-53.
    .. [2] J. Choi, K. Kim, M. Kwak (2009), Numerical approximation of the implied volatility under
       arithmetic Brownian motion, Applied Mathematical Finance 16 (3), 261-268.

    Verified by ``tests/parity/test_implied_vol_parity.py`` (50-digit prices),
    ``tests/properties/test_pricing_properties.py`` and
    ``tests/unit/kernels/test_american_implied_vol.py``.

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
    normal, american = check_model(model), check_exercise(exercise)
    dividends_as, precision = check_dividend_model(dividend_model), check_accuracy(accuracy)
    checked_threads, schedule = check_threads(threads), read_schedule(dividends)
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
    quotes = Quotes(
        columns=columns,
        carries=carries,
        normal=normal,
        american=american,
        schedule=schedule,
        dividend_model=dividends_as,
        accuracy=precision,
    )
    quotes.check()
    scalar = columns.shape == ()
    inversion = quotes.invert(checked_threads, with_interval=return_interval or scalar)
    if scalar and plain:
        return inversion.scalar_answer()
    return inversion.shaped(with_status=return_status, with_interval=return_interval)
