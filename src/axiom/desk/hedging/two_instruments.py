"""Policies that hedge with a second option as well: delta-gamma and delta-vega."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.desk.hedging.policy import Hedge, HedgingState, SecondOption

__all__ = ["DeltaGamma", "DeltaVega"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaGamma:
    """Hold as much of a second option as makes gamma vanish, and of the underlying for delta.

    Parameters
    ----------
    limit : float
        Most units of the second option, long or short, above 0: where its gamma is small, the
        ratio is not bounded by itself.

    Verified by ``tests/unit/desk/hedging/test_two_instruments.py``.
    """

    limit: float = 5.0

    def __post_init__(self) -> None:
        """Check the limit."""
        number(self, "limit", above=0.0)

    def hedge(self, state: HedgingState) -> Hedge:
        """Return units of both; the state needs a second option."""
        second = _second(state)
        found = state.greeks("delta", "gamma")
        units = _ratio(found.gamma, second.gamma, self.limit)
        return _hedge(state, second, found.delta, units)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaVega:
    """Hold as much of a second option as makes vega vanish, and of the underlying for delta.

    Parameters
    ----------
    limit : float
        Most units of the second option, long or short, above 0.

    Verified by ``tests/unit/desk/hedging/test_two_instruments.py``.
    """

    limit: float = 5.0

    def __post_init__(self) -> None:
        """Check the limit."""
        number(self, "limit", above=0.0)

    def hedge(self, state: HedgingState) -> Hedge:
        """Return units of both; the state needs a second option."""
        second = _second(state)
        found = state.greeks("delta", "vega")
        units = _ratio(found.vega, second.vega, self.limit)
        return _hedge(state, second, found.delta, units)


def _second(state: HedgingState) -> SecondOption:
    if state.second is None:
        raise InvalidArgumentError(
            "second is missing: give the state, or the setup, a second option to hedge with"
        )
    return state.second


def _ratio(own: object, other: object, limit: float) -> NDArray[np.float64]:
    """Return own over other within the limits; 0 where both vanish."""
    top, bottom = np.broadcast_arrays(
        np.asarray(own, dtype=np.float64), np.asarray(other, dtype=np.float64)
    )
    is_small = np.abs(top) >= limit * np.abs(bottom)
    ratio = np.divide(top, bottom, out=np.zeros(top.shape), where=~is_small)
    edge = limit * np.sign(top) * np.where(np.signbit(bottom), -1.0, 1.0)
    return np.asarray(np.where(is_small, edge, ratio))


def _hedge(
    state: HedgingState, second: SecondOption, delta: object, units: NDArray[np.float64]
) -> Hedge:
    underlying = np.asarray(delta, dtype=np.float64) - units * second.delta
    return Hedge(underlying=state.sign * underlying, second=state.sign * units)
