"""Whether an expiry's forward still agrees with its call-put pairs, and what they imply instead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.live.held import HeldQuotes
    from axiom.volatility.live.vols import ExpiryMarket, VolIntervals

    Floats = NDArray[np.float64]

__all__ = ["implied_forward"]

_LEAST_PAIRS: Final = 3
_MOST_PAIRS: Final = 15


def implied_forward(
    held: HeldQuotes, intervals: VolIntervals, market: ExpiryMarket, *, parity_share: float
) -> float | None:
    """Imply the forward from call-put pairs where the present one disagrees with them.

    Parameters
    ----------
    held : HeldQuotes
        The quotes.
    intervals : VolIntervals
        Their vols and flags.
    market : ExpiryMarket
        With the present forward.
    parity_share : float
        See `FilterSettings`.

    Returns
    -------
    float or None
        None where it agrees, or there are fewer than three pairs.

    Notes
    -----
    The 15 pairs nearest the forward, of quotes with both sides, bound it: European ones between
    K + (C_bid - P_ask) / D and K + (C_ask - P_bid) / D; of American ones the call's and the put's
    European-equivalent vols, whose difference times the vega is the miss of the forward, to first
    order: implied again and again it converges. Where the present forward lies outside the bounds
    of more than `parity_share` of them the new one is the median of the bounds' middles, weighted
    by one over their widths.
    Verified by tests/unit/volatility/live/test_vols.py.
    """
    paired = (intervals.flags == 0).all(axis=0)
    places = np.flatnonzero(paired)
    if places.size < _LEAST_PAIRS:
        return None
    near = np.argsort(np.abs(np.log(held.strike[places] / market.forward)), kind="stable")
    places = np.sort(places[near[:_MOST_PAIRS]])
    bounds = _european if market.terms is None else _by_vols
    low, high = bounds(held, intervals, market, places)
    outside = (market.forward < low) | (market.forward > high)
    if not np.count_nonzero(outside) > parity_share * places.size:
        return None
    found = _weighted_median(0.5 * (low + high), 1.0 / np.maximum(high - low, 1e-12))
    return found if 0.5 * market.forward < found < 2.0 * market.forward else None


def _european(
    held: HeldQuotes, intervals: VolIntervals, market: ExpiryMarket, places: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    strike, bid, ask = held.strike[places], held.bid[:, places], held.ask[:, places]
    low = strike + (bid[1] - ask[0]) / market.discount_factor
    high = strike + (ask[1] - bid[0]) / market.discount_factor
    return low, high


def _by_vols(
    held: HeldQuotes, intervals: VolIntervals, market: ExpiryMarket, places: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    strike = held.strike[places]
    low, mid, high = (v[:, places] for v in (intervals.low, intervals.middle, intervals.high))
    deviation = mid.mean(axis=0) * math.sqrt(market.years)
    d1 = np.log(market.forward / strike) / deviation + 0.5 * deviation
    vega = market.forward * np.exp(-0.5 * d1 * d1) * math.sqrt(market.years / (2.0 * math.pi))
    return market.forward + vega * (low[1] - high[0]), market.forward + vega * (high[1] - low[0])


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, 0.5 * running[-1])])
