"""What a rate limit answers to one request, and the headers that say so."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from axiom.service.access.buckets import Rate, Taken

__all__ = ["Admission"]


class Admission(NamedTuple):
    """Whether a request may pass, by the rate of its key.

    Parameters
    ----------
    rate
        Of the key.
    taken
        What its bucket answered.

    Notes
    -----
    Verified by tests/unit/service/access/test_rates.py.
    """

    rate: Rate
    taken: Taken

    @property
    def is_admitted(self) -> bool:
        """Whether the request may pass."""
        return self.taken.is_admitted

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """Headers of the answer, as ASGI takes them.

        Notes
        -----
        ``RateLimit-Policy`` and ``RateLimit`` as the IETF's draft "RateLimit header fields for
        HTTP" has them: a quota of ``q`` requests in a window of ``w`` seconds, ``r`` left, all back
        after ``t`` seconds; ``Retry-After`` where the request was refused.
        """
        rate, taken = self.rate, self.taken
        left = b'"key";r=%d;t=%d' % (taken.remaining, ceil(taken.full_after_s))
        headers = [(b"ratelimit-policy", _policy(rate)), (b"ratelimit", left)]
        if not taken.is_admitted:
            headers.append((b"retry-after", str(ceil(taken.retry_after_s)).encode()))
        return headers


@lru_cache
def _policy(rate: Rate) -> bytes:
    """Write the policy of a rate."""
    return b'"key";q=%d;w=%d' % (rate.burst, ceil(rate.burst / rate.per_second))
