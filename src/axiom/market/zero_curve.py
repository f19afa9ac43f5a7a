"""Zero rates by time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.fields import numbers, times

__all__ = ["ZeroCurve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroCurve:
    """Continuously compounded zero rates, with rate x time linear between the nodes.

    Before the first node the rate is that node's; after the last one the forward rate of the last
    stretch goes on.

    Parameters
    ----------
    times : tuple of float
        Years, ascending, above 0.
    rates : tuple of float
        One a time.

    Raises
    ------
    InvalidArgumentError
        If the lengths differ or the times do not ascend.

    Verified by ``tests/unit/market/test_spot_market.py``.
    """

    times: tuple[float, ...]
    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check the nodes."""
        times(self, "times")
        numbers(self, "rates", count=len(self.times))

    def exponent(self, time: ArrayLike) -> NDArray[np.float64]:
        """Return rate x time at times in years, 0 or more, of any shape."""
        t = np.asarray(time, dtype=np.float64)
        nodes = np.concatenate([[0.0], self.times])
        grown = np.concatenate([[0.0], np.multiply(self.rates, self.times)])
        slope = (grown[-1] - grown[-2]) / (nodes[-1] - nodes[-2])
        beyond = grown[-1] + slope * (t - nodes[-1])
        return np.asarray(np.where(t > nodes[-1], beyond, np.interp(t, nodes, grown)))

    def shifted(self, amount: float) -> ZeroCurve:
        """Return it with every rate raised by an amount."""
        return ZeroCurve(times=self.times, rates=tuple(rate + amount for rate in self.rates))

    def aged(self, years: float) -> ZeroCurve:
        """Return it some years later, with the same forward rates on the calendar."""
        left = [time for time in self.times if time > years] or [years + self.times[-1]]
        grown = self.exponent(left) - self.exponent(years)
        rates = tuple(grown / np.subtract(left, years))
        return ZeroCurve(times=tuple(np.subtract(left, years)), rates=rates)
