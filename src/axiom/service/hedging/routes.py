"""`/v1/hedges`."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from axiom.service.access import scoped_router
from axiom.service.edge import responses
from axiom.service.hedging.book import keep_hedges, stored_hedge, suggest_hedge
from axiom.service.hedging.policies import option_hedge
from axiom.service.services import services_of
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import UnitOfWork
from axiom.wire.hedging import (
    BookHedgeAnswer,
    BookHedgeRequest,
    HedgePage,
    HedgesQuery,
    OptionHedgeAnswer,
    OptionHedgeRequest,
)

__all__ = ["ROUTERS"]

_PRICING: Final = scoped_router("price", tags=["hedging"])
_READING: Final = scoped_router("read", tags=["hedging"])
_WRITING: Final = scoped_router("trade", tags=["hedging"], dependencies=[IDEMPOTENT])
ROUTERS: Final[tuple[APIRouter, ...]] = (_PRICING, _READING, _WRITING)


@_PRICING.post("/hedges/policy", responses=responses(422))
def hedge_one_option(request: OptionHedgeRequest) -> OptionHedgeAnswer:
    """Give what to hold of the underlying against one option, by a policy."""
    return option_hedge(request)


@_PRICING.post("/hedges/suggestion", responses=responses(422))
def suggest_book_hedge(request: BookHedgeRequest) -> BookHedgeAnswer:
    """Suggest what to trade against the exposures of a book; nothing is stored."""
    return suggest_hedge(request)


@_WRITING.post(
    "/hedges", status_code=201, response_model=BookHedgeAnswer, responses=responses(409, 422, 503)
)
def post_hedges(request: Request, asked: BookHedgeRequest) -> Response:
    """Suggest what to trade against the exposures of a book, and store it."""

    def change(work: UnitOfWork) -> Answer:
        found = keep_hedges(work, asked)
        return Answer.of(found, status=201, target=",".join(found.hedge_ids))

    return write(request, "POST /v1/hedges", change)


@_READING.get("/hedges", response_model=HedgePage, responses=responses(422, 503))
def get_hedges(request: Request, query: Annotated[HedgesQuery, Query()]) -> HedgePage:
    """List stored hedges in the order in which they were asked for."""
    with services_of(request).store.begin(read_only=True) as work:
        found = work.hedges.page(**query.model_dump())
    is_full = len(found) == query.limit
    return HedgePage(items=tuple(map(stored_hedge, found)), next=found[-1].id if is_full else None)
