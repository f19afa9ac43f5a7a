"""A session: recorded, simulated or live quotes through surface, quotes, fills, hedges, explain."""

from axiom.desk.replay.event_log import EventLog
from axiom.desk.replay.events import (
    Closed,
    Explained,
    Filled,
    Hedged,
    Killed,
    LimitBreached,
    Listed,
    Marked,
    MarkedOut,
    MarketMoved,
    Opened,
    Pulled,
    Quoted,
    SessionEvent,
    Settled,
)
from axiom.desk.replay.flow import PoissonFlow
from axiom.desk.replay.hedging import BookExposure, CostBand, DeltaBand, HedgeRule, NoHedge
from axiom.desk.replay.ledger import Fees
from axiom.desk.replay.matching import Fill, Matcher, Matching, TradeThrough
from axiom.desk.replay.outputs import write_session
from axiom.desk.replay.queue import QueueModel
from axiom.desk.replay.result import SessionResult, read_session
from axiom.desk.replay.session import Session
from axiom.desk.replay.settings import SessionSettings
from axiom.desk.replay.simulated import SimulatedFeed, SimulatedMarket

__all__ = [
    "BookExposure",
    "Closed",
    "CostBand",
    "DeltaBand",
    "EventLog",
    "Explained",
    "Fees",
    "Fill",
    "Filled",
    "HedgeRule",
    "Hedged",
    "Killed",
    "LimitBreached",
    "Listed",
    "Marked",
    "MarkedOut",
    "MarketMoved",
    "Matcher",
    "Matching",
    "NoHedge",
    "Opened",
    "PoissonFlow",
    "Pulled",
    "QueueModel",
    "Quoted",
    "Session",
    "SessionEvent",
    "SessionResult",
    "SessionSettings",
    "Settled",
    "SimulatedFeed",
    "SimulatedMarket",
    "TradeThrough",
    "read_session",
    "write_session",
]
