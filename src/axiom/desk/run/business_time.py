"""The clock of a run, as its record and report tell it."""

from __future__ import annotations

from typing import Any

from axiom.market import Clock
from axiom.volatility import FittedEvents

__all__ = ["clock_record"]


def clock_record(clock: Clock, fitted: FittedEvents | None) -> dict[str, Any]:
    """Give the clock of a run for its record and report.

    Parameters
    ----------
    clock
        The clock in force.
    fitted
        The fitted candidates, if there were any.

    Returns
    -------
    dict
        `Clock.to_dict`, and ``fitted``: the table of `FittedEvents.events`, or None.

    Notes
    -----
    Verified by tests/unit/desk/test_business_time.py.
    """
    return {**clock.to_dict(), "fitted": None if fitted is None else fitted.events}
