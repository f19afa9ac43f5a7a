"""Implied vols by expiry, and their forward variances."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import numbers, times

__all__ = ["VolTermStructure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolTermStructure:
    """Vols by expiry, with total variance linear in time between them.

    Before the first time the vol is the first one, after the last the forward vol of the last
    stretch goes on.

    Parameters
    ----------
    times : tuple of float
        Years, ascending, above 0.
    vols : tuple of float
        Implied vols to those times, 0 or more; vol^2 t must not fall.

    Raises
    ------
    InvalidArgumentError
        If the lengths differ, or total variance falls from one time to the next.

    Verified by ``tests/unit/models/test_models.py``.
    """

    times: tuple[float, ...]
    vols: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check the nodes."""
        times(self, "times")
        numbers(self, "vols", count=len(self.times), least=0.0)
        nodes = zip(self.times, self.vols, strict=True)
        for (t0, v0), (t1, v1) in pairwise(nodes):
            if v1 * v1 * t1 < v0 * v0 * t0 * (1.0 - 1e-14):
                raise InvalidArgumentError(
                    f"vols: total variance falls from {v0 * v0 * t0:.6g} at {t0} to "
                    f"{v1 * v1 * t1:.6g} at {t1}; give vols whose vol^2 t does not fall"
                )

    def total_variance(self, time: ArrayLike) -> NDArray[np.float64]:
        """Return vol^2 t at times in years, 0 or more, of any shape."""
        t = np.asarray(time, dtype=np.float64)
        nodes = np.concatenate([[0.0], self.times])
        variance = np.concatenate([[0.0], np.square(self.vols) * self.times])
        slope = (variance[-1] - variance[-2]) / (nodes[-1] - nodes[-2])
        beyond = variance[-1] + slope * (t - nodes[-1])
        return np.asarray(np.where(t > nodes[-1], beyond, np.interp(t, nodes, variance)))

    def vol(self, time: float) -> float:
        """Return the implied vol to a time in years, 0 or more."""
        t = max(float(time), 1e-12 * self.times[0])
        return float(np.sqrt(self.total_variance(t) / t))

    def response(self, time: float) -> float:
        """Return how far the vol to a time moves for `shifted` by 1, near 1."""
        t = max(float(time), 1e-12 * self.times[0])
        vol = self.vol(t)
        if vol == 0.0:
            return 1.0
        slopes = 2.0 * np.multiply(self.vols, self.times)
        nodes = np.concatenate([[0.0], self.times])
        moved = np.concatenate([[0.0], slopes])
        beyond = moved[-1] + (moved[-1] - moved[-2]) / (nodes[-1] - nodes[-2]) * (t - nodes[-1])
        return float((beyond if t > nodes[-1] else np.interp(t, nodes, moved)) / (2.0 * vol * t))

    def shifted(self, amount: float) -> VolTermStructure:
        """Return it with every vol raised by an amount."""
        return VolTermStructure(times=self.times, vols=tuple(v + amount for v in self.vols))

    def aged(self, years: float) -> VolTermStructure:
        """Return it some years later, with the same forward variances on the calendar."""
        left = [time for time in self.times if time > years] or [years + self.times[-1]]
        grown = self.total_variance(left) - self.total_variance(years)
        vols = np.sqrt(np.maximum(grown, 0.0) / np.subtract(left, years))
        return VolTermStructure(times=tuple(np.subtract(left, years)), vols=tuple(vols))
