"""The only way to the tables: one repository for each, taking and returning records."""

from axiom.store.repositories.access import (
    AuditRepository,
    ClientRepository,
    KeyRepository,
    SigningKeyRepository,
)
from axiom.store.repositories.book import (
    HedgeRepository,
    InstrumentRepository,
    TradeRepository,
)
from axiom.store.repositories.market import (
    BlobRepository,
    ChainRepository,
    GreeksRepository,
    QuoteRepository,
    SurfaceRepository,
)
from axiom.store.repositories.operations import (
    IdempotencyRepository,
    JobRepository,
    SessionRepository,
)
from axiom.store.repositories.positions import Difference, PositionRepository
from axiom.store.repositories.risk import (
    BreachRepository,
    LimitRepository,
    MetricRepository,
    PnlRepository,
    RunRepository,
)

__all__ = [
    "AuditRepository",
    "BlobRepository",
    "BreachRepository",
    "ChainRepository",
    "ClientRepository",
    "Difference",
    "GreeksRepository",
    "HedgeRepository",
    "IdempotencyRepository",
    "InstrumentRepository",
    "JobRepository",
    "KeyRepository",
    "LimitRepository",
    "MetricRepository",
    "PnlRepository",
    "PositionRepository",
    "QuoteRepository",
    "RunRepository",
    "SessionRepository",
    "SigningKeyRepository",
    "SurfaceRepository",
    "TradeRepository",
]
