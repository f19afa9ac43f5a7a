"""What one request, and all of them together, may take."""

from __future__ import annotations

from dataclasses import dataclass

from axiom.service.settings import ServiceSettings

__all__ = ["Limits", "limits_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request, and all of them together, may take.

    Notes
    -----
    Verified by tests/unit/service/edge/test_gate.py.
    """

    body_bytes: int
    """Bytes of one body."""
    all_bodies_bytes: int
    """Bytes of all bodies of requests in progress."""
    in_progress: int
    """Requests in progress, those whose time limit passed but which still compute included."""
    body_s: float
    """Seconds for a body to arrive, and as many as `bytes_per_s` allows beyond."""
    bytes_per_s: float
    """Bytes a second that a large body must bring."""
    answer_s: float
    """Seconds from the end of a body to the beginning of the answer."""


def limits_of(settings: ServiceSettings) -> Limits:
    """Read the limits off the settings."""
    return Limits(
        body_bytes=settings.body_limit_bytes,
        all_bodies_bytes=settings.all_bodies_limit_bytes,
        in_progress=settings.requests_in_progress,
        body_s=settings.body_timeout_s,
        bytes_per_s=settings.body_bytes_per_s,
        answer_s=settings.time_limit_s,
    )
