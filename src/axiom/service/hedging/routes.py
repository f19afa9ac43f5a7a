"""`/v1/hedges`."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from axiom.service.access import scoped_router
from axiom.service.edge import responses
from axiom.service.hedging.book import suggest_hedge
from axiom.service.hedging.policies import option_hedge
from axiom.wire.hedging import (
    BookHedgeAnswer,
    BookHedgeRequest,
    OptionHedgeAnswer,
    OptionHedgeRequest,
)

__all__ = ["ROUTERS"]

_priced = scoped_router("price", tags=["hedging"])
ROUTERS: Final[tuple[APIRouter, ...]] = (_priced,)


@_priced.post("/hedges/policy", responses=responses(422))
def hedge_one_option(request: OptionHedgeRequest) -> OptionHedgeAnswer:
    """Give what to hold of the underlying against one option, by a policy."""
    return option_hedge(request)


@_priced.post("/hedges/suggestion", responses=responses(422))
def suggest_book_hedge(request: BookHedgeRequest) -> BookHedgeAnswer:
    """Suggest what to trade against the exposures of a book; nothing is stored."""
    return suggest_hedge(request)
