"""Price increments that may depend on the price, and rounding to them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import numbers

__all__ = ["PriceGrid"]

Floats = NDArray[np.float64]

WHOLE = 1e-9
DUST = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceGrid:
    """Price increments by price.

    Parameters
    ----------
    ticks
        Increment of each band of prices, > 0.
    starts
        Price at which each band begins, ascending from 0: a whole number of the increments on
        either side of it.

    Raises
    ------
    InvalidArgumentError
        If the bands are not as above.

    Notes
    -----
    A price at which a band begins belongs to that band: its increment leads up from there.
    Verified by tests/unit/desk/quoting/chain/test_grid.py.

    Examples
    --------
    >>> grid = PriceGrid(ticks=(0.05, 0.10), starts=(0.0, 3.0))
    >>> grid.floor([2.99, 3.19]).tolist(), grid.ceil([2.96, 3.11]).tolist()
    ([2.95, 3.1], [3.0, 3.2])
    """

    ticks: tuple[float, ...]
    starts: tuple[float, ...] = (0.0,)
    _tick: Floats = field(init=False, repr=False, compare=False)
    _start: Floats = field(init=False, repr=False, compare=False)
    _times: Floats = field(init=False, repr=False, compare=False)
    _over: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the bands and prepare the rounding."""
        numbers(self, "ticks", above=0.0)
        numbers(self, "starts", least=0.0, count=len(self.ticks))
        self._check_starts()
        units = [round(1.0 / tick) for tick in self.ticks]
        is_whole = [
            math.isclose(unit * tick, 1.0, rel_tol=1e-12)
            for unit, tick in zip(units, self.ticks, strict=True)
        ]
        columns = {
            "_tick": self.ticks,
            "_start": self.starts,
            "_times": [1.0 if w else t for w, t in zip(is_whole, self.ticks, strict=True)],
            "_over": [float(u) if w else 1.0 for w, u in zip(is_whole, units, strict=True)],
        }
        for name, values in columns.items():
            object.__setattr__(self, name, np.array(values, dtype=np.float64))

    @classmethod
    def of(cls, tick: float | PriceGrid) -> PriceGrid:
        """Return a grid from itself or from one increment.

        Raises
        ------
        InvalidArgumentError
            If the increment is not finite and positive.
        """
        if isinstance(tick, PriceGrid):
            return tick
        if isinstance(tick, bool) or not isinstance(tick, int | float):
            raise InvalidArgumentError(f"tick is {tick!r}; give a price increment or a PriceGrid")
        if not (math.isfinite(tick) and tick > 0):
            raise InvalidArgumentError(f"tick is {tick}; give a finite price increment above 0")
        return cls(ticks=(float(tick),))

    @property
    def bands(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Start, tick, and the two numbers that turn whole ticks into a price, by band."""
        return self._start, self._tick, self._times, self._over

    def tick(self, price: ArrayLike) -> Floats:
        """Give the increment that leads up from a price."""
        return self._tick[self._band(np.asarray(price, dtype=np.float64))]

    def floor(self, price: ArrayLike) -> Floats:
        """Give the highest price of the grid at or below a price; NaN gives NaN."""
        given = np.asarray(price, dtype=np.float64)
        return self._floor(given, self._band(given))

    def ceil(self, price: ArrayLike) -> Floats:
        """Give the lowest price of the grid at or above a price; NaN gives NaN."""
        given = np.asarray(price, dtype=np.float64)
        return -self._floor(-given, self._band(given))

    def above(self, price: ArrayLike) -> Floats:
        """Give the lowest price of the grid above a price; one on it but for dust is on it.

        NaN gives NaN.
        """
        given = self._freed(price)
        band = self._band(given)
        return self._price(self._steps(self._floor(given, band), band) + 1.0, band)

    def below(self, price: ArrayLike) -> Floats:
        """Give the highest price of the grid below a price; one on it but for dust is on it.

        NaN gives NaN.
        """
        given = self._freed(price)
        band = np.clip(np.searchsorted(self._start, given, side="left") - 1, 0, None)
        return self._price(self._steps(-self._floor(-given, band), band) - 1.0, band)

    def _check_starts(self) -> None:
        if self.starts[0] != 0.0:
            raise InvalidArgumentError(f"starts begins at {self.starts[0]}; let it begin at 0")
        for i in range(1, len(self.starts)):
            start = self.starts[i]
            if not start > self.starts[i - 1]:
                raise InvalidArgumentError(
                    f"starts: {start} follows {self.starts[i - 1]}; give ascending prices"
                )
            for tick in (self.ticks[i - 1], self.ticks[i]):
                if abs(start / tick - round(start / tick)) > WHOLE:
                    raise InvalidArgumentError(
                        f"starts: {start} is no whole number of ticks of {tick}; let bands meet "
                        "on both their grids"
                    )

    def _band(self, price: Floats) -> NDArray[np.intp]:
        return np.clip(
            np.searchsorted(self._start, price, side="right") - 1, 0, len(self.ticks) - 1
        )

    def _price(self, steps: Floats, band: NDArray[np.intp]) -> Floats:
        """Price of whole ticks, without binary dust where 1/tick is whole."""
        return np.asarray(steps * self._times[band] / self._over[band])

    def _steps(self, price: Floats, band: NDArray[np.intp]) -> Floats:
        return np.asarray(np.rint(price / self._tick[band]))

    def _freed(self, price: ArrayLike) -> Floats:
        """Free prices that are whole ticks but for binary dust from the dust."""
        given = np.asarray(price, dtype=np.float64)
        band = self._band(given)
        nearest = self._price(self._steps(given, band), band)
        return np.where(np.abs(given - nearest) <= DUST * np.abs(given), nearest, given)

    def _floor(self, price: Floats, band: NDArray[np.intp]) -> Floats:
        steps = np.floor(price / self._tick[band])
        steps = np.where(self._price(steps + 1.0, band) <= price, steps + 1.0, steps)
        steps = np.where(self._price(steps, band) > price, steps - 1.0, steps)
        return self._price(steps, band)
