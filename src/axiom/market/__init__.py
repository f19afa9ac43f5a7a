"""What is observed: clock, dividends, option chains, their readers and the screening of quotes."""

from axiom.market.chain import Chain
from axiom.market.clock import (
    Clock,
    DayWeights,
    Event,
    TimeTable,
    settlement_instant,
    years_between,
)
from axiom.market.dividends import DividendSchedule
from axiom.market.feeds import (
    CboeDelayedFeed,
    ConnectionRules,
    DeribitFeed,
    Feed,
    FeedStatus,
    FeedUpdate,
    RecordedFeed,
    RecordingFeed,
    ReplayedFeed,
    chain_updates,
)
from axiom.market.hygiene import REASONS, QuoteRules, count_reasons, screen_quotes
from axiom.market.readers import iter_chains, list_chains, read_chain, sample_chain
from axiom.market.spot_market import Market
from axiom.market.stored import CHAIN_MEDIA_TYPE, chain_from_bytes, chain_to_bytes
from axiom.market.zero_curve import ZeroCurve

__all__ = [
    "CHAIN_MEDIA_TYPE",
    "REASONS",
    "CboeDelayedFeed",
    "Chain",
    "Clock",
    "ConnectionRules",
    "DayWeights",
    "DeribitFeed",
    "DividendSchedule",
    "Event",
    "Feed",
    "FeedStatus",
    "FeedUpdate",
    "Market",
    "QuoteRules",
    "RecordedFeed",
    "RecordingFeed",
    "ReplayedFeed",
    "TimeTable",
    "ZeroCurve",
    "chain_from_bytes",
    "chain_to_bytes",
    "chain_updates",
    "count_reasons",
    "iter_chains",
    "list_chains",
    "read_chain",
    "sample_chain",
    "screen_quotes",
    "settlement_instant",
    "years_between",
]
