"""Arrays in and out of the compiled screening of live quotes; tables are (2, n), puts first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axiom.kernels import _core
from axiom.kernels.spline_fit import QuoteColumns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    import numpy as np
    from numpy.typing import NDArray

    _Doubles: TypeAlias = NDArray[np.float64]
    _Bytes: TypeAlias = NDArray[np.uint8]
    _Intervals: TypeAlias = tuple[_Doubles, _Doubles, _Doubles, _Bytes]

__all__ = ["black_intervals", "intervals_of", "quote_flags", "screened_quotes"]


def quote_flags(
    *,
    bid: _Doubles,
    ask: _Doubles,
    time: _Doubles,
    rhythm: _Doubles,
    now: float,
    stale_rhythms: float,
    least_rhythm: float,
) -> _Bytes:
    """Flag every quote by itself, by the codes of `axiom.volatility.live.QuoteFlag`."""
    return _core.live_flags(bid, ask, time, rhythm, now, stale_rhythms, least_rhythm)


def black_intervals(
    *,
    strike: _Doubles,
    bid: _Doubles,
    ask: _Doubles,
    flags: _Bytes,
    forward: float,
    years: float,
    discount_factor: float,
) -> _Intervals:
    """Vols of bid, middle and ask of European quotes that their flags let be used, and flags."""
    return _core.live_black(strike, bid, ask, flags, forward, years, discount_factor)


def intervals_of(vol: Sequence[_Doubles], status: Sequence[_Bytes], flags: _Bytes) -> _Intervals:
    """Intervals from vols of bid, middle and ask found otherwise, with `ImpliedVolStatus` codes."""
    return _core.live_intervals(vol, status, flags)


def screened_quotes(
    intervals: _Intervals,
    *,
    log_moneyness: _Doubles,
    overdue: _Doubles,
    knots: _Doubles,
    total_variance: _Doubles,
    second: _Doubles,
    error: _Doubles,
    years: float,
    near_the_money: float,
    outlier_bars: float,
    half_spread_floor: float,
    vol_of_vol: float,
    jump_share: float,
    jump_limit: float,
    min_strikes: int,
) -> tuple[QuoteColumns, _Bytes, int, int, float]:
    """Rows for the fit, flags, quotes used, quotes that are doubtful, and the jump or 0."""
    columns, flags, used, doubtful, jump = _core.live_screen(
        *intervals,
        log_moneyness,
        overdue,
        knots,
        total_variance,
        second,
        error,
        years,
        near_the_money,
        outlier_bars,
        half_spread_floor,
        vol_of_vol,
        jump_share,
        jump_limit,
        min_strikes,
    )
    k, low, middle, high, weight = columns
    rows = QuoteColumns(log_moneyness=k, low=low, middle=middle, high=high, weight=weight)
    return rows, flags, used, doubtful, jump
