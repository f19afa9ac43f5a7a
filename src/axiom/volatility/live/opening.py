"""A slice of its own for an expiry that the surface has so far interpolated."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from axiom.volatility.curves.spline.slices import SplineSlice
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode
from axiom.volatility.live.motion import is_free

if TYPE_CHECKING:
    from axiom.volatility.curves.spline.surface import SplineSurface

__all__ = ["opened", "with_forward"]

_SAME = 1e-9
_MOST_KNOTS = 80


def opened(surface: SplineSurface, expiry: datetime, years: float) -> tuple[SplineSurface, int]:
    """Give an expiry a slice that changes nothing: what the surface has there already.

    Parameters
    ----------
    surface : SplineSurface
        Free of arbitrage.
    expiry : datetime
        The settlement instant.
    years : float
        Time to it, > 0, at no slice of the surface.

    Returns
    -------
    surface : SplineSurface
        With one slice and one forward more.
    index : int
        Where the slice stands.

    Notes
    -----
    Total variance between two slices is a mix of theirs, and a mix of natural splines is one on
    the knots of both: the slice is exact, and as free of arbitrage as the gap was. Of more than
    80 knots it keeps every second one where it is proved free of arbitrage with these.
    Verified by tests/unit/volatility/live/test_opening.py.
    """
    index = int(np.searchsorted(surface.fitted_expiries, years))
    near = surface.slices[max(index - 1, 0) : index + 1]
    knots = np.unique(np.concatenate([one.knots for one in near]))
    for chosen in (_thinned(knots), knots) if knots.size > _MOST_KNOTS else (knots,):
        one = _read_off(surface, expiry, years, chosen, near)
        slices = (*surface.slices[:index], one, *surface.slices[index:])
        around = slices[max(index - 1, 0) : index + 2]
        if is_free(around, last=index == len(surface.slices)):
            break
    forward = float(surface.forward(years))
    forwards = with_forward(surface, years=years, forward=forward)
    return replace(surface, slices=slices, forwards=forwards), index


def _thinned(knots: np.ndarray) -> np.ndarray:
    """Every second knot, with both ends."""
    return np.unique(np.concatenate([knots[::2], knots[-1:]]))


def _read_off(
    surface: SplineSurface,
    expiry: datetime,
    years: float,
    knots: np.ndarray,
    near: tuple[SplineSlice, ...],
) -> SplineSlice:
    variance = np.asarray(surface.total_variance(log_moneyness=knots, expiry=years))
    return SplineSlice(
        expiry=expiry,
        years=years,
        knots=knots,
        total_variance=variance,
        standard_error=np.asarray(surface.vol_error(log_moneyness=knots, expiry=years)),
        log_moneyness_min=min(one.log_moneyness_min for one in near),
        log_moneyness_max=max(one.log_moneyness_max for one in near),
        n_quotes=0,
    )


def with_forward(surface: SplineSurface, *, years: float, forward: float) -> ForwardCurve:
    """Return a surface's curve with one forward replaced or added, the discount factor kept."""
    discount = float(surface.discount_factor(years))
    others = [node for node in surface.forwards.nodes if abs(node.years - years) > _SAME]
    node = ForwardNode(years=years, forward=forward, discount_factor=discount)
    return ForwardCurve(nodes=tuple(sorted((*others, node), key=lambda one: one.years)))
