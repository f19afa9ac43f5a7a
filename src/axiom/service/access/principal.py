"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from starlette.requests import HTTPConnection

from axiom.core.errors import AuthenticationError
from axiom.wire.access import Scope

__all__ = ["SCOPES", "Principal", "Scope", "caller_of", "principal_of"]

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
"""All scopes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who calls, what they may do, and how often.

    Parameters
    ----------
    name
        Of the key or client, for people.
    key_id
        Identifier of the key or client.
    scopes
        What it may do.
    requests_per_second, burst
        Its own rate limit, and how many requests may come at once; None: the service's.

    Notes
    -----
    Verified by tests/unit/service/access/test_scoped.py.
    """

    name: str
    key_id: str
    scopes: frozenset[Scope]
    requests_per_second: float | None = None
    burst: int | None = None


def principal_of(connection: HTTPConnection) -> Principal | None:
    """Return who calls; None where nobody was authenticated."""
    principal: Principal | None = connection.scope.get("state", {}).get("principal")
    return principal


def caller_of(connection: HTTPConnection) -> Principal:
    """Return who calls.

    Raises
    ------
    AuthenticationError
        If nobody was authenticated.
    """
    principal = principal_of(connection)
    if principal is None:
        raise AuthenticationError("nobody was authenticated: give an API key or a token")
    return principal
