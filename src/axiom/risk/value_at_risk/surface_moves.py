"""From surfaces and spots to the moves of a market."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.risk.value_at_risk.moves import MarketMoves
from axiom.volatility import DynamicsLike, SpotVolDynamics, Surface

__all__ = ["TENORS", "surface_moves"]

TENORS = (1 / 12, 0.25, 0.5, 1.0)


def surface_moves(
    surfaces: Sequence[Surface],
    spots: Sequence[float],
    *,
    tenors: Sequence[float] = TENORS,
    dynamics: DynamicsLike = "sticky_strike",
) -> MarketMoves:
    """Give the moves between surfaces: of spot, and of vol beyond what the spot's move explains.

    Parameters
    ----------
    surfaces
        At times in ascending order, 3 or more.
    spots
        Spot of each surface, > 0.
    tenors
        Constant times to expiry in years, ascending, above 0.
    dynamics
        How vols follow the spot; the one that the book will be valued under.

    Returns
    -------
    MarketMoves
        One fewer than the surfaces.

    Raises
    ------
    InvalidArgumentError
        If the lengths differ, times do not ascend, or a spot is not above 0.

    Notes
    -----
    For a log-return x the vol at tenor T moves, beyond the dynamics, by

        vol_after(k = -x, T) - vol_before(k = -(1 - R) x, T),

    the vol of the strike that was at the forward, and what the dynamics made of it. A scenario that
    applies both x and this move gives that strike the vol it had: nothing is counted twice.
    Verified by tests/unit/risk/test_moves.py.
    """
    if len(surfaces) != len(spots):
        raise InvalidArgumentError(
            f"spots has {len(spots)} values for {len(surfaces)} surfaces; give one each"
        )
    bad = [spot for spot in spots if not 0.0 < spot < math.inf]
    if bad:
        raise InvalidArgumentError(f"spots hold {bad[0]}; give finite values above 0")
    for one, other in pairwise(surfaces):
        if not one.valuation_time < other.valuation_time:
            raise InvalidArgumentError(
                f"surfaces: {one.valuation_time} is followed by {other.valuation_time}; sort them "
                "by valuation time, one a time"
            )
    follows, years = SpotVolDynamics.of(dynamics), np.asarray(tenors, dtype=np.float64)
    returns = np.diff(np.log(np.asarray(spots, dtype=np.float64)))
    vols = np.empty((returns.size, years.size))
    for i, (before, after) in enumerate(pairwise(surfaces)):
        place = np.zeros_like(years)
        moved = follows.vol(before, log_moneyness=place, expiry=years, log_return=returns[i])
        vols[i] = np.asarray(after.vol(log_moneyness=place - returns[i], expiry=years)) - moved
    return MarketMoves(spot=returns, vols=vols, tenors=tuple(tenors))
