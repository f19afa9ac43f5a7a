"""Indicative quotes, the run from a chain to all its results, and the report."""

from axiom.desk.quoting import (
    ExponentialIntensity,
    FillIntensity,
    Floored,
    InventoryState,
    LogisticIntensity,
    Offsets,
    PolicyTable,
    QuotingPolicy,
    QuotingRules,
    behind_market,
    half_spreads,
    indicative_quotes,
    infer_tick,
    tabulate,
    two_sided,
)
from axiom.desk.run import RunResult, RunSettings, run_chain, write_outputs

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
    "RunResult",
    "RunSettings",
    "behind_market",
    "half_spreads",
    "indicative_quotes",
    "infer_tick",
    "run_chain",
    "tabulate",
    "two_sided",
    "write_outputs",
]
