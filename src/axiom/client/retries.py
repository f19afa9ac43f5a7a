"""When a call is sent again, and how long to wait before."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from axiom.core.fields import number, whole

__all__ = ["RETRIED_STATUSES", "Retries", "retry_after_s"]

RETRIED_STATUSES: Final = frozenset({408, 425, 429, 502, 503})
"""Statuses of answers that may be other ones when asked again. Not 504: that an answer took too
long is the work's own fault, and would be again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """When a call is sent again, and how long to wait before.

    Parameters
    ----------
    attempts
        Times that one call is sent at most, 1 or more; 1 never sends again.
    first_wait_s, longest_wait_s
        Longest wait in seconds before the second attempt, 0 or more; it doubles with each further
        one up to the longest. Each wait is drawn evenly from 0 to there (full jitter), and is at
        least what the service asked for by ``Retry-After``.
    total_s
        Seconds that all attempts and waits may take together, above 0. An attempt is not begun
        after that, nor a wait that would end after it.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    Sent again are calls that compute, read, or carry an ``Idempotency-Key``, when no connection
    was made or it broke, no answer came in time, or the status is one of 408, 425, 429, 502, 503.
    Verified by tests/unit/client/test_retries.py.

    Examples
    --------
    >>> from axiom.client import Retries
    >>> Retries(attempts=3).longest_wait_s
    5.0
    """

    attempts: int = 5
    first_wait_s: float = 0.1
    longest_wait_s: float = 5.0
    total_s: float = 60.0

    def __post_init__(self) -> None:
        """Check the values."""
        whole(self, "attempts", least=1)
        number(self, "first_wait_s", least=0.0)
        number(self, "longest_wait_s", least=self.first_wait_s)
        number(self, "total_s", above=0.0)

    def wait_s(self, failures: int, asked_s: float) -> float:
        """Draw the wait after so many failures, 1 or more; at least what was asked for."""
        ceiling = min(self.first_wait_s * 2.0 ** (failures - 1), self.longest_wait_s)
        return max(secrets.SystemRandom().uniform(0.0, ceiling), asked_s)


def retry_after_s(response: httpx.Response, now: float) -> float:
    """Return the seconds that an answer asks to wait; 0 where it does not say.

    Parameters
    ----------
    response
        The answer; its ``Retry-After`` is a number of seconds or a date.
    now
        Seconds since 1970.

    Notes
    -----
    Verified by tests/unit/client/test_retries.py.
    """
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except ValueError:
        return 0.0
