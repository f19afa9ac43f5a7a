"""Books of positions: value, Greeks, buckets, scenarios and P&L explain."""

from axiom.core.units import DESK_UNITS, RAW_UNITS, SMILE_UNITS, Unit
from axiom.risk.book import Book
from axiom.risk.contracts import Contracts, resolve_contracts
from axiom.risk.evaluation import GREEK_NAMES, evaluate
from axiom.risk.explain import (
    EXPLAIN_TERMS,
    BookState,
    Explain,
    ExplainHistory,
    Trade,
    explain,
    explain_days,
)
from axiom.risk.limits import Headroom, Limits, LimitUsage, limit_exposures, vega_by_expiry
from axiom.risk.position import Position
from axiom.risk.scenarios import ScenarioLadder, scenario_ladder
from axiom.risk.valuation import BookValuation, value_book

__all__ = [
    "DESK_UNITS",
    "EXPLAIN_TERMS",
    "GREEK_NAMES",
    "RAW_UNITS",
    "SMILE_UNITS",
    "Book",
    "BookState",
    "BookValuation",
    "Contracts",
    "Explain",
    "ExplainHistory",
    "Headroom",
    "LimitUsage",
    "Limits",
    "Position",
    "ScenarioLadder",
    "Trade",
    "Unit",
    "evaluate",
    "explain",
    "explain_days",
    "limit_exposures",
    "resolve_contracts",
    "scenario_ladder",
    "value_book",
    "vega_by_expiry",
]
