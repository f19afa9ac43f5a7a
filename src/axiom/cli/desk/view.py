"""The desk in the terminal while a session runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from rich.console import Console
from rich.live import Live

from axiom.cli.desk.frame import frame
from axiom.desk import (
    Explained,
    Filled,
    Hedged,
    Marked,
    MarketMoved,
    Opened,
    Quoted,
    SessionEvent,
)

if TYPE_CHECKING:
    import polars as pl

__all__ = ["LiveView", "ViewState"]

REFRESH_SECONDS: Final = 0.1
LAST_TRADES: Final = 8


class ViewState:
    """What the view shows: the last of each, sums of the explain, and the last trades.

    Notes
    -----
    Verified by tests/unit/cli/desk/test_view.py.
    """

    def __init__(self) -> None:
        self.opened: Opened | None = None
        self.moved: MarketMoved | None = None
        self.quoted: Quoted | None = None
        self.marked: Marked | None = None
        self.terms: dict[str, float] = {}
        self.trades: deque[Filled | Hedged] = deque(maxlen=LAST_TRADES)
        self.n_fills = self.n_hedges = 0
        self.edge = self.hedge_cost = self.lowest = self.highest = 0.0

    def take(self, event: SessionEvent) -> None:
        """Take note of an event."""
        name = _LAST.get(type(event))
        if name is not None:
            setattr(self, name, event)
        if isinstance(event, Marked):
            self.highest = max(self.highest, event.pnl)
            self.lowest = max(self.lowest, self.highest - event.pnl)
        elif isinstance(event, Explained):
            for term, amount in (*event.terms.items(), ("residual", event.residual)):
                self.terms[term] = self.terms.get(term, 0.0) + amount
        elif isinstance(event, Filled):
            self._take_fill(event)
        elif isinstance(event, Hedged):
            self.trades.append(event)
            self.n_hedges += 1
            self.hedge_cost += event.cost

    def _take_fill(self, event: Filled) -> None:
        self.trades.append(event)
        self.n_fills += 1
        unit = 1.0 if self.opened is None else self.opened.multiplier
        self.edge += unit * event.quantity * (event.value - event.price)


_LAST: Final[dict[type[Any], str]] = {
    Opened: "opened",
    MarketMoved: "moved",
    Quoted: "quoted",
    Marked: "marked",
}


class LiveView:
    """Shows a session as it runs, at most ten times a second; leaves the last frame.

    Parameters
    ----------
    quotes : callable, optional
        Gives own quotes beside the market's (`Session.front_quotes`); asked at each frame.
    console : rich.console.Console, optional
        Standard error when None: the output stays clean. One that is no terminal shows nothing.
    clock : callable
        Seconds, for the bound on frames.

    Notes
    -----
    Events that a resumed session has told before are not told again: its sums and last trades
    begin where it goes on. Verified by tests/unit/cli/desk/test_view.py.
    """

    def __init__(
        self,
        quotes: Callable[[], pl.DataFrame] | None = None,
        *,
        console: Console | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._console = Console(stderr=True, highlight=False) if console is None else console
        self._quotes, self._clock = quotes, clock
        self._live: Live | None = None
        if self._console.is_terminal:
            self._live = Live(
                console=self._console, auto_refresh=False, vertical_overflow="crop"
            )  # fmt: skip
        self.state = ViewState()
        self.n_frames = 0
        self._shown = float("-inf")

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Show the last frame and leave it."""
        if self._live is not None:
            self._show(self._live)
            self._live.stop()

    def __call__(self, event: SessionEvent) -> None:
        """Take note of an event, and show it once a tenth of a second has passed."""
        self.state.take(event)
        if self._live is not None and isinstance(event, Marked):
            now = self._clock()
            if now - self._shown >= REFRESH_SECONDS:
                self._shown = now
                self._show(self._live)

    def _show(self, live: Live) -> None:
        """Draw a frame."""
        quotes = None if self._quotes is None else self._quotes()
        live.update(frame(self.state, quotes, width=self._console.width), refresh=True)
        self.n_frames += 1
