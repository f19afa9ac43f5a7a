"""Quotes: how wide, where on the tick grid, and by which policy."""

from axiom.desk.quoting.indicative import (
    QuotingRules,
    behind_market,
    half_spreads,
    indicative_quotes,
    infer_tick,
    two_sided,
)

__all__ = [
    "QuotingRules",
    "behind_market",
    "half_spreads",
    "indicative_quotes",
    "infer_tick",
    "two_sided",
]
