"""Where points of a surface come from, given the quotes of its slices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from axiom.volatility.surface import Region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Quoted", "region_codes"]

_MINUTE = 1.0 / (365.0 * 24.0 * 60.0)


class Quoted(Protocol):
    """An expiry in years, and the range of log-moneyness that was quoted there."""

    @property
    def years(self) -> float:
        """Time to expiry."""

    @property
    def log_moneyness_min(self) -> float:
        """Lowest quote."""

    @property
    def log_moneyness_max(self) -> float:
        """Highest quote."""


def region_codes(
    slices: Sequence[Quoted], k: NDArray[np.float64], t: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Give the `Region` of points (k, t) of one shape; NaN is EXTRAPOLATED.

    A point counts as on a slice when its expiry differs by less than a minute.
    """
    years = np.array([s.years for s in slices])
    low = np.array([s.log_moneyness_min for s in slices])
    high = np.array([s.log_moneyness_max for s in slices])
    after = np.minimum(np.searchsorted(years, t), years.size - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(years[before] - t) < np.abs(years[after] - t), before, after)
    on_slice = np.abs(years[nearest] - t) < _MINUTE
    observed = on_slice & (k >= low[nearest]) & (k <= high[nearest])
    between = (t >= years[0]) & (t <= years[-1])
    inside = (k >= np.interp(t, years, low)) & (k <= np.interp(t, years, high))
    codes = np.where(between & inside, Region.INTERPOLATED, Region.EXTRAPOLATED)
    return np.where(observed, Region.OBSERVED, codes).astype(np.uint8)
