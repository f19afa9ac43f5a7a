"""What the service answers when it refuses or fails: problem documents (RFC 9457)."""

from __future__ import annotations

from axiom.wire.base import WireModel

__all__ = ["Fault", "Problem"]


class Fault(WireModel):
    """One part of a request that is wrong.

    Notes
    -----
    Verified by tests/unit/wire/test_problem.py.
    """

    location: str
    """Where: ``body.strike``, ``query.limit``, ``header.Prefer``."""
    message: str
    """What is wrong with it."""


class Problem(WireModel):
    """A problem document, sent as ``application/problem+json``.

    Notes
    -----
    Verified by tests/unit/wire/test_problem.py.

    Examples
    --------
    >>> from axiom.wire import Problem
    >>> problem = Problem(
    ...     type="urn:axiom:problem:not-found",
    ...     title="Not found",
    ...     status=404,
    ...     detail="no surface 'SPX'",
    ...     instance="/v1/surfaces/SPX",
    ...     request_id="6f1c9d2e",
    ... )
    >>> problem.status, problem.errors
    (404, ())
    """

    type: str
    """Kind of problem, the same for all of its kind: ``urn:axiom:problem:<kind>``."""
    title: str
    """The kind in words."""
    status: int
    """Status of the answer, 400 to 599."""
    detail: str
    """What is wrong with this request, and what to do."""
    instance: str
    """Path of the request."""
    request_id: str
    """What the logs call the request."""
    errors: tuple[Fault, ...] = ()
    """Each part of the request that is wrong, where that is known."""
