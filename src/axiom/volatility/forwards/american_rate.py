"""The interest rate that American quotes imply, where nobody gives one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.volatility.forwards.american import fit_american
from axiom.volatility.forwards.pairing import QuotedPairs
from axiom.volatility.forwards.parity import fit_line, near_mask
from axiom.volatility.forwards.rate_curve import pooled_rate
from axiom.volatility.forwards.spot_market import SpotMarket

__all__ = ["implied_rate"]

_STRADDLES: Final = 2.0
_MOST_PAIRS: Final = 32
_STEPS: Final = 5
_ENOUGH: Final = 1e-6
_STEEPEST: Final = 0.8


def implied_rate(
    quoted: QuotedPairs, market: SpotMarket, *, threads: int = 1
) -> tuple[float, float]:
    """Return one rate for all expiries of a chain, and its standard error.

    Parameters
    ----------
    quoted : QuotedPairs
        All usable pairs.
    market : SpotMarket
        Spot and dividends, one row an expiry of the pairs; its rates are where the search starts.
    threads : int

    Returns
    -------
    rate, rate_se : float
        Continuously compounded, per year.

    Notes
    -----
    At some rate each pair of an American call and put is turned into the European pair it stands
    for (see `fit_american`); the slope of those across strikes is a discount factor, hence a rate
    for each expiry, and these are pooled. The rate wanted is the one that comes out as it went in.
    What comes out moves by about a sixth of what goes in (only the premium of early exercise
    depends on it), so that a few secant steps find it; the error is scaled accordingly. Pairs
    within two straddles of the forward are used, at most 32 an expiry, evenly chosen. Where one
    side is exercised at once a pair says nothing; with wide quotes or few strikes the pooled rate
    falls back towards 0, with an error that says so. Dividends that are missing from the schedule
    bias the rate, for their early exercise is then taken for something else.

    Verified by ``tests/unit/volatility/test_american_rate.py``.
    """
    market, table = market.at("fast"), quoted.table()
    near, guess, width = near_mask(table, below=_STRADDLES, above=_STRADDLES)
    pairs = quoted.where(_thinned(near)[table.valid])
    rate, slope, before = float(market.rate[0]), 0.0, (0.0, 0.0)
    for step in range(_STEPS):
        here = replace(market, rate=np.full_like(market.rate, rate))
        fit, european = fit_american(pairs, here, forward=guess, threads=threads)
        line = fit_line(european, fit.forward, width)
        rates = -np.log(line.discount_factor) / market.years
        pooled, error = pooled_rate(
            rates, line.discount_factor_se / (line.discount_factor * market.years)
        )
        if step and rate != before[0]:
            slope = float(np.clip((pooled - before[1]) / (rate - before[0]), 0.0, _STEEPEST))
        before, guess = (rate, pooled), fit.forward
        rate += (pooled - rate) / (1.0 - slope)
        if abs(rate - before[0]) < _ENOUGH:
            break
    return rate, error / (1.0 - slope)


def _thinned(near: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return at most `_MOST_PAIRS` cells of each row, evenly chosen."""
    place = np.cumsum(near, axis=1)
    share = _MOST_PAIRS / np.maximum(place[:, -1:], _MOST_PAIRS)
    return np.asarray(near & (np.floor(place * share) > np.floor((place - 1) * share)))
