"""Layouts that bring vols: forwards from deltas, the time from vegas, prices from both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from statistics import NormalDist
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import DataError
from axiom.kernels import price
from axiom.market.clock import SECONDS_PER_YEAR
from axiom.market.readers.layout import Forwards

__all__ = ["Marks", "forwards_by_date", "prices_from_vols"]

Floats = NDArray[np.float64]

_NEAR: Final = 0.1
_STEPS: Final = 6
_SURE_MINUTES: Final = 3.0


class Marks:
    """Mark vols with their deltas and vegas: what they say about forwards and the time.

    Parameters
    ----------
    expiry : ndarray of int, shape (n,)
        Number of each option's expiry, from 0.
    years : ndarray, shape (n,)
        Years to expiry from the file's own time stamp.
    strike, vol, call_delta, vega : ndarray, shape (n,)
        Strikes, mark vols, deltas of the calls in (0, 1), and vegas for 0.01 of vol. Undiscounted.

    Notes
    -----
    A delta N(d1) determines the forward, F = K exp(d1 s - s^2 / 2) with s = vol sqrt(T); the median
    over an expiry's options with deltas from 0.05 to 0.95 is taken. A vega F phi(d1) sqrt(T) then
    determines T, and so when the vendor computed it: one delay after the stamp for all options,
    found in turns with the forwards.

    Verified by ``tests/unit/market/test_deribit.py``.
    """

    def __init__(
        self,
        *,
        expiry: NDArray[np.intp],
        years: Floats,
        strike: Floats,
        vol: Floats,
        call_delta: Floats,
        vega: Floats | None,
    ) -> None:
        usable = (call_delta > 0.05) & (call_delta < 0.95) & (vol > 0.0) & (years > 0.0)
        self._n = int(expiry.max()) + 1
        self._expiry, self._years = expiry[usable], years[usable]
        self._strike, self._vol = strike[usable], vol[usable]
        inverse = NormalDist().inv_cdf
        self._d1 = np.array([inverse(delta) for delta in call_delta[usable]])
        self._vega = None if vega is None else vega[usable]

    def delay(self) -> dt.timedelta | None:
        """Return how long after the stamp the marks were computed, to the minute.

        None where there are no vegas, or they do not agree within three minutes.
        """
        near = self._years < _NEAR
        if self._vega is None or not near.any():
            return None
        density = np.exp(-0.5 * self._d1**2) / np.sqrt(2.0 * np.pi)
        years, delay = np.zeros(1), 0.0
        for _ in range(_STEPS):
            forward = self.forwards(delay)[self._expiry]
            years = self._years - (100.0 * self._vega / (forward * density)) ** 2
            delay = float(np.median(years[near]))
        scatter = float(np.median(np.abs(years[near] - delay)))
        minutes = SECONDS_PER_YEAR / 60.0
        if not scatter * minutes < _SURE_MINUTES:
            return None
        return dt.timedelta(minutes=round(delay * minutes))

    def forwards(self, delay_years: float = 0.0) -> Floats:
        """Return the forward of each expiry, NaN where no delta tells it."""
        total = self._vol * np.sqrt(np.maximum(self._years - delay_years, 0.0))
        implied = self._strike * np.exp(self._d1 * total - 0.5 * total**2)
        found = np.full(self._n, np.nan)
        for number in np.unique(self._expiry):
            found[number] = np.median(implied[self._expiry == number])
        return found


def forwards_by_date(dates: list[dt.date], forward: Forwards, file: str) -> Floats:
    """Return the forwards that a caller gave for these expiration dates.

    Raises
    ------
    DataError
        When a mapping lacks one of the dates.
    """
    if not isinstance(forward, Mapping):
        return np.full(len(dates), float(forward))
    missing = [str(day) for day in dates if day not in forward]
    if missing:
        raise DataError(f"{file}: forward= lacks the expiration dates {', '.join(missing)}")
    return np.array([float(forward[day]) for day in dates])


def prices_from_vols(quotes: pl.DataFrame, column: str) -> pl.Series:
    """Return Black-76 prices of a column of vols; null where there is no vol, forward or time.

    Parameters
    ----------
    quotes : polars.DataFrame
        With `strike`, `is_call`, `forward`, `discount_factor`, `years` and the column of vols.
    column : str
        Name of the column of vols, in decimals.

    Returns
    -------
    polars.Series
    """
    usable = (pl.col(column) > 0.0) & (pl.col("years") > 0.0) & (pl.col("strike") > 0.0)
    known = quotes.with_row_index().filter(usable & (pl.col("forward") > 0.0))
    years = known["years"].to_numpy()
    values = price(
        forward=known["forward"].to_numpy(),
        strike=known["strike"].to_numpy(),
        expiry=years,
        vol=known[column].to_numpy(),
        rate=-np.log(known["discount_factor"].to_numpy()) / years,
        is_call=known["is_call"].to_numpy(),
    )
    prices = np.full(quotes.height, np.nan)
    prices[known["index"].to_numpy()] = values
    return pl.Series(column, prices).fill_nan(None)
