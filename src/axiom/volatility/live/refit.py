"""The curve of one expiry follows its quotes, and is proved before it is published."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline_fit import PriorColumns, QuoteColumns, refit_slice
from axiom.volatility.curves.spline.slices import SplineSlice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Neighbours", "neighbours_of", "refitted"]

_MODES: Final = 4.0  # in which the errors of a prediction are independent: level, skew, ...
_LEAST_ERROR: Final = 1e-6

Neighbours = tuple[SplineSlice | None, SplineSlice | None]
"""The slices before and after, None where there is none."""


def neighbours_of(slices: Sequence[SplineSlice], index: int) -> Neighbours:
    """Return the slices before and after one of a surface."""
    before = slices[index - 1] if index > 0 else None
    return before, slices[index + 1] if index + 1 < len(slices) else None


def refitted(
    start: SplineSlice,
    error: Floats,
    neighbours: Neighbours,
    quotes: QuoteColumns,
    tuning: Floats,
) -> SplineSlice | None:
    """Fit a slice to quotes, between its neighbours, proved free of arbitrage.

    Parameters
    ----------
    start : SplineSlice
        The prediction.
    error : ndarray
        Its standard error in vol at the knots.
    neighbours : Neighbours
        The published slices before and after.
    quotes : QuoteColumns
        The quotes, one row a strike.
    tuning : ndarray
        As `Tuning.packed` gives it.

    Returns
    -------
    SplineSlice or None
        None where no slice was found that is proved free of arbitrage, alone and in both gaps.

    Notes
    -----
    The prediction counts as an observation of the vol at each of its n knots, with its error times
    sqrt(n / 4): together as much as four independent ones, for the errors of neighbouring knots
    are nearly the same. Verified by tests/unit/volatility/live/test_filter.py.
    """
    w, years, n = start.total_variance, start.years, start.knots.size
    doubled = 2.0 * np.sqrt(w * years)
    spread = math.sqrt(max(n / _MODES, 1.0))
    before, after = (None if one is None else (one.knots, one.total_variance) for one in neighbours)
    values, doubt, fitted, _ = refit_slice(
        current=(start.knots, w),
        early=before,
        late=after,
        quotes=quotes,
        prior=PriorColumns(
            log_moneyness=start.knots,
            total_variance=w,
            error=doubled * spread * np.maximum(error, _LEAST_ERROR),
        ),
        level=float(np.interp(0.0, start.knots, w)),
        tuning=tuning,
    )
    return _slice(start, values, doubt, quotes.log_moneyness) if fitted else None


def _slice(start: SplineSlice, values: Floats, error: Floats, k: Floats) -> SplineSlice | None:
    """Return the slice, None where its variance or wings lie outside their domain."""
    try:
        return SplineSlice(
            expiry=start.expiry,
            years=start.years,
            knots=start.knots,
            total_variance=values,
            standard_error=0.5 * error / np.sqrt(values * start.years),
            log_moneyness_min=min(float(k[0]), start.log_moneyness_min),
            log_moneyness_max=max(float(k[-1]), start.log_moneyness_max),
            n_quotes=int(k.size),
        )
    except InvalidArgumentError:
        return None
