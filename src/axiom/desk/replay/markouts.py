"""What the market makes of fills some time after them."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from axiom.desk.replay.listing import MarketQuotes, Rows

__all__ = ["Markouts", "horizons"]


def horizons(owner: Any, name: str) -> None:
    """Make a field of a frozen dataclass a tuple of ascending times above 0, in seconds.

    Raises
    ------
    InvalidArgumentError
        If it is anything else.
    """
    given = getattr(owner, name)
    try:
        found = tuple(float(one) for one in given)
    except (TypeError, ValueError):
        found = (math.nan,)
    ascending = all(low < high for low, high in zip((0.0, *found), found, strict=False))
    if not ascending or not all(map(math.isfinite, found)):
        raise InvalidArgumentError(
            f"{name} is {given!r}; give finite seconds above 0, ascending, such as (60, 300)"
        )
    object.__setattr__(owner, name, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    row: int
    sequence: int
    time: datetime
    side: float
    price: float
    spot: float
    delta: float
    n_passed: int = 0


class Markouts:
    """Remembers fills until their last horizon has passed.

    Parameters
    ----------
    horizon_seconds : tuple of float
        Ascending, > 0.

    Notes
    -----
    With s = 1 where the desk bought and -1 where it sold, the gain of a fill at price p is
    s (m(t + h) - p), m the market's mid; hedged, s (m(t + h) - p - delta (S(t + h) - S(t))), the
    spot and the option's delta at t those before the update in which the fill happened.
    A horizon is measured at the first update at or after it, if updates are at most as far apart:
    whether a fill is measured then does not depend on its place between two updates, in which fills
    stand in the order of what they lost.
    Verified by tests/unit/desk/replay/test_markouts.py.
    """

    def __init__(self, horizon_seconds: tuple[float, ...]) -> None:
        self._horizons = horizon_seconds
        self._waiting: list[_Waiting] = []

    def add(
        self,
        row: int,
        *,
        sequence: int,
        time: datetime,
        quantity: float,
        price: float,
        spot: float,
        delta: float,
    ) -> None:
        """Remember a fill: its number, and price, spot and delta of one unit at the time."""
        if self._horizons:
            side = math.copysign(1.0, quantity)
            what: Any = {"row": row, "sequence": sequence, "time": time}
            self._waiting.append(_Waiting(side=side, price=price, spot=spot, delta=delta, **what))

    def due(
        self, market: MarketQuotes, *, since: datetime, time: datetime, spot: float
    ) -> list[dict[str, Any]]:
        """Give the fields of a `MarkedOut` for each horizon reached since the last call.

        Parameters
        ----------
        market : MarketQuotes
            The market now.
        since, time : datetime
            The update before this one, and now.
        spot : float
            Now.

        Returns
        -------
        list of dict
            In the order of the fills. Horizons shorter than the time between the two updates are
            left out: the feed is too slow to show them.
        """
        if not self._waiting:
            return []
        found, kept, mid = [], [], market.mid
        resolved = (time - since).total_seconds()
        for fill in self._waiting:
            elapsed = (time - fill.time).total_seconds()
            gain = fill.side * (float(mid[fill.row]) - fill.price)
            moved = fill.side * fill.delta * (spot - fill.spot)
            passed = bisect_right(self._horizons, elapsed)
            found += [
                {
                    "fill": fill.sequence,
                    "horizon_seconds": horizon,
                    "elapsed_seconds": elapsed,
                    "gain": gain,
                    "hedged_gain": gain - moved,
                }
                for horizon in self._horizons[fill.n_passed : passed]
                if horizon >= resolved
            ]
            if passed < len(self._horizons):
                kept.append(replace(fill, n_passed=passed))
        self._waiting = kept
        return found

    def relisted(self, old_rows: Rows) -> None:
        """Go over to another listing; fills in options that it does not hold are forgotten."""
        new_rows = {int(old): new for new, old in enumerate(old_rows) if old >= 0}
        self._waiting = [
            replace(fill, row=new_rows[fill.row]) for fill in self._waiting if fill.row in new_rows
        ]
