"""A surface that follows quotes, spot and time, and says how far it can be relied on."""

from axiom.volatility.live.filter import SurfaceFilter
from axiom.volatility.live.settings import FilterSettings
from axiom.volatility.live.start import follow_chain
from axiom.volatility.live.states import ExpiryStatus, FilterState, FilterUpdate, QuoteFlag

__all__ = [
    "ExpiryStatus",
    "FilterSettings",
    "FilterState",
    "FilterUpdate",
    "QuoteFlag",
    "SurfaceFilter",
    "follow_chain",
]
