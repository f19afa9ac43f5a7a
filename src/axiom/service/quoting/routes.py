"""`/v1/quotes`."""

from __future__ import annotations

from functools import partial
from typing import Final

from fastapi import APIRouter, Request, Response

from axiom.service.access import scoped_router
from axiom.service.edge import responses
from axiom.service.quoting.chains import announce_quotes, chain_quotes, quote_records
from axiom.service.quoting.policies import policy_quotes
from axiom.service.services import services_of
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import UnitOfWork
from axiom.wire.quoting import (
    ChainQuotesAnswer,
    ChainQuotesRequest,
    PolicyQuotesAnswer,
    PolicyQuotesRequest,
)

__all__ = ["ROUTERS"]

_priced = scoped_router("price", tags=["quoting"])
_written = scoped_router("trade", tags=["quoting"], dependencies=[IDEMPOTENT])
ROUTERS: Final[tuple[APIRouter, ...]] = (_priced, _written)


@_priced.post("/quotes/policy", responses=responses(422))
def quote_one_asset(request: PolicyQuotesRequest) -> PolicyQuotesAnswer:
    """Quote one asset by a policy: Avellaneda-Stoikov, Guéant, the optimal one, and others."""
    return policy_quotes(request)


@_priced.post("/quotes/suggestion", responses=responses(404, 422, 503))
def suggest_chain_quotes(request: Request, asked: ChainQuotesRequest) -> ChainQuotesAnswer:
    """Quote every living option of a stored chain; nothing is stored or published."""
    return chain_quotes(services_of(request), asked)


@_written.post(
    "/quotes",
    status_code=201,
    response_model=ChainQuotesAnswer,
    responses=responses(404, 409, 422, 503),
)
def post_chain_quotes(request: Request, asked: ChainQuotesRequest) -> Response:
    """Quote every living option of a stored chain, store the quotes and tell the stream."""
    services = services_of(request)
    found = chain_quotes(services, asked)

    def change(work: UnitOfWork) -> Answer:
        work.quotes.add_many(quote_records(found))
        tell = partial(announce_quotes, services, found)
        return Answer.of(found, status=201, target=found.underlying, after_commit=(tell,))

    return write(request, "POST /v1/quotes", change)
