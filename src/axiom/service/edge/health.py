"""Whether the service lives, whether it can take requests, and its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter, fail_after
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from axiom.core.errors import AxiomError
from axiom.service.access import scoped_router
from axiom.service.services import Services, services_of
from axiom.service.settings import ServiceSettings
from axiom.wire.health import Check, Health, Readiness

__all__ = ["operation_routers", "public_paths"]

_CHECK_S: Final = 3.0
_PUBLIC: Final = ("/health", "/v1/oauth/token", "/v1/oauth/jwks.json")


def public_paths(settings: ServiceSettings) -> tuple[str, ...]:
    """Return the paths that need no key.

    Notes
    -----
    Verified by tests/unit/service/edge/test_health.py.
    """
    chosen = {
        "/ready": settings.ready_public,
        "/metrics": settings.metrics_public,
        "/docs": settings.docs_public,
        "/v1/openapi.json": settings.docs_public,
    }
    return (*_PUBLIC, *(path for path, is_public in chosen.items() if is_public))


def operation_routers(settings: ServiceSettings) -> tuple[APIRouter, ...]:
    """Make the routes by which the service is operated; the scope read where they need a key.

    Notes
    -----
    Verified by tests/unit/service/edge/test_health.py.
    """
    public = APIRouter(tags=["operation"])
    scoped = scoped_router("read", prefix="", tags=["operation"])
    public.get("/health", operation_id="get_health", summary="Whether the process lives")(health)
    (public if settings.ready_public else scoped).get(
        "/ready",
        operation_id="get_ready",
        summary="Whether the service can take requests",
        responses={503: {"model": Readiness, "description": "A part that is needed is away"}},
    )(ready)
    (public if settings.metrics_public else scoped).get(
        "/metrics",
        operation_id="get_metrics",
        summary="Figures for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )(metrics)
    return public, scoped


async def health() -> Health:
    """Say that the process lives; needs no key."""
    return Health()


async def ready(request: Request, response: Response) -> Readiness:
    """Check the parts that the service needs; 503 where one of them is away."""
    services = services_of(request)
    checks = (
        await _checked("database", services.store.ping, limiter=CapacityLimiter(1)),
        await _checked("workers", _nothing),
        _shared(services),
        _jobs(services),
    )
    readiness = Readiness(
        is_ready=all(check.is_well for check in checks if check.is_needed),
        is_degraded=not all(check.is_well for check in checks),
        checks=checks,
    )
    response.status_code = 200 if readiness.is_ready else 503
    return readiness


def metrics(request: Request) -> Response:
    """Give the figures in Prometheus' text format."""
    return Response(services_of(request).metrics.page(), media_type=CONTENT_TYPE_LATEST)


def _shared(services: Services) -> Check:
    """Say whether Redis, where processes share one, is there; the service goes on without."""
    is_away = services.cache.is_away or services.bus.is_away
    detail = "Redis is away: this process goes on from its own memory" if is_away else ""
    services.metrics.degraded("cache", is_away)
    return Check(name="cache", is_well=not is_away, is_needed=False, detail=detail)


def _jobs(services: Services) -> Check:
    """Say whether this process takes jobs, where it is to; others do while it does not."""
    is_well = services.jobs.is_working or not services.settings.job_threads
    detail = "" if is_well else "the thread that takes jobs has ended: restart the process"
    return Check(name="jobs", is_well=is_well, is_needed=False, detail=detail)


def _nothing() -> None:
    """Do nothing: whether a thread came to it is what is checked."""


async def _checked(
    name: str,
    check: Callable[[], None],
    *,
    is_needed: bool = True,
    limiter: CapacityLimiter | None = None,
) -> Check:
    """Check one part within a few seconds, in a thread; one of the requests' without a limiter."""
    try:
        with fail_after(_CHECK_S):
            await anyio.to_thread.run_sync(check, limiter=limiter, abandon_on_cancel=True)
    except TimeoutError:
        detail = f"no answer within {_CHECK_S:g} s"
        return Check(name=name, is_well=False, is_needed=is_needed, detail=detail)
    except AxiomError as error:
        return Check(name=name, is_well=False, is_needed=is_needed, detail=str(error))
    return Check(name=name, is_well=True, is_needed=is_needed)
