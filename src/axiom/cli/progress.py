"""A progress bar that appears only when a job takes longer than a second."""

from __future__ import annotations

from threading import Timer
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

__all__ = ["LateProgress"]


class LateProgress:
    """Shows the step that runs, on stderr, once a second has passed.

    Parameters
    ----------
    visible
        False shows nothing at all; neither does a stderr that is no terminal.
    delay
        Seconds before the bar appears.

    Notes
    -----
    Verified by tests/unit/cli/test_progress.py.
    """

    def __init__(self, *, visible: bool = True, delay: float = 1.0) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description:<18}"),
            BarColumn(bar_width=32),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not (visible and console.is_terminal),
        )
        self._task = self._bar.add_task("", total=None)
        self._timer = Timer(delay, self._bar.start)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Begin to wait."""
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away, or let it never appear."""
        self._timer.cancel()
        self._timer.join()
        self._bar.stop()

    def __call__(self, step: str, done: int, steps: int | None) -> None:
        """Tell which step begins, how many are done and how many there are, if that is known."""
        self._bar.update(self._task, description=step, completed=done, total=steps)
