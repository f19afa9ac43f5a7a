"""`/v1/surfaces/{id}/…`: evaluated, measured, compared, certified, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query, Request, Response
from fastapi.responses import HTMLResponse

from axiom.core.lazy import LazyModule
from axiom.service.access import scoped_router
from axiom.service.edge import responses
from axiom.service.negotiation import preferred_type
from axiom.service.services import services_of
from axiom.service.surfaces.checking import (
    certificate_answer,
    certify_stored,
    quotes_of,
    verify_stored,
)
from axiom.service.surfaces.keeping import certificate_of, load_surface
from axiom.service.surfaces.reading import comparison, distribution, evaluated, measured, smile
from axiom.service.tables import (
    ARROW_TYPE,
    JSON_TYPE,
    columns_of,
    table_content,
    table_response,
)
from axiom.wire.chains import Identifier
from axiom.wire.surfaces import (
    CertificateAnswer,
    ComparisonAnswer,
    DistributionAnswer,
    EvaluatedPoints,
    EvaluateRequest,
    SmileAnswer,
    TableAnswer,
    VerifyAnswer,
)

if TYPE_CHECKING:
    from axiom.volatility import pictures
else:
    pictures = LazyModule("axiom.volatility.pictures")

__all__ = ["ROUTERS"]

checking = scoped_router("read", tags=["surfaces"])
computing = scoped_router("price", tags=["surfaces"])
ROUTERS = (checking, computing)

Expiry = Annotated[float, Query(gt=0.0, le=100.0, description="Expiry in years")]
Tenors = Annotated[
    tuple[str, ...], Query(max_length=100, description="Tenors such as 7d, 2w, 3m, 1y; or years")
]
Kind = Literal["surface", "smile", "density", "residuals", "butterfly", "calendar"]


@computing.post(
    "/surfaces/{surface_id}/evaluate",
    operation_id="evaluate_surface",
    response_model=EvaluatedPoints,
    responses={**responses(404, 406, 415, 422), **table_content(ARROW_TYPE)},
)
def evaluate_surface(
    request: Request, surface_id: Identifier, points: EvaluateRequest
) -> EvaluatedPoints | Response:
    """Evaluate a surface at points; answers JSON or an Arrow stream."""
    form = preferred_type(request, (JSON_TYPE, ARROW_TYPE))
    table = evaluated(load_surface(services_of(request), surface_id).surface, points)
    if form == ARROW_TYPE:
        return table_response(table, form)
    return EvaluatedPoints(columns=columns_of(table))


@computing.get(
    "/surfaces/{surface_id}/smile", operation_id="get_smile", responses=responses(404, 422)
)
def get_smile(
    request: Request,
    surface_id: Identifier,
    expiry: Expiry,
    points: Annotated[int, Query(ge=3, le=1001, description="Points of the smile")] = 61,
) -> SmileAnswer:
    """Give the smile of an expiry: vols, variance and density, four deviations to both sides."""
    surface = load_surface(services_of(request), surface_id).surface
    return smile(surface, expiry=expiry, points=points)


@computing.get(
    "/surfaces/{surface_id}/density", operation_id="get_density", responses=responses(404, 422)
)
def get_density(
    request: Request,
    surface_id: Identifier,
    expiry: Expiry,
    points: Annotated[int, Query(ge=3, le=1001, description="Points of the density")] = 121,
) -> DistributionAnswer:
    """Give the distribution of the underlying at an expiry, under the forward measure."""
    surface = load_surface(services_of(request), surface_id).surface
    return distribution(surface, expiry=expiry, points=points)


@computing.get(
    "/surfaces/{surface_id}/measures", operation_id="measure_surface", responses=responses(404, 422)
)
def measure_surface(
    request: Request,
    surface_id: Identifier,
    tenor: Tenors = (),
    delta: Annotated[
        Literal["forward", "discounted"], Query(description="What delta means")
    ] = "forward",
) -> TableAnswer:
    """Measure a surface at constant maturities: level, skew, curvature, forward vols, moments."""
    surface = load_surface(services_of(request), surface_id).surface
    return TableAnswer(columns=columns_of(measured(surface, tenors=tenor, convention=delta)))


@computing.get(
    "/surfaces/{surface_id}/comparison",
    operation_id="compare_surfaces",
    responses=responses(404, 422),
)
def compare_surfaces(
    request: Request,
    surface_id: Identifier,
    other_id: Annotated[Identifier, Query(description="The second surface")],
    tenor: Tenors = (),
    same: Annotated[
        Literal["tenor", "date"], Query(description="Equal tenors, or equal expiry dates")
    ] = "tenor",
) -> ComparisonAnswer:
    """Compare a second surface with this one, the second less the first."""
    services = services_of(request)
    a, b = (load_surface(services, one).surface for one in (surface_id, other_id))
    return comparison(a, b, tenors=tenor, same=same)


@checking.get(
    "/surfaces/{surface_id}/certificate",
    operation_id="get_certificate",
    responses=responses(404),
)
def get_certificate(request: Request, surface_id: Identifier) -> CertificateAnswer:
    """Give the certificate that is stored with a surface."""
    return certificate_answer(certificate_of(load_surface(services_of(request), surface_id).record))


@computing.post(
    "/surfaces/{surface_id}/certify",
    operation_id="certify_surface",
    responses=responses(404, 422),
)
def certify_surface(request: Request, surface_id: Identifier) -> CertificateAnswer:
    """Certify a stored surface again, with its quotes where its chain is stored."""
    return certificate_answer(certify_stored(services_of(request), surface_id))


@computing.post(
    "/surfaces/{surface_id}/verify", operation_id="verify_surface", responses=responses(404, 422)
)
def verify_surface(request: Request, surface_id: Identifier) -> VerifyAnswer:
    """Certify a stored surface again and compare with its stored certificate."""
    return verify_stored(services_of(request), surface_id)


@computing.get(
    "/surfaces/{surface_id}/picture",
    operation_id="draw_surface",
    response_class=HTMLResponse,
    responses=responses(404, 422, 501),
)
def draw_surface(
    request: Request,
    surface_id: Identifier,
    kind: Annotated[Kind, Query(description="What is drawn")] = "surface",
    expiry: Annotated[
        float | None, Query(gt=0.0, le=100.0, description="Years, of a smile or a density")
    ] = None,
) -> HTMLResponse:
    """Draw a surface as an HTML page that needs nothing else."""
    services = services_of(request)
    stored = load_surface(services, surface_id)
    figure = pictures.plot(
        stored.surface,
        kind,
        options=quotes_of(services, stored),
        expiry=expiry,
        certificate=certificate_of(stored.record),
    )
    headers = {"Content-Security-Policy": "sandbox allow-scripts"}
    return HTMLResponse(figure.to_html(include_plotlyjs=True), headers=headers)
