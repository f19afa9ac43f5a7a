"""Quotes on a whole chain: the desk policy, its protection and its kill switch."""

from axiom.desk.quoting.chain.board import QuoteBoard, QuoteState
from axiom.desk.quoting.chain.grid import PriceGrid
from axiom.desk.quoting.chain.quoter import ChainQuoter
from axiom.desk.quoting.chain.rules import (
    ChainRules,
    InventorySkew,
    MarkoutRules,
    Protection,
)

__all__ = [
    "ChainQuoter",
    "ChainRules",
    "InventorySkew",
    "MarkoutRules",
    "PriceGrid",
    "Protection",
    "QuoteBoard",
    "QuoteState",
]
