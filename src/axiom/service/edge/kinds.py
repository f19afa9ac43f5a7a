"""Kinds of problems: which status and which name an error or a refusal has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from axiom.core.errors import (
    AuthenticationError,
    AxiomError,
    ConflictError,
    DataError,
    FitError,
    ImpliedVolError,
    InvalidArgumentError,
    LayoutError,
    MissingDependencyError,
    NotFoundError,
    PermissionDeniedError,
    QueueFullError,
    RateLimitError,
    ServiceUnavailableError,
    StoreUnavailableError,
)

__all__ = ["BY_STATUS", "Kind", "kind_of"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem.

    Notes
    -----
    Verified by tests/unit/service/edge/test_problems.py.
    """

    status: int
    name: str
    title: str

    @property
    def urn(self) -> str:
        """The ``type`` of its problem documents."""
        return f"urn:axiom:problem:{self.name}"


BY_STATUS: Final[Mapping[int, Kind]] = {
    kind.status: kind
    for kind in (
        Kind(400, "malformed", "Malformed request"),
        Kind(401, "unauthenticated", "No valid key or token"),
        Kind(403, "forbidden", "Not allowed"),
        Kind(404, "not-found", "Not found"),
        Kind(405, "method-not-allowed", "Method not allowed"),
        Kind(406, "not-acceptable", "No acceptable answer"),
        Kind(408, "request-timeout", "Request did not arrive in time"),
        Kind(409, "conflict", "Conflict"),
        Kind(410, "gone", "Gone"),
        Kind(412, "precondition-failed", "Precondition failed"),
        Kind(413, "too-large", "Too large"),
        Kind(415, "unsupported-media-type", "Content type not supported"),
        Kind(422, "invalid-argument", "Invalid argument"),
        Kind(425, "too-early", "Too early"),
        Kind(429, "too-many-requests", "Too many requests"),
        Kind(431, "headers-too-large", "Headers too large"),
        Kind(500, "internal", "Internal error"),
        Kind(501, "missing-dependency", "Not installed"),
        Kind(503, "unavailable", "Not available now"),
        Kind(504, "time-limit", "Time limit exceeded"),
    )
}
"""By the status of an answer."""

BY_ERROR: Final[Mapping[type[AxiomError], Kind]] = {
    InvalidArgumentError: BY_STATUS[422],
    ImpliedVolError: Kind(422, "implied-vol", "No implied volatility"),
    LayoutError: Kind(422, "layout", "Layout not recognised"),
    DataError: Kind(422, "data", "Data cannot be read or do not suffice"),
    FitError: Kind(422, "fit", "No surface fits"),
    AuthenticationError: BY_STATUS[401],
    PermissionDeniedError: BY_STATUS[403],
    RateLimitError: BY_STATUS[429],
    NotFoundError: BY_STATUS[404],
    ConflictError: BY_STATUS[409],
    StoreUnavailableError: BY_STATUS[503],
    ServiceUnavailableError: BY_STATUS[503],
    QueueFullError: Kind(503, "queue-full", "As much waits as is accepted"),
    MissingDependencyError: BY_STATUS[501],
}
"""By the error; an error that is not here has the kind of its nearest ancestor."""


def kind_of(error: AxiomError) -> Kind:
    """Return the kind of an error; an internal one where no ancestor has a kind."""
    for ancestor in type(error).__mro__:
        kind = BY_ERROR.get(ancestor)
        if kind is not None:
            return kind
    return BY_STATUS[500]
