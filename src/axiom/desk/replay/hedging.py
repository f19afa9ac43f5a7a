"""When the desk trades the underlying against the delta of its book, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

import numpy as np

from axiom.core.fields import flag, number

__all__ = ["BookExposure", "CostBand", "DeltaBand", "HedgeRule", "NoHedge"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CostBand:
    """Trade to the edge of the band that the cost of trading asks for, as wide as gamma demands.

    Parameters
    ----------
    cost : float
        Share of the value traded, one way, >= 0.
    risk_aversion : float
        Of exponential utility, per unit of money, > 0.
    lot : float, default 1.0
        The underlying trades in multiples of it, > 0.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    Whalley and Wilmott's half width for small costs, with the gamma of the whole book and without
    its discount factor: (3 / 2 cost S gamma^2 / risk_aversion)^(1/3), units of the underlying. For
    single options `WhalleyWilmott` has it, with measured costs beside other policies'. Where delta
    or gamma is not finite nothing is traded.

    References
    ----------
    .. [1] Whalley, A. E. and Wilmott, P. (1997), "An asymptotic analysis of an optimal hedging
       model for option pricing with transaction costs", Mathematical Finance 7(3), 307-324.

    Verified by tests/unit/desk/replay/test_hedging.py.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from axiom.desk import BookExposure, CostBand
    >>> now = datetime(2024, 3, 1, tzinfo=UTC)
    >>> state = BookExposure(
    ...     time=now, spot=100.0, delta=250.0, underlying=0.0, exposures={"gamma": 40.0}
    ... )
    >>> CostBand(cost=1e-4, risk_aversion=1e-5).units_to_trade(state)
    -116.0
    """

    cost: float
    risk_aversion: float
    lot: float = 1.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "cost", least=0.0)
        number(self, "risk_aversion", above=0.0)
        number(self, "lot", above=0.0)

    def units_to_trade(self, state: BookExposure) -> float:
        """Give what brings the delta to the edge of the band, where it is outside."""
        width = self.width(spot=state.spot, gamma=float(state.exposures["gamma"]))
        band = (
            DeltaBand(width=width, lot=self.lot, is_to_edge=True) if width < np.inf else NoHedge()
        )
        return band.units_to_trade(state)

    def width(self, *, spot: float, gamma: float) -> float:
        """Give the half width of the band, infinite where gamma is not finite.

        Parameters
        ----------
        spot : float
            Of the underlying, > 0.
        gamma : float
            Of the book, a raw sum.

        Returns
        -------
        float
            Units of the underlying.
        """
        found = float(np.cbrt(1.5 * self.cost * spot * gamma * gamma / self.risk_aversion))
        return found if np.isfinite(found) else np.inf
