"""Whether a curve has grown too old or too doubtful, and what a live surface tells of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.volatility.live.held import HeldQuotes
from axiom.volatility.live.states import FilterState, QuoteFlag
from axiom.volatility.live.vols import LAST_USED

if TYPE_CHECKING:
    from axiom.volatility.curves.spline.slices import SplineSlice
    from axiom.volatility.live.series import ExpirySeries
    from axiom.volatility.live.settings import FilterSettings

__all__ = ["doubt", "overall_state", "quote_table", "review"]


def review(series: ExpirySeries, one: SplineSlice, time: float, settings: FilterSettings) -> None:
    """Lower the state of an expiry whose quotes are stale or whose errors have grown too large.

    Parameters
    ----------
    series : ExpirySeries
        Its state is set.
    one : SplineSlice
        Its published slice.
    time : float
        Seconds since 1970.
    settings : FilterSettings
        The limits.

    Notes
    -----
    LAST_GOOD where all held quotes are stale; REFUSED where the error at the forward exceeds
    `refuse_error` of the vol, or nothing has come for `refuse_rhythms` of the expiry's rhythms.
    Verified by tests/unit/volatility/live/test_filter.py.
    """
    flags = series.fresh(time, settings)
    if flags.size and not (flags <= LAST_USED).any():
        series.set_state(FilterState.LAST_GOOD, "none of its quotes is fresh")
    doubt(series, one, settings)
    age, rhythm = time - series.updated, series.rhythm(settings)
    if age > settings.refuse_rhythms * rhythm:
        series.set_state(
            FilterState.REFUSED,
            f"no usable quote for {age:.0f} s, {age / rhythm:.0f} times its rhythm",
        )


def doubt(series: ExpirySeries, one: SplineSlice, settings: FilterSettings) -> None:
    """Refuse an expiry whose error at the forward exceeds `refuse_error` of the vol."""
    error = float(np.interp(0.0, one.knots, one.standard_error))
    vol = float(np.sqrt(np.interp(0.0, one.knots, one.total_variance) / one.years))
    if error > settings.refuse_error * vol:
        series.set_state(
            FilterState.REFUSED, f"the error of its vol at the forward is {error / vol:.0%} of it"
        )


def overall_state(states: Sequence[FilterState]) -> FilterState:
    """Give the (upper) median state, at least WIDE where one is worse than LIVE."""
    ordered = sorted(states)
    middle = ordered[len(ordered) // 2]
    return max(middle, FilterState.WIDE) if ordered[-1] > FilterState.LIVE else middle


def quote_table(series: ExpirySeries | None) -> pl.DataFrame:
    """Give held quotes with their flags, one row an option that was quoted."""
    held = HeldQuotes.empty() if series is None else series.held
    flags = np.empty((2, 0), dtype=np.uint8) if series is None else series.flags
    n = held.strike.size
    names = pl.Enum([flag.name for flag in QuoteFlag])
    return pl.DataFrame(
        {
            "strike": np.tile(held.strike, 2),
            "is_call": np.repeat([False, True], n),
            "bid": held.bid.ravel(),
            "ask": held.ask.ravel(),
            "bid_size": held.bid_size.ravel(),
            "ask_size": held.ask_size.ravel(),
            "flag": pl.Series([QuoteFlag(f).name for f in flags.ravel().tolist()], dtype=names),
        }
    ).filter(pl.col("flag") != "MISSING")
