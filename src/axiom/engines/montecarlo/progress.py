"""A progress bar of a simulation that takes longer than a second."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    import rich.console as rich_console
    import rich.progress as rich_progress
else:
    rich_console = LazyModule("rich.console")
    rich_progress = LazyModule("rich.progress")

__all__ = ["LateBar"]


class LateBar:
    """Shows on stderr how much of a budget is spent, once it has been open for a second.

    Parameters
    ----------
    is_wanted : bool
        False shows nothing; neither does a stderr that is no terminal.
    total : int
        The budget.
    delay : float
        Seconds before the bar appears.

    Notes
    -----
    Verified by ``tests/unit/engines/montecarlo/test_progress.py``.
    """

    def __init__(self, *, is_wanted: bool, total: int, delay: float = 1.0) -> None:
        self._is_wanted = is_wanted
        self._total = total
        self._from = time.monotonic() + delay
        self._bar: rich_progress.Progress | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the bar has appeared."""
        return self._bar is not None

    def __enter__(self) -> Self:
        """Begin to wait."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def advance_to(self, done: int) -> None:
        """Show that so much of the budget is spent."""
        if not self._is_wanted or time.monotonic() < self._from:
            return
        if self._bar is None:
            console = rich_console.Console(stderr=True)
            self._bar = rich_progress.Progress(
                console=console, transient=True, disable=not console.is_terminal
            )
            self._bar.add_task("paths", total=self._total)
            self._bar.start()
        self._bar.update(rich_progress.TaskID(0), completed=done)
