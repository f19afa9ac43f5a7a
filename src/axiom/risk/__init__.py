"""Books of positions: value, Greeks, scenarios, P&L explain, limits and value at risk."""

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
from axiom.risk.margin import Margin, MarginRules, book_margin, group_margin
from axiom.risk.position import Position
from axiom.risk.scenario_grid import ScenarioGrid, scenario_grid
from axiom.risk.scenarios import ScenarioLadder, scenario_ladder
from axiom.risk.stress_book import StressTest, stress_book
from axiom.risk.stresses import HISTORICAL_STRESSES, Stress
from axiom.risk.valuation import BookValuation, value_book
from axiom.risk.value_at_risk import (
    MarketMoves,
    Revaluation,
    TailRisk,
    ValueAtRisk,
    book_value_at_risk,
    surface_moves,
    tail_risk,
)
from axiom.risk.value_at_risk.backtests import (
    CoverageTest,
    ShortfallTest,
    TrafficLight,
    acerbi_szekely,
    christoffersen,
    kupiec,
    kupiec_region,
    traffic_light,
)

__all__ = [
    "DESK_UNITS",
    "EXPLAIN_TERMS",
    "GREEK_NAMES",
    "HISTORICAL_STRESSES",
    "RAW_UNITS",
    "SMILE_UNITS",
    "Book",
    "BookState",
    "BookValuation",
    "Contracts",
    "CoverageTest",
    "Explain",
    "ExplainHistory",
    "Headroom",
    "LimitUsage",
    "Limits",
    "Margin",
    "MarginRules",
    "MarketMoves",
    "Position",
    "Revaluation",
    "ScenarioGrid",
    "ScenarioLadder",
    "ShortfallTest",
    "Stress",
    "StressTest",
    "TailRisk",
    "Trade",
    "TrafficLight",
    "Unit",
    "ValueAtRisk",
    "acerbi_szekely",
    "book_margin",
    "book_value_at_risk",
    "christoffersen",
    "evaluate",
    "explain",
    "explain_days",
    "group_margin",
    "kupiec",
    "kupiec_region",
    "limit_exposures",
    "resolve_contracts",
    "scenario_grid",
    "scenario_ladder",
    "stress_book",
    "surface_moves",
    "tail_risk",
    "traffic_light",
    "value_book",
    "vega_by_expiry",
]
