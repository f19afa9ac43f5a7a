"""Value at risk and expected shortfall of books, and the tests of such figures."""

from axiom.risk.value_at_risk.methods import METHODS, ValueAtRisk, book_value_at_risk
from axiom.risk.value_at_risk.moves import MarketMoves
from axiom.risk.value_at_risk.revaluation import Revaluation
from axiom.risk.value_at_risk.surface_moves import surface_moves
from axiom.risk.value_at_risk.tail import TailRisk, tail_risk

__all__ = [
    "METHODS",
    "MarketMoves",
    "Revaluation",
    "TailRisk",
    "ValueAtRisk",
    "book_value_at_risk",
    "surface_moves",
    "tail_risk",
]
