"""What is known now of the extreme that a lookback option pays on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from axiom.instruments import FixedLookback, FloatingLookback

__all__ = ["Extreme", "extreme_of"]


@dataclass(frozen=True, slots=True)
class Extreme:
    """What is known now.

    Attributes
    ----------
    is_highest : bool
        Whether the extreme is the highest price.
    extreme : float
        So far, or the strike where that is beyond it; 0 or infinity where there is none.
    follows : bool
        Whether the extreme is the spot, and moves with it.
    """

    is_highest: bool
    extreme: float
    follows: bool

    @property
    def is_known(self) -> bool:
        """Whether there is one."""
        return 0.0 < self.extreme < math.inf


def extreme_of(contract: FixedLookback | FloatingLookback, spot: float) -> Extreme:
    """Return the extreme of a contract where the price stands at a spot."""
    fixed = isinstance(contract, FixedLookback)
    is_highest = contract.is_call == fixed
    better = max if is_highest else min
    none = 0.0 if is_highest else math.inf
    known = contract.strike if isinstance(contract, FixedLookback) else none
    if contract.extreme is not None:
        known = better(known, contract.extreme)
    counts_now = contract.fixings is None or 0.0 in contract.fixings
    if counts_now and better(known, spot) == spot and known != spot:
        return Extreme(is_highest, spot, True)
    return Extreme(is_highest, known, False)
