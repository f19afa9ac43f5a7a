"""`/v1/value` and `/v1/catalogue`: every contract under every model."""

from __future__ import annotations

from starlette.responses import Response

from axiom.service.access import scoped_router
from axiom.service.exotics.catalogue import catalogue
from axiom.service.exotics.valuing import ValueRequest, value_of
from axiom.service.lean import json_response
from axiom.wire.exotics import CatalogueAnswer, ValuationAnswer

__all__ = ["router"]

router = scoped_router("price", tags=["exotics"])


@router.post("/value", response_model=ValuationAnswer | list[ValuationAnswer])
def value(request: ValueRequest) -> Response:
    """Value contracts under a model, with an error that each method states, and Greeks.

    A list of contracts is valued in one batch and answered by a list.
    """
    return json_response(value_of(request))


@router.get("/catalogue")
async def show_catalogue() -> CatalogueAnswer:
    """List contracts, models and engines, with the terms of each and their units."""
    return catalogue()
