"""What the curve of an expiry predicts of its quotes: which are used, which lie far outside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels.spline import slice_derivatives
from axiom.kernels.spline_fit import QuoteColumns
from axiom.volatility.live.states import QuoteFlag
from axiom.volatility.live.vols import LAST_USED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.spline.slices import SplineSlice
    from axiom.volatility.live.settings import FilterSettings
    from axiom.volatility.live.vols import VolIntervals

    Floats = NDArray[np.float64]
    Flags = NDArray[np.uint8]

__all__ = ["Prediction", "Screened", "screen"]


_DOUBTFUL = np.array(
    [
        flag in {QuoteFlag.NO_ASK, QuoteFlag.CROSSED, QuoteFlag.INVALID, QuoteFlag.BOUNDS}
        or flag in {QuoteFlag.OUTLIER, QuoteFlag.STALE}
        for flag in QuoteFlag
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The curve before new quotes, and the error of its vol at the knots now."""

    slice: SplineSlice
    error: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The quotes that a fit uses, one row a strike, and the flags of all held ones, (2, n).

    `n_used` counts the quotes used, `n_doubtful` those that would be and are flagged. `jump` is 0,
    or, where the expiry's quotes have moved together, how many errors of the prediction they lie
    away from it.
    """

    quotes: QuoteColumns
    flags: Flags
    n_used: int
    n_doubtful: int
    jump: float

    @property
    def n_strikes(self) -> int:
        """Strikes with usable quotes."""
        return int(self.quotes.log_moneyness.size)


def screen(
    intervals: VolIntervals,
    log_moneyness: Floats,
    age: Floats,
    prediction: Prediction,
    settings: FilterSettings,
) -> Screened:
    """Choose the quotes that tell the curve something, and flag those that contradict it.

    Parameters
    ----------
    intervals : VolIntervals
        Vols of the held quotes, (2, n).
    log_moneyness : ndarray, (n,)
        Of their strikes.
    age : ndarray, (2, n)
        Variance years by which a quote is older than its own rhythm, >= 0.
    prediction : Prediction
        The curve before.
    settings : FilterSettings
        The bars.

    Returns
    -------
    Screened

    Notes
    -----
    Used are quotes out of the money, and both sides near it. With v the predicted vol, e its
    error and h a quote's half-spread, it is an outlier when v lies outside its bid-ask by more than
    `outlier_bars` e and `outlier_bars` h. When more than `jump_share` of them are, at
    `min_strikes` strikes or more and all to one side, the market has moved and they are believed.
    Verified by tests/unit/volatility/live/test_filter.py.
    """
    one = prediction.slice
    w = slice_derivatives(
        knots=one.knots,
        total_variance=one.total_variance,
        second=one.second,
        log_moneyness=log_moneyness,
    )[0]
    predicted = np.sqrt(w / one.years)
    doubt = np.interp(log_moneyness, one.knots, prediction.error)
    at_money = math.sqrt(float(np.interp(0.0, one.knots, one.total_variance)))
    near = np.abs(log_moneyness) < settings.near_the_money * at_money
    relevant = np.stack([(log_moneyness <= 0.0) | near, (log_moneyness >= 0.0) | near])
    flags = intervals.flags.copy()
    chosen = relevant & (flags <= LAST_USED)
    half, away = _distances(intervals, predicted, settings.half_spread_floor)
    far = chosen & (np.abs(away) > settings.outlier_bars * np.maximum(doubt, half))
    jump = 0.0
    if far.any() and _together(away, far, chosen, predicted, settings):
        jump = float(np.median((np.abs(away) / doubt)[far]))
    else:
        flags[far] = QuoteFlag.OUTLIER
        chosen &= ~far
    half = np.sqrt(half**2 + (settings.vol_of_vol * predicted) ** 2 * age)
    quotes = _by_strike(intervals, half, chosen, log_moneyness, one.years)
    return Screened(
        quotes=quotes,
        flags=flags,
        n_used=int(chosen.sum()),
        n_doubtful=int((_DOUBTFUL[flags] & relevant).sum()),
        jump=jump,
    )


def _by_strike(
    intervals: VolIntervals,
    half: Floats,
    chosen: NDArray[np.bool_],
    log_moneyness: Floats,
    years: float,
) -> QuoteColumns:
    """Put both sides of a strike together: what both allow, else the middle of the two."""
    some = chosen.any(axis=0)
    used, half = chosen[:, some], half[:, some]
    middle = np.where(used, intervals.middle[:, some], np.nan)
    bid = used & (intervals.low[:, some] > 0.0)
    low = np.where(bid, middle - half, 0.0).max(axis=0)
    high = np.where(used, middle + half, np.inf).min(axis=0)
    least = np.where(used, half, np.inf).min(axis=0)
    centre = np.where(low > 0.0, 0.5 * (low + high), np.nanmin(middle, axis=0))
    crossed = ~(high - low > least)
    low = np.where(crossed & (low > 0.0), np.maximum(centre - least, 0.0), low)
    high = np.where(crossed, centre + least, high)
    return QuoteColumns(
        log_moneyness=log_moneyness[some],
        low=low * low * years,
        middle=centre * centre * years,
        high=high * high * years,
        weight=np.ones(low.size),
    )


def _distances(intervals: VolIntervals, predicted: Floats, floor: float) -> tuple[Floats, Floats]:
    """Half-spreads, and how far the quotes' bid-ask lies above (+) or below (-) the prediction."""
    low, high = intervals.low, intervals.high
    half = np.where(low > 0.0, 0.5 * (high - low), high - intervals.middle)
    above, below = low - predicted, high - predicted
    away = np.where(above > 0.0, above, np.where(below < 0.0, below, 0.0))
    return np.maximum(np.where(np.isnan(half), floor, half), floor), np.where(
        np.isnan(away), 0.0, away
    )


def _together(
    away: Floats,
    far: NDArray[np.bool_],
    chosen: NDArray[np.bool_],
    predicted: Floats,
    settings: FilterSettings,
) -> bool:
    """Tell whether the quotes have moved together."""
    side = far & (away > 0.0) if (away[far] > 0.0).sum() * 2 > far.sum() else far & (away < 0.0)
    together = side.sum() > settings.jump_share * chosen.sum()
    enough = side.any(axis=0).sum() >= settings.min_strikes
    share = np.abs(away[side]) / np.broadcast_to(predicted, side.shape)[side]
    return bool(together and enough and np.median(share) <= settings.jump_limit)
