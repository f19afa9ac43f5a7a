"""What repositories take and return: frozen records, one for a row of each table."""

from axiom.store.records.access import AuditRecord, ClientRecord, KeyRecord, SigningKeyRecord
from axiom.store.records.book import HedgeRecord, InstrumentRecord, PositionRecord, TradeRecord
from axiom.store.records.market import (
    BlobRecord,
    ChainRecord,
    GreeksRecord,
    QuoteRecord,
    SurfaceRecord,
)
from axiom.store.records.operations import IdempotencyRecord, JobRecord, SessionRecord
from axiom.store.records.risk import (
    BreachRecord,
    LimitRecord,
    MetricRecord,
    PnlRecord,
    RunRecord,
)

__all__ = [
    "AuditRecord",
    "BlobRecord",
    "BreachRecord",
    "ChainRecord",
    "ClientRecord",
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
    "SurfaceRecord",
    "TradeRecord",
]
