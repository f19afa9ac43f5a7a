"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from starlette.requests import HTTPConnection

from axiom.wire.access import Scope

__all__ = ["SCOPES", "Principal", "Scope", "principal_of"]

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
