"""What is published after every event: quotes by row, and whether they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from axiom.risk.limits import LimitUsage

__all__ = ["QuoteBoard", "QuoteState"]


class QuoteState(IntEnum):
    """Whether the desk quotes.

    `QUOTING`: quotes stand wherever a row has a size. `PULLED`: none stands, until the reason has
    gone. `KILLED`: none stands until somebody resets the desk.
    """

    QUOTING = 0
    PULLED = 1
    KILLED = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuoteBoard:
    """All quotes of a desk at one instant; immutable.

    Attributes
    ----------
    time : datetime
        The desk's time.
    spot : float
        The spot they are made for.
    bid, ask : ndarray, shape (n_rows,)
        Prices; NaN where there is no quote on that side. Read-only, as all arrays here.
    bid_size, ask_size : ndarray, shape (n_rows,)
        Contracts; 0 where there is no quote on that side.
    value : ndarray, shape (n_rows,)
        Theoretical value of one unit; NaN where the row has expired.
    state : QuoteState
        Whether any quote stands.
    reason : str
        Why none stands; empty when quoting.
    limits : LimitUsage
        What the book uses of its limits.

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_quoter.py.
    """

    time: datetime
    spot: float
    bid: NDArray[np.float64]
    ask: NDArray[np.float64]
    bid_size: NDArray[np.float64]
    ask_size: NDArray[np.float64]
    value: NDArray[np.float64]
    state: QuoteState
    reason: str
    limits: LimitUsage

    @property
    def n_quotes(self) -> int:
        """Number of quoted sides."""
        return int(np.count_nonzero(self.bid_size) + np.count_nonzero(self.ask_size))
