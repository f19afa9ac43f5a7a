"""The application: settings in, an ASGI application out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version as version_of

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.routing import APIRoute

from axiom.service.access.origins import let_origins_in
from axiom.service.edge.gate import Gate
from axiom.service.edge.health import operation_routers, public_paths
from axiom.service.edge.limits import limits_of
from axiom.service.edge.openapi import document_openapi, openapi_router
from axiom.service.edge.problems import handle_problems
from axiom.service.edge.warm import warm_up
from axiom.service.lean import LeanRoutes
from axiom.service.routes import ROUTERS
from axiom.service.services import open_services
from axiom.service.settings import ServiceSettings

__all__ = ["create_app"]


def create_app(settings: ServiceSettings | None = None) -> FastAPI:
    """Make the service.

    Parameters
    ----------
    settings
        What an operator sets; read from the environment when None.

    Returns
    -------
    fastapi.FastAPI
        The application; what its handlers share is opened when it starts and closed when it stops.

    Notes
    -----
    Verified by tests/unit/service/test_app.py.
    """
    chosen = settings or ServiceSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = chosen.threads
        services = app.state.services = open_services(chosen)
        try:
            warm_up()
            yield
        finally:
            services.close()

    app = FastAPI(
        title="Axiom",
        version=version_of("axiom-quant"),
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    for router in (*operation_routers(chosen), openapi_router(chosen), *ROUTERS):
        app.include_router(router)
    handle_problems(app)
    document_openapi(app)
    app.add_middleware(LeanRoutes, routers=ROUTERS)
    app.add_middleware(
        Gate,
        limits=limits_of(chosen),
        public=public_paths(chosen),
        logged_per_second=chosen.log_lines_per_s,
    )
    let_origins_in(app, chosen.cors_origins)
    return app


def _operation_id(route: APIRoute) -> str:
    """Name an operation of the OpenAPI document as its function is named."""
    return route.name
