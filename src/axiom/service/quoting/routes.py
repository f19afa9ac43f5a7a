"""`/v1/quotes`."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from axiom.service.access import scoped_router
from axiom.service.edge import responses
from axiom.service.quoting.policies import policy_quotes
from axiom.wire.quoting import PolicyQuotesAnswer, PolicyQuotesRequest

__all__ = ["ROUTERS"]

_priced = scoped_router("price", tags=["quoting"])
ROUTERS: Final[tuple[APIRouter, ...]] = (_priced,)


@_priced.post("/quotes/policy", responses=responses(422))
def quote_one_asset(request: PolicyQuotesRequest) -> PolicyQuotesAnswer:
    """Quote one asset by a policy: Avellaneda-Stoikov, Guéant, the optimal one, and others."""
    return policy_quotes(request)
