"""What the curve of an expiry predicts of its quotes: which are used, which lie far outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from axiom.kernels.live import screened_quotes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from axiom.kernels.spline_fit import QuoteColumns
    from axiom.volatility.curves.spline.slices import SplineSlice
    from axiom.volatility.live.settings import FilterSettings
    from axiom.volatility.live.vols import VolIntervals

    Floats = NDArray[np.float64]
    Flags = NDArray[np.uint8]

__all__ = ["Prediction", "Screened", "screen"]


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
    quotes, flags, n_used, n_doubtful, jump = screened_quotes(
        (intervals.low, intervals.middle, intervals.high, intervals.flags),
        log_moneyness=log_moneyness,
        overdue=age,
        knots=one.knots,
        total_variance=one.total_variance,
        second=one.second,
        error=prediction.error,
        years=one.years,
        near_the_money=settings.near_the_money,
        outlier_bars=settings.outlier_bars,
        half_spread_floor=settings.half_spread_floor,
        vol_of_vol=settings.vol_of_vol,
        jump_share=settings.jump_share,
        jump_limit=settings.jump_limit,
        min_strikes=settings.min_strikes,
    )
    return Screened(quotes=quotes, flags=flags, n_used=n_used, n_doubtful=n_doubtful, jump=jump)
