"""How a live feed holds on to its source: waits between attempts, and what it has been through."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from axiom.core.errors import DataError, MissingDependencyError
from axiom.core.fields import number, whole

__all__ = ["Backoff", "BrokenFeedError", "ConnectionRules", "FeedStatus", "require"]


class BrokenFeedError(DataError):
    """What a source sent cannot be trusted: the connection is made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRules:
    """When a live feed gives up on a connection, and how it comes back.

    Parameters
    ----------
    silence_seconds
        A source that has said nothing for so long is taken to be gone, > 0.
    first_wait_seconds, longest_wait_seconds
        Wait before the second attempt, > 0; it doubles with each failure up to the longest. Each
        wait is drawn between half of that and all of it, so that many clients do not come back at
        once.
    most_attempts
        Failures in a row after which the feed ends with an error, 1 or more.
    seed
        Of the draws; 0 is a seed.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_connection.py.
    """

    silence_seconds: float = 25.0
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 30.0
    most_attempts: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the values."""
        for name in ("silence_seconds", "first_wait_seconds"):
            number(self, name, above=0.0)
        number(self, "longest_wait_seconds", least=self.first_wait_seconds)
        whole(self, "most_attempts", least=1)
        whole(self, "seed")


class Backoff:
    """Waits between attempts, longer with every failure in a row.

    Parameters
    ----------
    rules
        First and longest wait, attempts and seed.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_connection.py.
    """

    def __init__(self, rules: ConnectionRules) -> None:
        self._rules = rules
        self._random = np.random.Generator(np.random.Philox(rules.seed))
        self._failures = 0

    @property
    def failures(self) -> int:
        """Failures in a row."""
        return self._failures

    def succeeded(self) -> None:
        """Begin again with the first wait."""
        self._failures = 0

    def failed(self) -> float | None:
        """Count a failure; return the seconds to wait, or None when no attempt is left."""
        self._failures += 1
        if self._failures >= self._rules.most_attempts:
            return None
        doubled = self._rules.first_wait_seconds * math.ldexp(1.0, min(self._failures - 1, 60))
        longest = min(doubled, self._rules.longest_wait_seconds)
        return float(longest * self._random.uniform(0.5, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """What a live feed has been through.

    Parameters
    ----------
    state
        ``"idle"`` before the first connection, ``"live"``, ``"lost"`` while it is made anew,
        ``"failed"`` when no attempt is left, or ``"closed"``.
    connections
        Times that the source was reached and its whole market taken.
    gaps
        Missed messages that were noticed; each made a new snapshot necessary.
    duplicates
        Messages that were known already, or of no use before the snapshot that was asked for.
    malformed
        Messages that could not be read.
    conflated
        Changes of a quote that a later one replaced before it was taken.
    last_error
        Why the connection was last lost; empty when it never was.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_deribit_live.py.
    """

    state: str = "idle"
    connections: int = 0
    gaps: int = 0
    duplicates: int = 0
    malformed: int = 0
    conflated: int = 0
    last_error: str = ""


def require(module: str) -> Any:
    """Import a module of the extra ``feeds``.

    Raises
    ------
    MissingDependencyError
        If it is not installed.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_connection.py.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingDependencyError(
            f"live feeds need {module.split('.', maxsplit=1)[0]}, which is not installed: "
            "pip install 'axiom-quant[feeds]'"
        ) from error
