"""What the handlers of one process share."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from axiom.service.access import Access
from axiom.service.access.opening import open_access
from axiom.service.book.group import GroupWriter
from axiom.service.edge.metrics import Metrics
from axiom.service.jobs.jobs import Jobs
from axiom.service.jobs.pool import PoolRules
from axiom.service.settings import ServiceSettings
from axiom.service.stream import Hub, limits_of
from axiom.service.surfaces.shelf import SurfaceShelf
from axiom.store import Store
from axiom.store.cache import Bus, Cache, open_shared

__all__ = ["Services", "open_services", "services_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the handlers of one process share.

    Notes
    -----
    Verified by tests/unit/service/test_app.py.
    """

    settings: ServiceSettings
    store: Store
    cache: Cache
    bus: Bus
    streams: Hub
    access: Access
    metrics: Metrics
    trades: GroupWriter
    jobs: Jobs
    surfaces: SurfaceShelf = field(default_factory=SurfaceShelf)

    def close(self) -> None:
        """Give everything back, in the order opposite to that in which it was opened."""
        self.jobs.close(self.settings.job_grace_s)
        self.trades.close()
        self.access.close()
        self.streams.close()
        self.bus.close()
        self.cache.close()
        self.store.close()


def open_services(settings: ServiceSettings) -> Services:
    """Open what the handlers share, in the order in which it depends on each other."""
    store = Store.open(settings.database_url)
    shared = open_shared(settings.redis_url)
    rules = PoolRules(threads=settings.job_threads) if settings.job_threads else None
    services = Services(
        settings=settings,
        store=store,
        cache=shared.cache,
        bus=shared.bus,
        streams=Hub(shared.bus, limits_of(settings)),
        access=open_access(settings, store, shared.cache),
        metrics=Metrics(),
        trades=GroupWriter(store, shared.bus),
        jobs=Jobs(store, rules=rules, most_waiting=settings.jobs_waiting),
    )
    services.jobs.start(services)
    return services


def services_of(connection: HTTPConnection) -> Services:
    """Return what the handlers share, of a request or a WebSocket."""
    services: Services = connection.app.state.services
    return services
