"""The SQL store: models, migrations, repositories behind one unit of work; cache and bus."""

from __future__ import annotations

from importlib.util import find_spec

from axiom.core.errors import MissingDependencyError

if find_spec("sqlalchemy") is None:
    raise MissingDependencyError("the store needs SQLAlchemy: pip install 'axiom-quant[store]'")

from axiom.store.database import DEFAULT_URL, Store
from axiom.store.ids import new_id, new_ids
from axiom.store.records import (
    AuditRecord,
    BlobRecord,
    BreachRecord,
    ChainRecord,
    ClientRecord,
    GreeksRecord,
    HedgeRecord,
    IdempotencyRecord,
    InstrumentRecord,
    JobRecord,
    KeyRecord,
    LimitRecord,
    MetricRecord,
    PnlRecord,
    PositionRecord,
    QuoteRecord,
    RunRecord,
    SessionRecord,
    SigningKeyRecord,
    SurfaceRecord,
    TradeRecord,
)
from axiom.store.repositories.positions import Difference
from axiom.store.unit_of_work import UnitOfWork

__all__ = [
    "DEFAULT_URL",
    "AuditRecord",
    "BlobRecord",
    "BreachRecord",
    "ChainRecord",
    "ClientRecord",
    "Difference",
    "GreeksRecord",
    "HedgeRecord",
    "IdempotencyRecord",
    "InstrumentRecord",
    "JobRecord",
    "KeyRecord",
    "LimitRecord",
    "MetricRecord",
    "PnlRecord",
    "PositionRecord",
    "QuoteRecord",
    "RunRecord",
    "SessionRecord",
    "SigningKeyRecord",
    "Store",
    "SurfaceRecord",
    "TradeRecord",
    "UnitOfWork",
    "new_id",
    "new_ids",
]
