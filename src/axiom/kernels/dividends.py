"""`Dividend`: one payment of the underlying, at a time in years."""

from __future__ import annotations

import math
from dataclasses import dataclass

from axiom.core.errors import InvalidArgumentError

__all__ = ["Dividend"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dividend:
    """One dividend: at its time the price drops from S to max(S (1 - proportion) - cash, 0).

    Parameters
    ----------
    time : float
        Years from now to the ex-instant, above 0.
    cash : float
        Amount a share, 0 or more.
    proportion : float
        Share of the price, in [0, 1].

    Raises
    ------
    InvalidArgumentError
        When a value lies outside its domain.

    Verified by ``tests/unit/market/test_dividends.py``.
    """

    time: float
    cash: float = 0.0
    proportion: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        if not 0.0 < self.time < math.inf:
            raise InvalidArgumentError(f"time={self.time!r}: give years above 0")
        if not 0.0 <= self.cash < math.inf:
            raise InvalidArgumentError(f"cash={self.cash!r}: give 0 or more")
        if not 0.0 <= self.proportion <= 1.0:
            raise InvalidArgumentError(f"proportion={self.proportion!r}: give a share in [0, 1]")
