"""Whether the service lives, and whether it can take requests."""

from __future__ import annotations

from axiom.wire.base import WireModel

__all__ = ["Check", "Health", "Readiness"]


class Health(WireModel):
    """That the process lives.

    Notes
    -----
    Verified by tests/unit/service/edge/test_health.py.
    """

    status: str = "ok"
    """Always "ok": a process that cannot say so is not alive."""


class Check(WireModel):
    """One part that the service needs.

    Notes
    -----
    Verified by tests/unit/service/edge/test_health.py.
    """

    name: str
    """Which part: database, cache, workers, jobs."""
    is_well: bool
    """Whether it answers."""
    is_needed: bool
    """Whether the service cannot take requests without it."""
    detail: str = ""
    """What is wrong, where it is not well."""


class Readiness(WireModel):
    """Whether the service can take requests.

    Notes
    -----
    Verified by tests/unit/service/edge/test_health.py.
    """

    is_ready: bool
    """Whether every part that is needed is well."""
    is_degraded: bool
    """Whether a part is away that the service can do without."""
    checks: tuple[Check, ...]
    """Each part."""
