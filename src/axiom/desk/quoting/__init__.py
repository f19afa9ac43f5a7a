"""Quotes: how wide, where on the tick grid, and by which policy."""

from axiom.desk.quoting.fill_intensities import (
    ExponentialIntensity,
    FillIntensity,
    LogisticIntensity,
)
from axiom.desk.quoting.indicative import (
    QuotingRules,
    behind_market,
    half_spreads,
    indicative_quotes,
    infer_tick,
    two_sided,
)
from axiom.desk.quoting.policy import Floored, InventoryState, Offsets, QuotingPolicy
from axiom.desk.quoting.policy_table import PolicyTable, tabulate

__all__ = [
    "ExponentialIntensity",
    "FillIntensity",
    "Floored",
    "InventoryState",
    "LogisticIntensity",
    "Offsets",
    "PolicyTable",
    "QuotingPolicy",
    "QuotingRules",
    "behind_market",
    "half_spreads",
    "indicative_quotes",
    "infer_tick",
    "tabulate",
    "two_sided",
]
