"""Checks of arguments that the figures and their tests share."""

from __future__ import annotations

import numpy as np

from axiom.core.errors import InvalidArgumentError

__all__ = ["check_counts", "checked_level", "checked_whole"]


def checked_level(level: float) -> float:
    """Return a level as a float, or raise InvalidArgumentError."""
    if not 0.5 < level < 1.0:
        raise InvalidArgumentError(f"level is {level}; give a share between 0.5 and 1, as 0.99")
    return float(level)


def checked_whole(name: str, value: object, least: int) -> int:
    """Return a whole number as an int, or raise InvalidArgumentError."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InvalidArgumentError(f"{name}={value!r}: give a whole number, {least} or more")
    return int(value)


def check_counts(n_hits: int, n_days: int) -> None:
    """Raise InvalidArgumentError unless 0 <= n_hits <= n_days and n_days >= 1."""
    checked_whole("n_days", n_days, 1)
    if checked_whole("n_hits", n_hits, 0) > n_days:
        raise InvalidArgumentError(f"n_hits={n_hits}: give at most n_days={n_days}")
