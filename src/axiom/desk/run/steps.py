"""Timing of the steps of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from axiom.desk.run.result import StepTiming
from axiom.volatility.chain_fit.fit import STEPS as FIT_STEPS

__all__ = ["STEPS", "Progress", "StepClock"]

STEPS = (*FIT_STEPS, "Greeks", "indicative quotes", "book", "scenarios")
Progress = Callable[[str, int, int], None]


class StepClock:
    """Times named steps and tells a progress callback of each.

    Parameters
    ----------
    progress
        Called with the name of the step that begins, how many are done and how many there are.

    Notes
    -----
    Verified by tests/unit/desk/test_pipeline.py.
    """

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress
        self._timings: list[StepTiming] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what runs inside under a name."""
        if self._progress is not None:
            self._progress(name, len(self._timings), len(STEPS))
        begun = perf_counter()
        yield
        self._timings.append(StepTiming(step=name, seconds=perf_counter() - begun))

    @property
    def timings(self) -> tuple[StepTiming, ...]:
        """The steps timed so far, in order."""
        return tuple(self._timings)
