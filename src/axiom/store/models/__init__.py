"""The tables, as SQLAlchemy models; repositories alone use them."""

from axiom.store.models.access import ApiKey, Audit, OauthClient, SigningKey
from axiom.store.models.base import Base
from axiom.store.models.book import Hedge, Instrument, Position, Trade
from axiom.store.models.market import Blob, Chain, Greeks, Quote, Surface
from axiom.store.models.operations import DeskSession, IdempotencyKey, Job
from axiom.store.models.risk import Breach, Limit, Metric, Pnl, Run

__all__ = [
    "ApiKey",
    "Audit",
    "Base",
    "Blob",
    "Breach",
    "Chain",
    "DeskSession",
    "Greeks",
    "Hedge",
    "IdempotencyKey",
    "Instrument",
    "Job",
    "Limit",
    "Metric",
    "OauthClient",
    "Pnl",
    "Position",
    "Quote",
    "Run",
    "SigningKey",
    "Surface",
    "Trade",
]
