"""What the machine offers this process."""

from __future__ import annotations

import os

__all__ = ["available_cores"]


def available_cores() -> int:
    """Return how many cores this process may run on, at least 1.

    Examples
    --------
    >>> from axiom.core.machine import available_cores
    >>> available_cores() >= 1
    True

    Notes
    -----
    Verified by tests/unit/core/test_machine.py.
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
