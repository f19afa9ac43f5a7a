"""The way of each option from the market before to the market after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.risk.moves.market import Options, Point, point_values

__all__ = ["Travellers", "Way"]

Floats = NDArray[np.float64]

_POINTS: Final = ("start", "early", "late", "end")
_MOVES: Final = ("followed", "slope", "seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Travellers(Options):
    """Options from a start to an end.

    `years` run from the state before to the expiry, `start` and `end` from it to both ends of each
    option's way; `start_spot` and `end_spot` are the spots there.
    """

    start: Floats
    end: Floats
    start_spot: Floats
    end_spot: Floats

    @property
    def middle(self) -> Floats:
        """The time half-way, at which the market moves."""
        return 0.5 * (self.start + self.end)

    @property
    def expires(self) -> NDArray[np.bool_]:
        """Which of them expire on the way."""
        return np.asarray(self.end == self.years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Options on their way: time passes by half, the market moves, the other half passes.

    Attributes
    ----------
    options : Travellers
    start, end : Point
        The ends. An option that expires has at its end the spot that it settles on.
    early, late : Point
        Half-way in time, with the market of the start (dividends paid on the way taken off the
        spot) and with that of the end.
    followed : ndarray
        By how much the vols follow the spot half-way, by the dynamics.
    slope : ndarray
        Derivative of the vols in spot along the dynamics, at `early`.
    seen : ndarray
        By how much the vols at the start differ from those of the state before, carried to it.
    """

    options: Travellers
    start: Point
    early: Point
    late: Point
    end: Point
    followed: Floats
    slope: Floats
    seen: Floats

    @property
    def rest(self) -> Floats:
        """Moves of the vols beyond those that follow the spot, half-way."""
        return self.late.vol - self.early.vol - self.followed

    def head(self, count: int) -> Way:
        """Return the way of the first options."""
        points = {name: getattr(self, name).head(count) for name in _POINTS}
        moves = {name: getattr(self, name)[:count] for name in _MOVES}
        return Way(options=self.options.where(slice(count)), **points, **moves)

    def between(self, share: float) -> Point:
        """Give the point at a share of the straight line of spot and vol from early to late.

        Rates, borrow and dividends are those of the late point throughout.
        """
        spot = self.early.spot + share * (self.late.spot - self.early.spot)
        vol = self.early.vol + share * (self.late.vol - self.early.vol)
        return replace(self.late, spot=spot, vol=vol)

    def values(self, point: Point, *names: str, threads: int = 1) -> dict[str, Floats]:
        """Give prices and Greeks at a point; see `point_values`."""
        return point_values(self.options, point, *names, threads=threads)
