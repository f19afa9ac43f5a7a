"""What processes share while they run: a cache, and a bus of what is news."""

from axiom.store.cache.bus import TOPICS, Bus, MemoryBus, Topic
from axiom.store.cache.cache import Cache, MemoryCache
from axiom.store.cache.channel import Changes, Snapshot
from axiom.store.cache.opening import Shared, open_shared

__all__ = [
    "TOPICS",
    "Bus",
    "Cache",
    "Changes",
    "MemoryBus",
    "MemoryCache",
    "Shared",
    "Snapshot",
    "Topic",
    "open_shared",
]
