"""Hedges: of one option by a policy, of a book by rules for its delta and vega."""

from axiom.service.hedging.routes import ROUTERS

__all__ = ["ROUTERS"]
