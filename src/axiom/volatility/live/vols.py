"""From held quotes to intervals of total variance, and the flags that need a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from axiom.kernels import ImpliedVolStatus
from axiom.kernels.live import black_intervals, intervals_of
from axiom.volatility.live.states import QuoteFlag
from axiom.volatility.smiles.american import american_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.forwards.exercise import ExerciseTerms
    from axiom.volatility.live.held import HeldQuotes

    Floats = NDArray[np.float64]
    Flags = NDArray[np.uint8]

__all__ = ["ExpiryMarket", "VolIntervals", "vol_intervals"]

LAST_USED: Final = QuoteFlag.WIDE_SPREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryMarket:
    """What the quotes of an expiry are worth: years, forward, discount factor; spot and terms.

    `terms` is None where the options are European.
    """

    years: float
    forward: float
    discount_factor: float
    spot: float
    terms: ExerciseTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolIntervals:
    """Black vols of held quotes, (2, n), puts first; `low` is 0 where the bid tells nothing."""

    low: Floats
    middle: Floats
    high: Floats
    flags: Flags


def vol_intervals(held: HeldQuotes, flags: Flags, market: ExpiryMarket) -> VolIntervals:
    """Imply the vols of bid, middle and ask of every quote that its prices let be used.

    Parameters
    ----------
    held : HeldQuotes
        The quotes.
    flags : ndarray of uint8, (2, n)
        As `HeldQuotes.flags` gives them.
    market : ExpiryMarket
        Forward, discount factor and style.

    Returns
    -------
    VolIntervals
        With `BOUNDS` added to the flags where the ask has no vol, or the bid is above what the
        option can be worth. A bid below intrinsic value is no bound; the middle is then three
        quarters of the ask's vol where the price in the middle has none.

    Notes
    -----
    American quotes go through the European options of the same vol of the spot; that takes about a
    hundred times as long. Verified by tests/unit/volatility/live/test_vols.py.
    """
    if market.terms is None:
        low, middle, high, found = black_intervals(
            strike=held.strike,
            bid=held.bid,
            ask=held.ask,
            flags=flags,
            forward=market.forward,
            years=market.years,
            discount_factor=market.discount_factor,
        )
    else:
        bid = np.where(np.isnan(held.bid), 0.0, held.bid)
        prices = np.stack([bid, 0.5 * (bid + held.ask), held.ask])
        vol, status = _american(np.where(flags <= LAST_USED, prices, np.nan), held.strike, market)
        low, middle, high, found = intervals_of(list(vol), list(status), flags)
    return VolIntervals(low=low, middle=middle, high=high, flags=found)


def _american(
    prices: Floats, strike: Floats, market: ExpiryMarket
) -> tuple[Floats, NDArray[np.uint8]]:
    n = strike.size
    given = np.isfinite(prices[2]).ravel()
    table = pl.DataFrame(
        {
            "strike": np.tile(strike, 2),
            "is_call": np.repeat([False, True], n),
            **{side: prices[i].ravel() for i, side in enumerate(("bid", "mid", "ask"))},
        }
    ).with_columns(
        years=pl.lit(market.years),
        forward=pl.lit(market.forward),
        discount_factor=pl.lit(market.discount_factor),
    )
    vol = np.full((3, 2, n), np.nan)
    status = np.full((3, 2, n), int(ImpliedVolStatus.INVALID_INPUT), dtype=np.uint8)
    if given.any() and market.terms is not None:
        columns = american_columns(table, given, market.spot, market.terms)
        by_name = {series.name: series.to_numpy() for series in columns}
        for i, side in enumerate(("bid", "mid", "ask")):
            vol[i] = by_name[f"{side}_vol"].reshape(2, n)
            status[i] = by_name[f"{side}_status"].reshape(2, n)
    return vol, status
