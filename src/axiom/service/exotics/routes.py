"""`/v1/value` and `/v1/catalogue`: every contract under every model."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from axiom.service.access import caller_of, scoped_router
from axiom.service.edge import responses
from axiom.service.exotics.catalogue import catalogue
from axiom.service.exotics.valuing import ValueRequest, keep_valuation, run_of, value_of
from axiom.service.jobs.answers import ACCEPTED, PREFER, prefers_job, submitted
from axiom.service.lean import json_response
from axiom.service.services import services_of
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import UnitOfWork
from axiom.wire.exotics import CatalogueAnswer, ValuationAnswer

__all__ = ["router"]

router = scoped_router("price", tags=["exotics"])
ROUTE = "POST /v1/value"

Recorded = Annotated[
    bool,
    Query(
        description="Store the valuation as a run, with all that it takes to do it again; needs "
        "the scope trade."
    ),
]


@router.post(
    "/value",
    response_model=ValuationAnswer | list[ValuationAnswer],
    responses={**responses(404, 409), **ACCEPTED},
    dependencies=[PREFER, IDEMPOTENT],
)
def value(request: Request, asked: ValueRequest, record: Recorded = False) -> Response:
    """Value contracts under a model, with an error that each method states, and Greeks.

    A list of contracts is valued in one batch and answered by a list.
    """
    principal = caller_of(request)
    if record and "trade" not in principal.scopes:
        raise HTTPException(403, f"{principal.name} lacks the scope 'trade', which record needs")
    if prefers_job(request):
        job = {"asked": asked.as_document(), "is_kept": record, "principal": principal.name}
        return submitted(request, ROUTE, "value", job)
    services = services_of(request)
    if not record:
        return json_response(value_of(services, asked))
    computed = run_of(services, asked, principal=principal.name)

    def change(work: UnitOfWork) -> Answer:
        identifier, answer = keep_valuation(work, computed)
        headers = {"content-type": "application/json"}
        return Answer(body=orjson.dumps(answer), headers=headers, target=identifier)

    return write(request, ROUTE, change)


@router.get("/catalogue")
async def show_catalogue() -> CatalogueAnswer:
    """List contracts, models and engines, with the terms of each and their units."""
    return catalogue()
