"""P&L explain: what the value of a book gained between two instants, and why."""

from axiom.risk.explain.days import ExplainHistory, explain_days
from axiom.risk.explain.explain import explain
from axiom.risk.explain.result import Explain
from axiom.risk.explain.state import BookState
from axiom.risk.explain.terms import TERMS as EXPLAIN_TERMS
from axiom.risk.explain.trade import Trade

__all__ = [
    "EXPLAIN_TERMS",
    "BookState",
    "Explain",
    "ExplainHistory",
    "Trade",
    "explain",
    "explain_days",
]
