"""Limits on a book's exposures, how much of them is used, and what room is left to trade."""

from axiom.risk.limits.headroom import Headroom
from axiom.risk.limits.limits import Limits
from axiom.risk.limits.of_book import limit_exposures, vega_by_expiry
from axiom.risk.limits.usage import LimitUsage

__all__ = ["Headroom", "LimitUsage", "Limits", "limit_exposures", "vega_by_expiry"]
