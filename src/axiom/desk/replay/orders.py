"""Own quotes on their way to the market, and those that stand there."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from axiom.desk.replay.listing import moved
from axiom.desk.replay.matching import Resting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.quoting.chain import QuoteBoard
    from axiom.desk.replay.listing import Rows

__all__ = ["Orders"]


class Orders:
    """Boards take effect after the latency; until then the one before stands.

    Parameters
    ----------
    n_options : int
        Rows of the listing.
    latency_seconds : float
        From decision to market, >= 0.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_orders.py.
    """

    def __init__(self, n_options: int, *, latency_seconds: float) -> None:
        self._latency = timedelta(seconds=latency_seconds)
        self._resting = Resting.nothing(n_options)
        self._waiting: deque[tuple[datetime, Resting]] = deque()

    def send(self, board: QuoteBoard, *, time: datetime) -> None:
        """Send the quotes of a board at a time."""
        quotes = Resting(
            bid=board.bid, ask=board.ask, bid_size=board.bid_size, ask_size=board.ask_size
        )
        self._waiting.append((time + self._latency, quotes))

    def resting(self, time: datetime) -> Resting:
        """Give the quotes that stand in the market by a time."""
        while self._waiting and self._waiting[0][0] <= time:
            self._resting = self._waiting.popleft()[1]
        return self._resting

    def without(self, rows: NDArray[np.bool_]) -> None:
        """Take the quotes of options that have expired away, those on their way too."""
        self._resting = _without(self._resting, rows)
        self._waiting = deque((when, _without(quotes, rows)) for when, quotes in self._waiting)

    def relisted(self, old_rows: Rows) -> None:
        """Go over to another listing: the old row of each new one, -1 where it is new."""
        self._resting = _at_rows(self._resting, old_rows)
        self._waiting = deque((when, _at_rows(quotes, old_rows)) for when, quotes in self._waiting)


def _at_rows(quotes: Resting, old_rows: Rows) -> Resting:
    return Resting(
        bid=moved(quotes.bid, old_rows, np.nan),
        ask=moved(quotes.ask, old_rows, np.nan),
        bid_size=moved(quotes.bid_size, old_rows, 0.0),
        ask_size=moved(quotes.ask_size, old_rows, 0.0),
    )


def _without(quotes: Resting, rows: NDArray[np.bool_]) -> Resting:
    return replace(
        quotes,
        bid_size=np.where(rows, 0.0, quotes.bid_size),
        ask_size=np.where(rows, 0.0, quotes.ask_size),
    )
