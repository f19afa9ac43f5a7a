"""Dividends between expiries, as the forwards and discount factors of a chain imply them."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.market.chain import INSTANT
from axiom.volatility.forwards.imply import Forwards

__all__ = ["implied_dividends"]

Floats = NDArray[np.float64]


def implied_dividends(forwards: Forwards) -> pl.DataFrame:
    """Return what the underlying pays from each expiry to the next, as forwards imply it.

    Parameters
    ----------
    forwards : Forwards
        From `imply_forwards`, of a chain with a spot.

    Returns
    -------
    polars.DataFrame
        One row an expiry, in order: `start` and `end` of the interval (the first starts at the
        valuation time), `years`, its length; `dividend_yield` (continuously compounded, per year of
        the interval) and `dividend_yield_se`; `dividend_amount`, in money of the underlying (index
        points), and `dividend_amount_se`. Errors are null where a forward has none.

    Raises
    ------
    InvalidArgumentError
        When the forwards have no spot.

    Notes
    -----
    A claim on the underlying delivered at T and paid now is worth V(T) = D(T) F(T), and the spot at
    T = 0; it lacks the dividends before T. From T1 to T2 they are worth V1 - V2 now. The amount is
    that, paid in the middle of the interval: A = (V1 - V2) / sqrt(D1 D2). The forward dividend
    yield is q = ln(V1 / V2) / (T2 - T1), that is the forward rate less ln(F2 / F1) / (T2 - T1).
    Parity does not tell dividends from the cost of borrowing: both are in either.

    The errors of the discount factors move together (`Forwards.rate_covariance`), so that most of
    them leaves V1 - V2; those of the forwards at given discount factors are independent. The spot
    is taken as exact: where it was not recorded together with the options, the first row holds the
    difference. Within hours, as from a morning's settlement to the same evening's, yields have
    errors of many percent.

    References
    ----------
    Van Binsbergen, Brandt, Koijen, On the timing and pricing of dividends, American Economic Review
    102(4), 2012, 1596-1618: dividends by expiry from put-call parity of index options.

    Verified by ``tests/unit/volatility/forwards/test_dividends.py``.

    Examples
    --------
    An index at 5000 whose forwards grow by 2 % less than the rate of 4 % pays 24.9 points in the
    first three months, and as much in the next.

    >>> import datetime as dt
    >>> import math
    >>> import polars as pl
    >>> from axiom.volatility import Forwards, implied_dividends
    >>> now, years = dt.datetime(2024, 3, 1, 21, tzinfo=dt.UTC), [0.25, 0.5]
    >>> table = pl.DataFrame({
    ...     "expiry": [now + dt.timedelta(days=365 * t) for t in years],
    ...     "years": years,
    ...     "forward": [5000.0 * math.exp(0.02 * t) for t in years],
    ...     "forward_se": [0.1, 0.1],
    ...     "discount_factor": [math.exp(-0.04 * t) for t in years],
    ...     "rate_se": [1e-4, 1e-4],
    ... })
    >>> forwards = Forwards(table=table, valuation_time=now, spot=5000.0)
    >>> paid = implied_dividends(forwards)
    >>> paid["dividend_amount"].round(2).to_list()
    [25.06, 25.19]
    >>> paid["dividend_amount_se"].round(2).to_list()
    [0.16, 0.31]
    >>> paid["dividend_yield"].round(4).to_list()
    [0.02, 0.02]
    """
    if forwards.spot is None:
        raise InvalidArgumentError(
            "forwards.spot=None: dividends are what forwards lack beside the spot; give spot= to "
            "read_chain"
        )
    table = forwards.table
    years, discount = table["years"].to_numpy(), table["discount_factor"].to_numpy()
    value = np.append(forwards.spot, discount * table["forward"].to_numpy())
    covariance = _covariance(forwards)
    length = np.diff(years, prepend=0.0)
    middle = np.sqrt(discount * np.append(1.0, discount[:-1]))
    columns = {
        "dividend_yield": -np.diff(np.log(value)) / length,
        "dividend_yield_se": _of_differences(covariance / np.outer(value, value)) / length,
        "dividend_amount": -np.diff(value) / middle,
        "dividend_amount_se": _of_differences(covariance) / middle,
    }
    start = pl.Series([forwards.valuation_time, *table["expiry"].to_list()[:-1]], dtype=INSTANT)
    return pl.DataFrame({"start": start, "end": table["expiry"], "years": length}).with_columns(
        pl.Series(name, values, nan_to_null=True) for name, values in columns.items()
    )


def _covariance(forwards: Forwards) -> Floats:
    """Covariance of the errors of the spot and of all D F; NaN where there is no error."""
    table = forwards.table
    years, discount, forward, error, rate_se = (
        table[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in ("years", "discount_factor", "forward", "forward_se", "rate_se")
    )
    rates = forwards.rate_covariance
    if rates is None:
        rates = np.diag(rate_se**2)
    by_rate = years * discount * forward
    covariance = np.zeros((len(years) + 1, len(years) + 1))
    covariance[1:, 1:] = np.outer(by_rate, by_rate) * rates + np.diag((discount * error) ** 2)
    return covariance


def _of_differences(covariance: Floats) -> Floats:
    """Return the standard errors of the differences of neighbours."""
    own = np.diag(covariance)
    variance = own[1:] + own[:-1] - 2.0 * np.diag(covariance, 1)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
