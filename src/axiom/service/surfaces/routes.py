"""`/v1/surfaces`: fitted, kept, given back."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from axiom.service.access import caller_of, scoped_router
from axiom.service.chains.reading import UPLOADED, RawBody, reading_arguments
from axiom.service.chains.uploads import read_upload
from axiom.service.edge import responses
from axiom.service.jobs import unwatched
from axiom.service.jobs.answers import ACCEPTED, PREFER, prefers_job, submitted
from axiom.service.services import services_of
from axiom.service.surfaces.answers import current_answer, surface_answer, surface_page
from axiom.service.surfaces.fitting import fit_stored, fit_uploaded, fitted_answer, keep_fit
from axiom.service.surfaces.keeping import (
    announce,
    certified,
    current_surface,
    keep_surface,
    list_stored_surfaces,
    load_surface,
    surface_history,
)
from axiom.service.surfaces.shelf import StoredSurface
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import UnitOfWork
from axiom.volatility import ChainFitSettings
from axiom.wire.base import Instant
from axiom.wire.chains import Identifier, Reading, Underlying
from axiom.wire.surfaces import (
    CurrentSurface,
    FitAnswer,
    FitRequest,
    KeepSurfaceRequest,
    SurfaceAnswer,
    SurfacePage,
)

__all__ = ["ROUTERS"]

reading = scoped_router("read", tags=["surfaces"])
computing = scoped_router("price", tags=["surfaces"])
writing = scoped_router("trade", tags=["surfaces"], dependencies=[IDEMPOTENT])
ROUTERS = (reading, computing, writing)

Name = Annotated[Underlying, Query(description="Symbol of the underlying")]
PageSize = Annotated[int, Query(ge=1, le=1000, description="Most surfaces of a page")]
After = Annotated[Identifier | None, Query(description="Last id of the page before")]


@writing.post(
    "/surfaces",
    operation_id="fit_and_keep_surface",
    status_code=201,
    response_model=FitAnswer,
    dependencies=[PREFER],
    responses={**responses(404, 409, 415, 422), **ACCEPTED},
)
def fit_and_keep_surface(request: Request, fit: FitRequest) -> Response:
    """Fit a surface to a stored chain, certify it and keep both."""
    route = "POST /v1/surfaces"
    if prefers_job(request):
        return submitted(request, route, "fit", _job(request, fit, is_kept=True))
    services = services_of(request)
    fitted = fit_stored(services, fit, unwatched)

    def change(work: UnitOfWork) -> Answer:
        kept = keep_fit(work, fitted, principal=caller_of(request).name)
        return Answer.of(
            fitted_answer(fitted, kept),
            status=201,
            headers={"location": f"/v1/surfaces/{kept.stored.record.id}"},
            target=kept.stored.record.id,
            after_commit=(lambda: announce(services, kept.stored),),
        )

    return write(request, route, change)


@writing.post(
    "/surfaces/import",
    operation_id="import_surface",
    status_code=201,
    response_model=SurfaceAnswer,
    responses=responses(409, 415, 422),
)
def import_surface(request: Request, given: KeepSurfaceRequest) -> Response:
    """Keep a surface that was fitted elsewhere, with a certificate made here."""
    services = services_of(request)
    surface, certificate = certified(given.parameters)

    def change(work: UnitOfWork) -> Answer:
        record, _ = keep_surface(
            work,
            surface,
            certificate,
            underlying=given.underlying,
            input_hash=sha256(surface.to_json().encode()).hexdigest(),
            settings={},
        )
        stored = StoredSurface(record=record, surface=surface)
        return Answer.of(
            surface_answer(record),
            status=201,
            headers={"location": f"/v1/surfaces/{record.id}"},
            target=record.id,
            after_commit=(lambda: announce(services, stored),),
        )

    return write(request, "POST /v1/surfaces/import", change)


@computing.post(
    "/surfaces/fit",
    operation_id="fit_surface",
    response_model=FitAnswer,
    dependencies=[PREFER],
    responses={**responses(404, 409, 415, 422), **ACCEPTED},
)
def fit_surface(request: Request, fit: FitRequest) -> FitAnswer | Response:
    """Fit a surface to a stored chain and certify it, without keeping it."""
    if prefers_job(request):
        return submitted(request, "POST /v1/surfaces/fit", "fit", _job(request, fit, is_kept=False))
    return fitted_answer(fit_stored(services_of(request), fit, unwatched))


@computing.post(
    "/surfaces/fit/upload",
    operation_id="fit_uploaded_chain",
    response_model=FitAnswer,
    openapi_extra=UPLOADED,
    responses=responses(415, 422),
)
def fit_uploaded_chain(content: RawBody, options: Annotated[Reading, Query()]) -> FitAnswer:
    """Fit a surface to an uploaded chain with the default settings; nothing is kept."""
    chain = read_upload(content, name=options.name, reading=reading_arguments(options))
    return fitted_answer(fit_uploaded(chain, ChainFitSettings(), unwatched))


@reading.get("/surfaces", operation_id="list_surfaces")
def list_surfaces(
    request: Request,
    underlying: Annotated[Underlying | None, Query(description="Whose surfaces")] = None,
    limit: PageSize = 100,
    after: After = None,
) -> SurfacePage:
    """List the stored surfaces, the newest first."""
    services = services_of(request)
    found = list_stored_surfaces(services, underlying=underlying, limit=limit, after=after)
    return surface_page(found, limit)


@reading.get("/surfaces/current", operation_id="get_current_surface", responses=responses(404))
def get_current_surface(
    request: Request,
    underlying: Name,
    until: Annotated[Instant | None, Query(description="Latest valuation time")] = None,
    is_certified: Annotated[bool, Query(description="Only one free of arbitrage")] = False,
) -> CurrentSurface:
    """Give the surface of an underlying with the latest valuation time, with its parameters."""
    stored = current_surface(
        services_of(request), underlying, until=until, is_certified=is_certified
    )
    return current_answer(stored.record)


@reading.get("/surfaces/history", operation_id="get_surface_history", responses=responses(404))
def get_surface_history(
    request: Request,
    underlying: Name,
    *,
    start: Annotated[Instant | None, Query(description="From this valuation time on")] = None,
    end: Annotated[Instant | None, Query(description="Before this valuation time")] = None,
    limit: PageSize = 100,
    after: After = None,
) -> SurfacePage:
    """List the surfaces of an underlying by valuation time."""
    found = surface_history(
        services_of(request), underlying, start=start, end=end, limit=limit, after=after
    )
    return surface_page(found, limit)


@reading.get("/surfaces/{surface_id}", operation_id="get_surface", responses=responses(404))
def get_surface(request: Request, surface_id: Identifier) -> SurfaceAnswer:
    """Give a stored surface without its parameters."""
    return surface_answer(load_surface(services_of(request), surface_id).record)


@reading.get(
    "/surfaces/{surface_id}/parameters",
    operation_id="get_surface_parameters",
    response_model=dict[str, Any],
    responses=responses(404),
)
def get_surface_parameters(request: Request, surface_id: Identifier) -> Response:
    """Give the document from which `surface_from_json` rebuilds a surface bit for bit."""
    parameters = load_surface(services_of(request), surface_id).record.parameters
    return Response(parameters, media_type=JSONResponse.media_type)


def _job(request: Request, fit: FitRequest, *, is_kept: bool) -> dict[str, Any]:
    who = caller_of(request).name
    return {"fit": fit.model_dump(mode="json"), "is_kept": is_kept, "principal": who}
