"""Quotes as they come in: recorded ones here, live ones behind the same protocol."""

from axiom.market.feeds.cboe import CboeDelayedFeed
from axiom.market.feeds.changes import chain_updates
from axiom.market.feeds.connection import ConnectionRules, FeedStatus
from axiom.market.feeds.deribit import DeribitFeed
from axiom.market.feeds.feed import Feed, FeedUpdate
from axiom.market.feeds.recorded import RecordedFeed
from axiom.market.feeds.recording import RecordingFeed, ReplayedFeed

__all__ = [
    "CboeDelayedFeed",
    "ConnectionRules",
    "DeribitFeed",
    "Feed",
    "FeedStatus",
    "FeedUpdate",
    "RecordedFeed",
    "RecordingFeed",
    "ReplayedFeed",
    "chain_updates",
]
