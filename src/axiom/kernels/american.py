"""Where exercising an American option now is optimal."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from axiom.kernels.accuracy import Accuracy
from axiom.kernels.arrays import empty
from axiom.kernels.dispatch import batch_for

__all__ = ["exercise_boundary"]


def exercise_boundary(
    *,
    strike: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike = True,
    accuracy: Accuracy = "accurate",
    threads: int = 1,
) -> tuple[Any, Any]:
    """Return the spots between which exercising an American option now is optimal.

    Parameters
    ----------
    strike, expiry, vol, rate, dividend_yield, is_call, accuracy, threads
        As in `axiom.price`.

    Returns
    -------
    lower, upper : float or ndarray of float64, the broadcast shape
        Ends of the exercise region: (0, B) for a put, (B, inf) for a call with one boundary B; both
        finite where there are two (a put with dividend_yield < rate < 0, a call with
        rate < dividend_yield < 0), as long as they have not met; NaN
        where exercise before expiry is never optimal, and for options without vol or time.

    Raises
    ------
    InvalidArgumentError
        As `axiom.price`.

    References
    ----------
    .. [1] I. J. Kim (1990), The analytic valuation of American options, Rev. Financial Studies 3,
       547-572.

    .. [2] L. Andersen, M. Lake (2021), Fast American option pricing: the double-boundary case,
       Wilmott 116, 30-41.

    Verified by ``tests/unit/kernels/test_american.py``, ``tests/parity/test_american_parity.py``
    and ``tests/parity/test_two_boundaries_parity.py``.

    Examples
    --------
    >>> import axiom
    >>> terms = dict(strike=100.0, expiry=1.0, vol=0.25, rate=0.05)
    >>> lower, upper = axiom.exercise_boundary(**terms, is_call=False)
    >>> round(lower, 2), round(upper, 2)
    (0.0, 74.89)
    >>> axiom.exercise_boundary(**terms, is_call=True)
    (nan, nan)
    """
    batch = batch_for(
        spot=strike,
        forward=None,
        strike=strike,
        expiry=expiry,
        vol=vol,
        rate=rate,
        dividend_yield=dividend_yield,
        is_call=is_call,
        model="lognormal",
        exercise="american",
        dividends=None,
        dividend_model="spot",
        accuracy=accuracy,
        threads=threads,
    )
    lower, upper = empty(2, batch.columns.size)
    batch.run({"lower": lower, "upper": upper}, fresh=True)
    return batch.shaped(lower), batch.shaped(upper)
