"""Indicative quotes, the run from a chain to all its results, and the report."""

from axiom.desk.quoting import (
    QuotingRules,
    behind_market,
    half_spreads,
    indicative_quotes,
    infer_tick,
    two_sided,
)
from axiom.desk.run import RunResult, RunSettings, run_chain, write_outputs

__all__ = [
    "QuotingRules",
    "RunResult",
    "RunSettings",
    "behind_market",
    "half_spreads",
    "indicative_quotes",
    "infer_tick",
    "run_chain",
    "two_sided",
    "write_outputs",
]
