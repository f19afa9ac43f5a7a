"""When the desk trades the underlying against the delta of its book, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

import numpy as np

from axiom.core.fields import flag, number

__all__ = ["BookExposure", "DeltaBand", "HedgeRule", "NoHedge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookExposure:
    """What a hedging rule sees of the book.

    Attributes
    ----------
    time : datetime
    spot : float
    delta : float
        Of the book under the desk's dynamics, in units of the underlying, those held included.
    underlying : float
        Units held.
    exposures : mapping of str to float
        All Greeks of the book, raw sums.
    """

    time: datetime
    spot: float
    delta: float
    underlying: float
    exposures: Mapping[str, float]


@runtime_checkable
class HedgeRule(Protocol):
    """A rule for trading the underlying."""

    def units_to_trade(self, state: BookExposure) -> float:
        """Give the units to buy (above 0) or sell now; 0 for none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NoHedge:
    """Never trade the underlying.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_hedging.py.
    """

    def units_to_trade(self, state: BookExposure) -> float:
        """Give 0."""
        return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaBand:
    """Trade when the delta of the book leaves a band around 0.

    Parameters
    ----------
    width : float, default 100.0
        Largest |delta| that is left alone, in units of the underlying, >= 0.
    lot : float, default 1.0
        The underlying trades in multiples of it, > 0.
    is_to_edge : bool, default False
        Whether a delta outside is brought to the edge of the band instead of to 0.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    The number of lots is rounded to the nearest; where that is none nothing is traded. A delta that
    is not finite is not hedged.

    Verified by tests/unit/desk/replay/test_hedging.py.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from axiom.desk import DeltaBand, BookExposure
    >>> now = datetime(2024, 3, 1, tzinfo=UTC)
    >>> state = BookExposure(time=now, spot=100.0, delta=250.4, underlying=0.0, exposures={})
    >>> DeltaBand(width=100.0).units_to_trade(state)
    -250.0
    """

    width: float = 100.0
    lot: float = 1.0
    is_to_edge: bool = False

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "width", least=0.0)
        number(self, "lot", above=0.0)
        flag(self, "is_to_edge")

    def units_to_trade(self, state: BookExposure) -> float:
        """Give what brings the delta to 0, or to the edge, where it is outside the band."""
        if not np.isfinite(state.delta) or abs(state.delta) <= self.width:
            return 0.0
        target = float(np.copysign(self.width, state.delta)) if self.is_to_edge else 0.0
        return float(np.rint((target - state.delta) / self.lot)) * self.lot
